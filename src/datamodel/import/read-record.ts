import { canBeId } from '../../customer/index.ts';
import { failure, type TolkError } from '../../errors.ts';
import type { Column } from '../model/model.ts';
import { withoutKey } from '../rows/write/many-rows.ts';
import { readValue, type ReadingContext, type RowValues } from '../values/index.ts';
import type { SettledPlan, SettledReference } from './settle-plan.ts';

/** What a record says. */
export interface RecordValues {
  /** One per reference of the plan, each in the one form that is compared; but letter case of addresses is as given. */
  readonly parents: readonly string[];
  /** The columns that it fills; undefined: the value is taken away. */
  readonly values: RowValues;
}

/** Texts of a record, in the order of the plan's references and columns; undefined and null: not given. */
interface RecordTexts {
  readonly parents: readonly (string | undefined)[];
  readonly given: readonly (string | null | undefined)[];
}

/**
 * Reads a record by the rules of the REST door. What it gives may be read again, as a text, with the same result.
 * @throws {TolkError} COLUMN_VALUE, COLUMN_VALUE_LONG
 */
export function readRecord(plan: SettledPlan, texts: RecordTexts, context: ReadingContext): RecordValues {
  const parents = plan.parents.map((reference, place) => readReference(reference, texts.parents[place] ?? '', context));
  const values = new Map<Column, string | undefined>();
  for (const [place, column] of plan.columns.entries()) {
    const text = texts.given[place] ?? undefined;
    if (text === undefined) continue;
    const value = text === '' ? undefined : readValue(column, text, context);
    if (value !== undefined) values.set(column, value);
    else if (plan.emptyCells === 'clear') values.set(column, readValue(column, null, context));
  }
  const unfilled = plan.unique.find((column) => (values.get(column) ?? '') === '');
  if (unfilled !== undefined) throw withoutKey(unfilled);
  return { parents, values };
}

/** What a record says of its columns, as texts that readRecord takes: null not given, '' taken away. */
export function givenTexts({ columns }: SettledPlan, values: RowValues): (string | null)[] {
  return columns.map((column) => (values.has(column) ? values.get(column) ?? '' : null));
}

function readReference(reference: SettledReference, text: string, context: ReadingContext): string {
  const { table, by, column } = reference;
  const name = `${table.name}.${by}`;
  if (column !== undefined) {
    const value = text === '' ? undefined : readValue({ ...column, name }, text, context);
    if (value === undefined || value === '') throw withoutParent(name);
    return value;
  }
  const value = by === 'externalId' ? text : text.trim();
  if (value === '') throw withoutParent(name);
  if (!value.isWellFormed() || value.includes('\0')) throw refused(name, 'has a character that cannot be kept', text);
  if (by === 'id' && !canBeId(value)) throw refused(name, 'is not the number of a customer', text);
  return value;
}

function withoutParent(name: string): TolkError {
  return refused(name, 'names the row above, so each record needs a value', 'none');
}

function refused(column: string, why: string, value: string): TolkError {
  return failure('COLUMN_VALUE', { column, why, value });
}
