import { rows, statement, type TxScope } from '../../db/index.ts';
import { failure, type TolkError } from '../../errors.ts';
import { parentsQuery, type ParentsPurpose } from './parents-query.ts';
import type { SettledPlan, SettledReference } from './settle-plan.ts';

/** The row, or customer, that contains a record's row; or why there is none. */
type FoundParent =
  { readonly id: string; readonly refusal?: never } | { readonly id?: never; readonly refusal: TolkError };

/** Of a table of its own. */
const NONE: FoundParent = { id: '0' };

/**
 * Finds the direct parent rows whose whole chain is there, by one statement. With purpose `change` none of them is
 * deleted before the transaction ends; one that is being deleted is waited for, and is not found then.
 * @param named values of the plan's references, one array per record
 * @returns one per record, in order
 */
export async function findParents(
  { sql, brand }: TxScope, { parents: references }: SettledPlan, named: readonly (readonly string[])[],
  purpose: ParentsPurpose,
): Promise<FoundParent[]> {
  if (references.length === 0) return named.map(() => NONE);
  const forms = named.map((values) => JSON.stringify(values));
  const different = [...new Map(forms.map((form, place) => [form, named[place] ?? []]))];
  const { text, numbers } = parentsQuery(references, purpose);
  const levels = references.map((_reference, level) => different.map(([, values]) => values[level]));
  const found = await rows<[place: number, id: string]>(sql, statement(text), [
    brand.id, ...levels, ...numbers.length === 0 ? [] : [numbers],
  ]);
  const byPlace = Map.groupBy(found, ([place]) => place);
  const parents = new Map(different.map(([form, values], place) =>
    [form, parentOf(references, values, (byPlace.get(place) ?? []).map(([, id]) => id))]));
  return forms.map((form) => parents.get(form) ?? NONE);
}

function parentOf(
  references: readonly SettledReference[], values: readonly string[], ids: readonly string[],
): FoundParent {
  const [id, second] = ids;
  if (id !== undefined && second === undefined) return { id };
  const names = references.map(({ table, by }, level) => `${table.name} with ${by} ${values[level] ?? ''}`);
  const parent = names.reverse().join(' of ');
  return { refusal: failure(id === undefined ? 'PARENT_NOT_FOUND' : 'PARENT_AMBIGUOUS', { parent }) };
}
