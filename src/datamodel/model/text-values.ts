import { rows, statement, type TxScope } from '../../db/index.ts';
import type { ColumnRef } from './column-diff.ts';

/** The text form of a JSON number or boolean is the one that is shown. What rows show changes, so their ETags do. */
const TO_TEXT = statement(`
  update dm_row
  set revision = revision + 1, data = data || (
    select jsonb_object_agg(column_id, data ->> column_id) from unnest($3::text[]) as column_id where data ? column_id
  )
  where brand_id = $1 and table_id = $2 and data ?| $3`);

/** Makes the values of columns texts: one statement per table. Their hashes in dm_key stay what they are. */
export async function toText({ sql, brand }: TxScope, columns: readonly ColumnRef[]): Promise<void> {
  for (const [table, ofTable] of Map.groupBy(columns, (column) => column.table)) {
    await rows(sql, TO_TEXT, [brand.id, table.id, ofTable.map(({ id }) => id)]);
  }
}
