import { rows, statement, type Scope } from '../../db/index.ts';
import type { Table } from '../model/model.ts';
import { needNow, type ReadingContext } from '../values/index.ts';

const NOW = statement(`select to_char(now() at time zone $1, 'YYYY-MM-DD HH24:MI:SS')`);

/** What reading these rows needs; asks the database for the time only when one of them says `today` or the like. */
export async function readingContext(
  { sql, brand: { timeZone: zone }, limits }: Scope, table: Table, given: readonly unknown[],
): Promise<ReadingContext> {
  if (!needNow(table, given)) return { clock: { zone, now: undefined }, limits };
  const [[now] = []] = await rows<[string]>(sql, NOW, [zone]);
  return { clock: { zone, now }, limits };
}
