import { failure } from '../../errors.ts';

/** Finds columns of a file by what a definition calls them, and keeps in mind which are not there. */
export class FileColumns {
  readonly #names: readonly string[];
  readonly #exact: ReadonlyMap<string, readonly number[]>;
  readonly #plain: ReadonlyMap<string, readonly number[]>;
  readonly #missing = new Set<string>();

  /** @param names as the header has them; without a header `1`, `2` and so on */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#exact = Map.groupBy(names.keys(), (place) => names[place] ?? '');
    this.#plain = Map.groupBy(names.keys(), (place) => plain(names[place] ?? ''));
  }

  /**
   * The place of a column, from 0: the one of exactly that name, else the one whose name differs by letter case and
   * blanks around it alone, else the one of that number. 0 for one that is not there, of which `check` tells.
   * @throws {TolkError} FIELD_VALUE: the file has several of that name
   */
  place(called: string): number {
    const [place, ...others] = this.#exact.get(called) ?? this.#plain.get(plain(called)) ?? this.#numbered(called);
    if (others.length > 0) {
      const numbers = [place ?? 0, ...others].map((one) => one + 1).join(', ');
      throw failure('FIELD_VALUE', { field: 'column', why: `is the name of columns ${numbers} of the file: use its number`, value: called });
    }
    if (place === undefined) this.#missing.add(called);
    return place ?? 0;
  }

  /** @throws {TolkError} IMPORT_COLUMNS_MISSING naming all that were asked for and are not there */
  check(): void {
    if (this.#missing.size === 0) return;
    throw columnsMissing([...this.#missing], this.#names);
  }

  #numbered(called: string): readonly number[] {
    const number = /^[1-9]\d{0,4}$/.test(called) ? Number(called) : undefined;
    return number === undefined || number > this.#names.length ? [] : [number - 1];
  }
}

function plain(name: string): string {
  return name.trim().normalize().toLowerCase();
}

/** @param columns of the file */
export function columnsMissing(missing: readonly string[], columns: readonly string[]) {
  const list = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(', ');
  return failure('IMPORT_COLUMNS_MISSING', { missing: list(missing), columns: list(columns) });
}
