/**
 * Readers of arguments, made from the contract once. An element counts by its local name, in any order; what
 * the contract does not know is passed over (soap.md 2.1). Three states are kept apart (design.md 3, stage
 * 5): absent and nil are not given; an empty element is not given for numbers, booleans and lists, '' for
 * xsd:string, and an object without values for an object: so callers whose empty fields are left out (contracts
 * before 1.24) ask the same as those who send each of them as nil.
 */
import type { TolkError } from '../../errors.ts';
import type { ComplexType, Contract, Field, Operation, Simple } from '../contract/index.ts';
import type { XmlReader } from '../envelope/index.ts';
import { Fields, type FieldReader, type ParseText, type ReadValue } from './fields.ts';
import { isBlankText, readBoolean, readDouble, readWhole } from './lexical.ts';
import { Notes } from './notes.ts';
import type { Forms } from './plain-forms.ts';

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

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const TOKEN = 'uuid';

const WHOLE = { read: readWhole, wrong: 'is not a whole number of at most 64 bits' };

/** How text becomes a value of a simple type, and what is said when it cannot. */
const FORMS: Readonly<Record<Exclude<Simple, 'string'>, { read(text: string): unknown; wrong: string }>> = {
  long: WHOLE,
  integer: WHOLE,
  double: { read: readDouble, wrong: 'is not a finite number' },
  boolean: { read: readBoolean, wrong: 'is neither true nor false' },
};

/** Makes the reader of every operation of a version of the contract. */
export function compileReaders(contract: Contract, forms: Forms): ReadonlyMap<string, ReadOperation> {
  const compiler = new Compiler(contract, forms);
  return new Map([...contract.operations].map(([name, operation]) => [name, compiler.operation(operation)]));
}

class Compiler {
  readonly #contract: Contract;
  readonly #types = new Map<string, ReadValue>();
  readonly #forms: Forms;

  constructor(contract: Contract, forms: Forms) {
    this.#contract = contract;
    this.#forms = forms;
  }

  operation({ name, request }: Operation): ReadOperation {
    const readers = request.map((field, index) =>
      (field.name === TOKEN ? tokenReader(index) : this.#field(field, index)));
    const parameters = new Fields(readers, this.#forms);
    return (x) => {
      const notes = new Notes();
      const args: Record<string, unknown> = {};
      withoutText(x, notes, name, () => parameters.read(x, notes, args));
      return { token: notes.token, args, wrong: notes.wrong };
    };
  }

  #field(field: Field, index: number): FieldReader {
    const { name, type } = field;
    if (typeof type === 'object') {
      return { name, index, read: elementsReader(name, this.#type(type.complex)), parse: undefined };
    }
    const parse = textParser(name, type);
    return { name, index, read: textReader(name, parse), parse };
  }

  #type(name: string): ReadValue {
    let read = this.#types.get(name);
    if (read === undefined) {
      // Put down before its fields are looked at, so that a type may hold itself.
      this.#types.set(name, (x, notes) => this.#types.get(name)?.(x, notes));
      read = this.#complex(this.#contract.types.get(name));
      this.#types.set(name, read);
    }
    return read;
  }

  #complex(type: ComplexType | undefined): ReadValue {
    if (type === undefined) throw new Error('The contract names a type that it does not declare');
    if (type.item !== undefined) return listReader(this.#field(type.item, 0));
    const fields = new Fields(type.fields.map((field, index) => this.#field(field, index)), this.#forms);
    return (x, notes) => {
      const object = {};
      fields.read(x, notes, object);
      return object;
    };
  }
}

function listReader({ name, read }: FieldReader): ReadValue {
  return (x, notes) => {
    const list: unknown[] = [];
    let any = false;
    while (x.child()) {
      any = true;
      const value = x.local === name ? read(x, notes) : x.skip();
      if (value !== undefined) list.push(value);
    }
    return any ? list : undefined;
  };
}

/**
 * The token is no argument of the act. The first one counts, so that whether a token is good never hangs on
 * what follows it.
 */
function tokenReader(index: number): FieldReader {
  const parse: ParseText = (text, x, notes) => {
    if (notes.token === undefined) notes.token = text;
    else notes.note(x, TOKEN, 'is given more than once', '');
  };
  return { name: TOKEN, index, read: textReader(TOKEN, parse), parse };
}

function elementsReader(name: string, read: ReadValue): ReadValue {
  return (x, notes) => (isNil(x) ? undefined : withoutText(x, notes, name, () => read(x, notes)));
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
  if (type === 'string') return (text) => text;
  const { read, wrong } = FORMS[type];
  return (text, x, notes) => {
    const value = read(text);
    if (value === undefined && !isBlankText(text)) notes.note(x, name, wrong, text);
    return value;
  };
}

/** Reads an element that may hold elements only, and notes what text it held. */
function withoutText<Value>(x: XmlReader, notes: Notes, name: string, read: () => Value): Value {
  const outside = x.stray;
  x.stray = '';
  const value = read();
  if (x.stray !== '') notes.note(x, name, 'holds text where elements belong', x.stray);
  x.stray = outside;
  return value;
}

/** Passes over an element with xsi:nil="true"; its content, if it has any, means nothing. */
function isNil(x: XmlReader): boolean {
  const nil = x.attribute(XSI, 'nil')?.trim();
  if (nil !== 'true' && nil !== '1') return false;
  x.skip();
  return true;
}
