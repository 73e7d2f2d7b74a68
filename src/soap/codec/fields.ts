import type { XmlReader } from '../envelope/index.ts';
import type { Notes } from './notes.ts';
import type { Forms } from './plain-forms.ts';

/** Reads the value of an element, which is open, to its end; undefined = not given. */
export type ReadValue = (x: XmlReader, notes: Notes) => unknown;

/** Makes a value of the text of an element, whose parent is open; undefined = not given. */
export type ParseText = (text: string, x: XmlReader, notes: Notes) => unknown;

export interface FieldReader {
  readonly name: string;
  /** Its place in the schema. */
  readonly index: number;
  readonly read: ReadValue;
  /** Of a simple type only. */
  readonly parse: ParseText | undefined;
}

/** Neighbours in the schema, all of simple types. */
type Run = readonly FieldReader[];

/** How often a run may be tried in vain in one object; then it is written otherwise, say with line breaks. */
const MISSES = 3;

/** The fields of an object, or the parameters of an operation, as readers of the elements inside it. */
export class Fields {
  readonly #byName: ReadonlyMap<string, FieldReader>;
  /** For each place in the schema the run that it is in; undefined for fields of other types. */
  readonly #runs: readonly (Run | undefined)[];
  readonly #forms: Forms;

  /** @param readers in schema order */
  constructor(readers: readonly FieldReader[], forms: Forms) {
    this.#byName = new Map(readers.map((each) => [each.name, each]));
    this.#runs = runsOf(readers);
    this.#forms = forms;
  }

  /**
   * Reads the children of the open element, and its end, into properties. Elements in schema order and
   * written plainly, as programs write them, are read a run at a time; `child` reads all the others.
   */
  read(x: XmlReader, notes: Notes, into: Record<string, unknown>): void {
    const form = this.#forms.of(x);
    let next = 0;
    let misses = 0;
    for (;;) {
      const run = form === undefined || misses === MISSES ? undefined : this.#runs[next];
      if (form !== undefined && run !== undefined) {
        const found = x.match(form.expression(run));
        if (found === undefined) misses++;
        else keepRun(run, found, x, notes, into);
      }
      if (!x.child()) return;
      const field = this.#byName.get(x.local);
      if (field === undefined) {
        x.skip();
        continue;
      }
      keep(field, field.read(x, notes), x, notes, into);
      next = field.index + 1;
    }
  }
}

function runsOf(readers: readonly FieldReader[]): readonly (Run | undefined)[] {
  let run: FieldReader[] = [];
  return readers.map((reader) => {
    if (reader.parse === undefined) {
      run = [];
      return undefined;
    }
    run.push(reader);
    return run;
  });
}

/** Keeps what an expression found of a run. */
function keepRun(
  run: Run, found: RegExpExecArray, x: XmlReader, notes: Notes, into: Record<string, unknown>,
): void {
  for (let index = 0; index < run.length; index++) {
    const text = found[index + 1];
    const field = run[index];
    if (text !== undefined && field?.parse !== undefined) keep(field, field.parse(text, x, notes), x, notes, into);
  }
}

function keep(
  { name }: FieldReader, value: unknown, x: XmlReader, notes: Notes, into: Record<string, unknown>,
): void {
  if (value === undefined) return;
  if (Object.hasOwn(into, name)) notes.note(x, name, 'is given more than once', '');
  else into[name] = value;
}
