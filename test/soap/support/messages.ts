/** Calls made up from the contract, each with what must be read from it; and answers. */
import { contract, type Field, type Simple } from '../../../src/soap/contract/index.ts';
import type { Random } from './random.ts';

/** How a program writes: prefix, order, white space, and what it puts beside the values. */
export interface Manner {
  /** What stands before the names of the contract's elements: `ns1:` or nothing. */
  readonly lead: string;
  /** Prefix of the XML Schema instance namespace. */
  readonly xsi: string;
  readonly isShuffled: boolean;
  readonly isSpaced: boolean;
  /** Comments, unknown elements, attributes, CDATA, references. */
  readonly isNoisy: boolean;
}

export interface Message {
  readonly operation: string;
  /** The arguments as our codec gives them. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The message in a manner of writing. */
  xml(manner: Manner): string;
}

export const TOKEN = 'a-token';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const TEXTS = [
  '', 'Visser', "'s-Hertogenbosch", 'Café & Zoon', '<b>"x"</b>', 'Łódź €', '😀', ']]>', 'two  words', '0', '007', 'true',
  ' outer ', 'line\nbreak', 'tab\tbed', 'return\rhere', '\u0085\u2028', 'x'.repeat(300),
];
/** Those that the soap package keeps as they are. */
const PLAIN_TEXTS = TEXTS.filter((text) => text === text.trim() && !/[\r\u0085\u2028]/.test(text));
const WHOLES = ['0', '1', '14880', '-3', '9223372036854775807', '-9223372036854775808'];
const DOUBLES = [0, 1, -2.5, 0.1, 1e21, 1e-7];

interface Given {
  readonly state: 'nil' | 'empty' | 'value';
  readonly value?: unknown;
}

/** The fields of an object that are given, by name. */
type GivenFields = ReadonlyMap<string, Given>;

/** Makes up a call. @param plainly without texts at which node-soap fails: it trims, and rounds longs */
export function randomCall(random: Random, plainly = false): Message {
  const operation = random.pick([...contract.operations.values()]);
  const fields = operation.request.filter(({ name }) => name !== 'uuid');
  const given = randomFields(random, fields, plainly, 0);
  const seed = random.below(1_000_000);
  return {
    operation: operation.name,
    args: argsOf(fields, given),
    xml: (manner) => new Writer(manner, seed).envelope(operation.name, fields, given),
  };
}

/** Makes up an answer of an operation, as a room could give it. */
export function randomAnswer(random: Random, operation: string, plainly = false): unknown {
  const message = contract.operations.get(operation)?.response.find(({ name }) => name === 'msg');
  if (message === undefined) throw new Error(`no ${operation}`);
  return answerValue(random, message, plainly, 0);
}

function randomFields(random: Random, fields: readonly Field[], plainly: boolean, depth: number): GivenFields {
  const density = random.pick([0.1, 0.6, 1]);
  const entries = fields.filter(() => random.chance(density)).map((field): readonly [string, Given] => {
    if (random.chance(0.1)) return [field.name, { state: 'nil' }];
    if (random.chance(0.1) || depth > 4) return [field.name, { state: 'empty' }];
    return [field.name, { state: 'value', value: randomValue(random, field, plainly, depth) }];
  });
  return new Map(entries);
}

function randomValue(random: Random, { type }: Field, plainly: boolean, depth: number): unknown {
  if (typeof type === 'string') return randomSimple(random, type, plainly);
  const complex = contract.types.get(type.complex);
  if (complex === undefined) throw new Error(`no type ${type.complex}`);
  const { item } = complex;
  if (item === undefined) return randomFields(random, complex.fields, plainly, depth + 1);
  return Array.from({ length: 1 + random.below(3) }, () => randomValue(random, item, plainly, depth + 1));
}

function randomSimple(random: Random, type: Simple, plainly: boolean): unknown {
  switch (type) {
    case 'string': return random.pick(plainly ? PLAIN_TEXTS : TEXTS);
    case 'long': case 'integer': return random.pick(plainly ? WHOLES.slice(0, 4) : WHOLES);
    case 'double': return random.pick(DOUBLES);
    case 'boolean': return random.chance(0.5);
  }
}

/**
 * The arguments that must be read: nil is not given; empty is '' for texts, an object without values for objects,
 * and not given for all else.
 */
function argsOf(fields: readonly Field[], given: GivenFields): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const { name, type } of fields) {
    const value = given.get(name);
    if (value === undefined || value.state === 'nil') continue;
    if (value.state === 'empty') {
      if (type === 'string') args[name] = '';
      if (isObject(type)) args[name] = {};
      continue;
    }
    args[name] = argOf(type, value.value);
  }
  return args;
}

function argOf(type: Field['type'], value: unknown): unknown {
  if (typeof type === 'string') return value;
  const complex = contract.types.get(type.complex);
  if (complex?.item === undefined) return argsOf(complex?.fields ?? [], value as GivenFields);
  const { item } = complex;
  return (value as readonly unknown[]).map((each) => argOf(item.type, each));
}

function isObject(type: Field['type']): boolean {
  return typeof type === 'object' && contract.types.get(type.complex)?.item === undefined;
}

function answerValue(random: Random, { type }: Field, plainly: boolean, depth: number): unknown {
  if (typeof type === 'string') return randomSimple(random, type, plainly);
  const complex = contract.types.get(type.complex);
  const item = complex?.item;
  if (item !== undefined) {
    return Array.from({ length: depth > 3 ? 0 : random.below(4) }, () => answerValue(random, item, plainly, depth + 1));
  }
  const entries = (complex?.fields ?? []).filter(() => random.chance(0.7))
    .map((field) => [field.name, random.chance(0.1) ? null : answerValue(random, field, plainly, depth + 1)]);
  return Object.fromEntries(entries);
}

class Writer {
  readonly #manner: Manner;
  /** Steps through the same choices in every manner. */
  #turn: number;

  constructor(manner: Manner, seed: number) {
    this.#manner = manner;
    this.#turn = seed;
  }

  envelope(operation: string, fields: readonly Field[], given: GivenFields): string {
    const { lead, xsi } = this.#manner;
    const prefix = lead.slice(0, -1);
    const space = this.#space();
    const token = this.#element('uuid', TOKEN);
    const parts = [...this.#fields(fields, given), token];
    const content = this.#manner.isShuffled ? this.#rotated(parts) : [token, ...parts.slice(0, -1)];
    const declaration = prefix === '' ? '' : ` xmlns:${prefix}="${contract.targetNamespace}"`;
    const inner = prefix === '' ? ` xmlns="${contract.targetNamespace}"` : '';
    return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:${xsi}="${XSI}"${declaration}>${space}` +
      `<s:Body>${space}<${lead}${operation}${inner}>${content.join(space)}</${lead}${operation}>${space}` +
      '</s:Body></s:Envelope>';
  }

  #fields(fields: readonly Field[], given: GivenFields): string[] {
    const present = fields.filter(({ name }) => given.has(name));
    const written = present.map((field) => this.#field(field, given.get(field.name)));
    const { lead, isNoisy } = this.#manner;
    if (isNoisy && written.length > 0) {
      if (this.#chance(5)) written.push(`<${lead}unknown a="1"><id>9</id>text</${lead}unknown>`);
      if (this.#chance(5)) written.push('<!-- nothing -->');
    }
    return this.#manner.isShuffled ? this.#rotated(written) : written;
  }

  #field(field: Field, given: Given | undefined): string {
    const { lead, xsi } = this.#manner;
    const name = lead + field.name;
    if (given === undefined) return '';
    const nil = ` ${xsi}:nil="true"`;
    if (given.state === 'nil') return this.#chance(2) ? `<${name}${nil}/>` : `<${name}${nil}></${name}>`;
    if (given.state === 'empty') return this.#chance(2) ? `<${name}/>` : `<${name}></${name}>`;
    return this.#value(field, given.value);
  }

  #value({ name, type }: Field, value: unknown): string {
    if (typeof type === 'string') return this.#element(name, this.#text(String(value)));
    const complex = contract.types.get(type.complex);
    const item = complex?.item;
    const children = item === undefined
      ? this.#fields(complex?.fields ?? [], value as GivenFields)
      : (value as readonly unknown[]).map((each) => this.#value(item, each));
    const space = this.#space();
    return this.#element(name, children.length === 0 ? '' : space + children.join(space) + space);
  }

  #element(name: string, content: string): string {
    const { lead, xsi, isNoisy } = this.#manner;
    const attribute = isNoisy && this.#chance(6) ? ` ${xsi}:type="x"` : '';
    return `<${lead}${name}${attribute}>${content}</${lead}${name}>`;
  }

  #text(text: string): string {
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(']]>', ']]&gt;')
      .replaceAll('\r', '&#13;');
    if (!this.#manner.isNoisy) return escaped;
    if (this.#chance(4) && !text.includes(']]>') && !text.includes('\r')) return `<![CDATA[${text}]]>`;
    if (this.#chance(4)) return `<!-- c -->${escaped}`;
    return escaped;
  }

  #space(): string {
    return this.#manner.isSpaced ? '\n  ' : '';
  }

  #rotated<T>(list: readonly T[]): T[] {
    const at = list.length === 0 ? 0 : this.#step() % list.length;
    return [...list.slice(at), ...list.slice(0, at)];
  }

  #chance(oneIn: number): boolean {
    return this.#step() % oneIn === 0;
  }

  #step(): number {
    this.#turn = (Math.imul(this.#turn, 1103515245) + 12345) & 0x7fffffff;
    return this.#turn >>> 8;
  }
}
