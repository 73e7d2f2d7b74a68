import { failure, TolkError } from '../../../errors.ts';
import type { Column, Table } from '../../model/model.ts';
import { readGivenRow, type ReadingContext, type RowValues } from '../../values/index.ts';
import type { Place } from '../place.ts';
import type { Verdict } from '../row.ts';

/** One row of many. */
export interface Item {
  /** Place in the array, from 0. */
  readonly index: number;
  /** dm_row.parent_id */
  readonly parentId: string;
  readonly values: RowValues;
}

/** A row as it is given, and the place of the table where it shall be. */
export interface GivenRow {
  readonly place: Place;
  readonly row: unknown;
}

/**
 * What becomes of each row of many: with `lenient` a refusal is noted, else the first one that is noted ends
 * everything.
 */
export class Verdicts {
  readonly #verdicts: (Verdict | undefined)[];
  readonly #lenient: boolean;

  /** @param verdicts one per row; undefined: not known yet */
  constructor(verdicts: readonly (Verdict | undefined)[], lenient: boolean) {
    this.#verdicts = [...verdicts];
    this.#lenient = lenient;
  }

  /** For a try that may be undone. */
  copy(): Verdicts {
    return new Verdicts(this.#verdicts, this.#lenient);
  }

  /** @throws {TolkError} ROW_REFUSED and its like, unless lenient; what is no refusal in any case */
  refuse(index: number, error: unknown): void {
    if (!(error instanceof TolkError)) throw error;
    if (!this.#lenient) throw rowRefused(index, error);
    const { code, message, details: { column } } = error;
    this.#verdicts[index] = { error: { code, ...column === undefined ? {} : { column }, message } };
  }

  accept(index: number, id: string, created: boolean): void {
    this.#verdicts[index] = { id, created };
  }

  isRefused(index: number): boolean {
    return this.#verdicts[index] !== undefined;
  }

  /** One per row, in order. */
  all(): Verdict[] {
    return this.#verdicts.map((verdict) => verdict ?? {});
  }
}

/** The refusal of an array has the status of what is wrong with its row. */
const REFUSED_BY_STATUS = { 409: 'ROW_REFUSED_TAKEN', 413: 'ROW_REFUSED_LONG' } as const;

function rowRefused(index: number, error: TolkError): TolkError {
  const { http } = error.row;
  const code = http === 409 || http === 413 ? REFUSED_BY_STATUS[http] : 'ROW_REFUSED';
  return failure(code, { index: String(index), reason: error.message }, { cause: error });
}

/**
 * Reads the rows of an array; with a column by which they are told apart, a row without a value there is refused.
 * @returns those that are acceptable so far
 */
export function readItems(
  table: Table, given: readonly GivenRow[], context: ReadingContext, unique: Column | undefined, verdicts: Verdicts,
): Item[] {
  return given.flatMap(({ place: { parentId }, row }, index) => {
    try {
      const values = readGivenRow(table, row, context);
      if (unique !== undefined && (values.get(unique) ?? '') === '') throw withoutKey(unique);
      return [{ index, parentId, values }];
    } catch (error) {
      verdicts.refuse(index, error);
      return [];
    }
  });
}

/** What is thrown when a row has no value in a column that tells rows apart. */
export function withoutKey({ name: column }: Column): TolkError {
  return failure('COLUMN_VALUE', { column, why: 'tells the rows apart, so each needs a value', value: 'none' });
}
