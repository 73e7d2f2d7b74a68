/**
 * Readers of arguments, made from the contract once. An element counts by its local name, in any order; what
 * the contract does not know is passed over (soap.md 2.1). Three states are kept apart (design.md 3, stage
 * 5): absent and nil are not given; an empty element is not given for numbers, booleans, objects and lists,
 * and '' for xsd:string.
 *
 * A wrong form does not stop the reading: the token may come after it, and a wrong token wins. So the first
 * thing wrong is kept.
 */
import { failure, type TolkError } from '../../errors.ts';
import type { ComplexType, Contract, Field, Operation, Simple } from '../contract/index.ts';
import type { XmlReader } from '../envelope/index.ts';
import { isBlankText, readBoolean, readDouble, readWhole } from './lexical.ts';

/** What a call says, as far as it could be read. */
export interface Reading {
  /** The `uuid` element; undefined when it is absent, nil or no text. */
  readonly token: string | undefined;
  readonly args: Readonly<Record<string, unknown>>;
  /** What is wrong with the arguments, the first thing only. */
  readonly wrong: TolkError | undefined;
}

/** Reads an operation's element, which is open, to its end. */
export type ReadOperation = (x: XmlReader) => Reading;

/** Reads the value of an element, which is open, to its end; undefined = not given. */
type ReadValue = (x: XmlReader, notes: Notes) => unknown;

interface FieldReader {
  readonly name: string;
  /** Its place in the schema. */
  readonly index: number;
  readonly read: ReadValue;
  /** Of a simple type: from its text to its value; undefined = not given. */
  readonly parse: ParseText | undefined;
}

interface Fields {
  readonly inOrder: readonly FieldReader[];
  readonly byName: ReadonlyMap<string, FieldReader>;
}

type ParseText = (text: string, x: XmlReader, notes: Notes) => unknown;

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const TOKEN = 'uuid';
/** Envelope, Body and the operation stand above every argument. */
const ABOVE_ARGUMENTS = 3;

class Notes {
  token: string | undefined;
  wrong: TolkError | undefined;

  /** @param field local name of the element that is wrong, whose parent is open */
  note(x: XmlReader, field: string, why: string, value: string): void {
    const above = x.path(ABOVE_ARGUMENTS);
    this.wrong ??= failure('FIELD_VALUE', { field: above === '' ? field : `${above}.${field}`, why, value });
  }
}

/** Makes the reader of every operation of a version of the contract. */
export function compileReaders(contract: Contract): ReadonlyMap<string, ReadOperation> {
  const types = new Map<string, ReadValue>();
  const typeOf = (name: string): ReadValue => {
    let read = types.get(name);
    if (read === undefined) {
      // Put down before its fields are looked at, so that a type may hold itself.
      types.set(name, (x, notes) => types.get(name)?.(x, notes));
      read = complexReader(contract.types.get(name), typeOf);
      types.set(name, read);
    }
    return read;
  };
  return new Map([...contract.operations].map(([name, operation]) => [name, operationReader(operation, typeOf)]));
}

function operationReader(operation: Operation, typeOf: (name: string) => ReadValue): ReadOperation {
  const parameters = fieldsOf(operation.request, typeOf, keepToken);
  return (x) => {
    const notes = new Notes();
    const args: Record<string, unknown> = {};
    readFields(parameters, x, notes, args);
    return { token: notes.token, args, wrong: notes.wrong };
  };
}

/**
 * The token is no argument of the act. The first one counts, so that whether a token is good never hangs on
 * what follows it.
 */
const keepToken: ParseText = (text, x, notes) => {
  if (notes.token === undefined) notes.token = text;
  else notes.note(x, TOKEN, 'is given more than once', '');
};

function complexReader(type: ComplexType | undefined, typeOf: (name: string) => ReadValue): ReadValue {
  if (type === undefined) throw new Error('The contract names a type that it does not declare');
  if (type.item !== undefined) return listReader(type.item, typeOf);
  const fields = fieldsOf(type.fields, typeOf);
  return (x, notes) => {
    const object = {};
    return readFields(fields, x, notes, object) ? object : undefined;
  };
}

/** @param token what becomes of a field `uuid`, when these are the parameters of an operation */
function fieldsOf(fields: readonly Field[], typeOf: (name: string) => ReadValue, token?: ParseText): Fields {
  const inOrder = fields.map((field, index) =>
    (token !== undefined && field.name === TOKEN
      ? { name: TOKEN, index, read: textReader(TOKEN, token), parse: token }
      : fieldReader(field, index, typeOf)));
  return { inOrder, byName: new Map(inOrder.map((each) => [each.name, each])) };
}

/**
 * Reads the child elements of the open element into properties. False when it has none.
 * Clients write fields in schema order, most of them plainly: the field after the last one is tried first.
 */
function readFields(fields: Fields, x: XmlReader, notes: Notes, into: Record<string, unknown>): boolean {
  let any = false;
  let next = 0;
  for (;;) {
    let field = fields.inOrder[next];
    let value: unknown;
    const text = field?.parse && x.plainChild(field.name);
    if (field?.parse !== undefined && text !== undefined) {
      value = field.parse(text, x, notes);
    } else {
      if (!x.child()) return any;
      field = fields.byName.get(x.local);
      value = field === undefined ? x.skip() : field.read(x, notes);
    }
    any = true;
    if (field === undefined) continue;
    next = field.index + 1;
    if (value === undefined) continue;
    if (Object.hasOwn(into, field.name)) notes.note(x, field.name, 'is given more than once', '');
    else into[field.name] = value;
  }
}

function listReader(item: Field, typeOf: (name: string) => ReadValue): ReadValue {
  const { read } = fieldReader(item, 0, typeOf);
  return (x, notes) => {
    const list: unknown[] = [];
    let any = false;
    while (x.child()) {
      any = true;
      const value = x.local === item.name ? read(x, notes) : x.skip();
      if (value !== undefined) list.push(value);
    }
    return any ? list : undefined;
  };
}

function fieldReader({ name, type }: Field, index: number, typeOf: (name: string) => ReadValue): FieldReader {
  if (typeof type === 'object') return { name, index, read: elementsReader(name, typeOf(type.complex)), parse: undefined };
  const parse = textParser(name, type);
  return { name, index, read: textReader(name, parse), parse };
}

function elementsReader(name: string, read: ReadValue): ReadValue {
  return (x, notes) => {
    if (isNil(x)) return undefined;
    const value = read(x, notes);
    if (x.stray !== '') {
      notes.note(x, name, 'holds text where elements belong', x.stray);
      x.stray = '';
    }
    return value;
  };
}

function textReader(name: string, parse: ParseText): ReadValue {
  return (x, notes) => {
    if (isNil(x)) return undefined;
    const text = x.text();
    if (text === undefined) notes.note(x, name, 'holds elements where text belongs', '');
    return text === undefined ? undefined : parse(text, x, notes);
  };
}

function textParser(name: string, type: Simple): ParseText {
  const form = FORMS[type];
  if (form === undefined) return (text) => text;
  return (text, x, notes) => {
    const value = form.read(text);
    if (value === undefined && !isBlankText(text)) notes.note(x, name, form.wrong, text);
    return value;
  };
}

const WHOLE = { read: readWhole, wrong: 'is not a whole number of at most 64 bits' };

const FORMS: Readonly<Record<Simple, { read(text: string): unknown; wrong: string } | undefined>> = {
  string: undefined,
  long: WHOLE,
  integer: WHOLE,
  double: { read: readDouble, wrong: 'is not a finite number' },
  boolean: { read: readBoolean, wrong: 'is neither true nor false' },
};

/** Passes over an element with xsi:nil="true"; its content, if it has any, means nothing. */
function isNil(x: XmlReader): boolean {
  const nil = x.attribute(XSI, 'nil')?.trim();
  if (nil !== 'true' && nil !== '1') return false;
  x.skip();
  return true;
}
