/**
 * Writers of answers, generated from the contract once: a JavaScript function per complex type that puts its
 * constants and values together in schema order (measured: half the time of a loop over a table of fields).
 * Answers are byte strings, see escape.ts.
 *
 * undefined and null are nil where the contract allows nil (from version 1.24), absent otherwise; '' and []
 * are empty elements. The generated text holds names of the contract only, and those are checked to be plain
 * names.
 */
import type { ComplexType, Contract, Field, Simple } from '../contract/index.ts';
import { escapeText } from './escape.ts';
import { writeDouble } from './lexical.ts';

/**
 * Writes the `msg` of an answer between what is to stand before and after it, as byte strings that follow
 * each other.
 */
type WriteMessage = (message: unknown, before: string, after: string) => readonly string[];

/** Writes the content of an element of a type: '' when it is empty. */
type WriteContent = (value: unknown) => string;

/** Prefix of the contract's namespace in all answers, as PHP's SoapServer has it. */
export const PREFIX = 'ns1';

/**
 * Chars after which a list goes on in another string. Put together as one, a large answer is an object too
 * large for the young generation of the heap, and new memory from the system each time (measured: it doubles
 * the cost of a page).
 */
const PIECE = 48 * 1024;

/** Nothing found is an empty element, neither nil nor absent: clients fail on those (soap.md 2.2). */
const MESSAGE = { start: `<${PREFIX}:msg>`, end: `</${PREFIX}:msg>`, empty: `<${PREFIX}:msg/>` };

const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** How a value of a simple type becomes text, as an expression over `value`. */
const TEXT_OF: Readonly<Record<Simple, string>> = {
  string: 'text(value)',
  long: 'text(value)',
  integer: 'text(value)',
  double: 'double(value)',
  boolean: '(value ? "true" : "false")',
};

/** The functions that generated writers use, by name. */
const HELPERS = { text: escapeText, double: writeDouble };

/** Makes the writer of each operation's `msg` in a version of the contract. */
export function compileWriters(contract: Contract): ReadonlyMap<string, WriteMessage> {
  const make = new Function(...Object.keys(HELPERS), sourceOfWriters(contract));
  const writers = make(...Object.values(HELPERS)) as Readonly<Record<string, WriteContent>>;
  const writerOf = ({ type }: Field): WriteMessage => {
    const write = writers[typeof type === 'object' ? type.complex : type];
    if (write === undefined) throw new Error('The contract has an answer of a type that it does not declare');
    const isList = typeof type === 'object' && contract.types.get(type.complex)?.item !== undefined;
    return isList ? listMessage(write) : plainMessage(write);
  };
  const operations = [...contract.operations];
  return new Map(operations.map(([name, { response }]) => [name, writerOf(messageOf(name, response))]));
}

function plainMessage(write: WriteContent): WriteMessage {
  return (message, before, after) => {
    const content = write(message);
    return [content === '' ? before + MESSAGE.empty + after : before + MESSAGE.start + content + MESSAGE.end + after];
  };
}

/** A list is written item by item, in as many strings as it takes. */
function listMessage(write: WriteContent): WriteMessage {
  return (message, before, after) => {
    const list = (message ?? []) as readonly unknown[];
    if (list.length === 0) return [before + MESSAGE.empty + after];
    const pieces: string[] = [];
    let piece = before + MESSAGE.start;
    for (const item of list) {
      piece += write([item]);
      if (piece.length < PIECE) continue;
      pieces.push(piece);
      piece = '';
    }
    pieces.push(piece + MESSAGE.end + after);
    return pieces;
  };
}

/** The generated program: it returns an object with a writer per type. */
export function sourceOfWriters(contract: Contract): string {
  const simple = Object.entries(TEXT_OF).map(([name, text]) =>
    `write.${name} = (value) => value == null ? '' : ${text};`);
  const complex = [...contract.types.values()].map((type) =>
    (type.item ? listWriter(type, type.item) : objectWriter(type)));
  return ["'use strict';", 'const write = {};', ...simple, ...complex, 'return write;'].join('\n');
}

function objectWriter({ name, fields }: ComplexType): string {
  return [
    `write.${plain(name)} = (object) => {`,
    '  if (object == null) return "";',
    '  let xml = "", value;',
    ...fields.map((field) => `  value = object.${plain(field.name)}; ${elementWriter(field)}`),
    '  return xml;',
    '};',
  ].join('\n');
}

function listWriter({ name }: ComplexType, item: Field): string {
  return [
    `write.${plain(name)} = (list) => {`,
    '  let xml = "";',
    '  if (list != null) for (const value of list) {',
    `    ${elementWriter(item)}`,
    '  }',
    '  return xml;',
    '};',
  ].join('\n');
}

/** The statement that appends the element of a field, whose value is in `value`, to `xml`. */
function elementWriter({ name, type, nillable }: Field): string {
  const tag = `${PREFIX}:${plain(name)}`;
  const notGiven = nillable ? `xml += '<${tag} xsi:nil="true"/>'` : ';';
  const empty = `xml += '<${tag}/>'`;
  const content = typeof type === 'object' ? `write.${plain(type.complex)}(value)` : TEXT_OF[type];
  const given = `xml += '<${tag}>' + ${content} + '</${tag}>'`;
  const emptyToo = type === 'string' ? `if (value === '') ${empty}; else ` : '';
  return `if (value == null) ${notGiven}${nillable ? ';' : ''} else ${emptyToo}${given};`;
}

function messageOf(operation: string, response: readonly Field[]): Field {
  const message = response.find(({ name }) => name === 'msg');
  if (message === undefined) throw new Error(`The answer of ${operation} has no msg`);
  return message;
}

function plain(name: string): string {
  if (!PLAIN_NAME.test(name)) throw new Error(`A name of the contract is not plain: ${name}`);
  return name;
}
