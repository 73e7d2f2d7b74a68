import { rows, type Scope } from '../../../db/index.ts';
import type { TolkError } from '../../../errors.ts';
import { StaleModel } from '../../model/model-cache.ts';
import type { Model } from '../../model/model.ts';
import { dataOf, keysOf, readGivenRow, type Key } from '../../values/index.ts';
import { chainStatement, chainValues } from '../chain.ts';
import { taken } from './keys.ts';
import { placeNotFound, shownId, tablePlaceOf } from '../place.ts';
import { readingContext } from '../reading-context.ts';
import type { RowPath } from '../row.ts';

/** All in one: what holds the model and the parent, the row, its keys. A key that is taken undoes it. */
const INSERT = chainStatement(9, ({ isThere, holdParent }) => `
with guard as materialized (
  select dm_write_under($1, $2) as is_settled
), parent as materialized (
  ${holdParent}
), made as (
  insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
  select $1, $3, $4, $5::jsonb, $6, $6
  from guard where is_settled and exists (select from parent) and ${isThere}
  returning id
), keyed as (
  insert into dm_key (brand_id, table_id, column_id, parent_id, value_hash, row_id)
  select $1, $3, key.column_id, $4, dm_hash(key.text), made.id
  from made cross join unnest($7::bigint[], $8::text[]) as key (column_id, text)
)
select is_settled, id from guard left join made on true`);

type Made = readonly [isSettled: boolean, id: string | null];

/**
 * Stores a new row.
 * @param path of a table
 * @param given the JSON body as it came
 * @returns its id as addresses show it
 * @throws {TolkError} as placeOf, readGivenRow; ROW_NOT_FOUND; COLUMN_VALUE_TAKEN, after which an
 *   open transaction can only be undone
 * @throws {StaleModel} when the model has changed
 */
export async function insertRow(scope: Scope, model: Model, path: RowPath, given: unknown): Promise<string> {
  const { sql, brand, actor } = scope;
  const place = tablePlaceOf(model, path);
  const values = readGivenRow(place.table, given, await readingContext(scope, place.table, [given]));
  const keys = keysOf(values);
  try {
    const [[isSettled, id] = [false, null]] = await rows<Made>(sql, INSERT(place), [
      brand.id, model.revision, place.table.id, place.parentId, dataOf(values), actor.name,
      keys.map(({ column }) => column.id), keys.map(({ text }) => text), ...chainValues(place),
    ]);
    if (!isSettled) throw new StaleModel();
    if (id === null) throw placeNotFound(place);
    return shownId(id);
  } catch (error) {
    throw takenBy(error, keys) ?? error;
  }
}

/** What PostgreSQL tells of a key that is there: its columns with their values, column_id is the third. */
const TAKEN_COLUMN = /=\(\d+, \d+, (\d+), /;

function takenBy(error: unknown, keys: readonly Key[]): TolkError | undefined {
  const { code, constraint, detail = '' } = error as { code?: string; constraint?: string; detail?: string };
  if (code !== '23505' || constraint !== 'dm_key_pk') return undefined;
  const columnId = TAKEN_COLUMN.exec(detail)?.[1];
  const key = keys.find(({ column }) => column.id === columnId);
  return key === undefined ? undefined : taken(key);
}
