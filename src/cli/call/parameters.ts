/**
 * Turns `customer.emailAddress=a@b.example ids=1 ids=2 customers.0.options.0.name=size` into what the soap package
 * sends. The shape comes from the WSDL, so a misspelt name is told here: the gateway, as the contract has it, would
 * ignore it.
 */
import { ExitCode, Problem } from '../problem.ts';

/** A parameter as the soap package describes it: name of a simple type, or fields; a list has one, named `Item[]`. */
export type Shape = string | { readonly [field: string]: Shape };

type Value = string | Value[] | { [field: string]: Value };

/** Fields that the soap package adds to a description. */
const NOT_FIELDS = new Set(['targetNSAlias', 'targetNamespace', 'uuid']);

/** @throws {Problem} naming what is wrong with the first bad one */
export function readParameters(operation: string, shape: Shape, given: readonly string[]): { [field: string]: Value } {
  const result: { [field: string]: Value } = {};
  for (const text of given) {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new Problem(`${text} is not of the form name=value`, ExitCode.usage);
    put({ operation, name, value }, result, shape, name.split('.'));
  }
  return result;
}

interface Given {
  readonly operation: string;
  readonly name: string;
  readonly value: string;
}

function put(given: Given, target: { [field: string]: Value }, shape: Shape, path: readonly string[]): void {
  const [head = '', ...rest] = path;
  const field = fieldOf(given, shape, head);
  const item = itemOf(field);
  if (item === undefined) {
    target[head] = inside(given, target[head], field, rest);
    return;
  }
  const list = (target[head] ??= { [item.name]: [] }) as { [item: string]: Value[] };
  const items = list[item.name] ??= [];
  const [index, ...within] = rest;
  if (index === undefined) items.push(inside(given, undefined, item.shape, []));
  else items[position(given, index, items.length)] = inside(given, items[Number(index)], item.shape, within);
}

/** The value of a field: the text itself at the end of the path, else the object that it goes into. */
function inside(given: Given, before: Value | undefined, shape: Shape, path: readonly string[]): Value {
  if (typeof shape === 'string') {
    if (path.length > 0) throw wrong(given, `has nothing inside it (${path.join('.')})`);
    return given.value;
  }
  if (path.length === 0) throw wrong(given, `is made of ${namesOf(shape).join(', ')}: give those`);
  const object = (before ?? {}) as { [field: string]: Value };
  put(given, object, shape, path);
  return object;
}

function fieldOf(given: Given, shape: Shape, name: string): Shape {
  const field = typeof shape === 'object' && namesOf(shape).includes(name) ? shape[name] : undefined;
  if (field !== undefined) return field;
  const names = namesOf(shape).join(', ');
  throw wrong(given, `is not known${names === '' ? '' : `; there are ${names}`}`);
}

function itemOf(shape: Shape): { name: string; shape: Shape } | undefined {
  const [only = ''] = namesOf(shape);
  if (typeof shape === 'string' || !only.endsWith('[]')) return undefined;
  return { name: only.slice(0, -2), shape: shape[only] ?? '' };
}

/** Items count from 0, without gaps. */
function position(given: Given, index: string, length: number): number {
  if (/^\d+$/.test(index) && Number(index) <= length) return Number(index);
  throw wrong(given, `is a list: ${index} should be one of 0 to ${length}`);
}

function namesOf(shape: Shape): string[] {
  return typeof shape === 'string' ? [] : Object.keys(shape).filter((name) => !NOT_FIELDS.has(name));
}

function wrong({ operation, name }: Given, why: string): Problem {
  return new Problem(`Parameter ${name} of ${operation} ${why}`, ExitCode.usage);
}
