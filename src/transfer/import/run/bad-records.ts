import { rows, statement, type Scope } from '../../../db/index.ts';
import { runById } from '../../../schedule/index.ts';
import type { BadImportRecord } from './errors-of-run.ts';

/** Characters of a cell that are shown: a record may have a megabyte. */
const SHOWN = 200;

const FIRST = statement(`
  select line, array(select left(cell, ${SHOWN}) from unnest(cells) with ordinality as c (cell, place) order by place), why
  from import_error where brand_id = $1 and run_id = $2 order by line, id limit $3`);

/**
 * The first bad records of a run of an import, IMPORT_BAD_KEPT at most, in the order of the file, with long cells cut;
 * also while it is at work. Of a run of something else none.
 * @throws {TolkError} RUN_NOT_FOUND
 */
export async function badRecords(scope: Scope, runId: string): Promise<BadImportRecord[]> {
  const { sql, brand, limits } = scope;
  const { id } = await runById(scope, runId);
  const found = await rows<[line: string, cells: string[], why: string]>(
    sql, FIRST, [brand.id, id, limits.IMPORT_BAD_KEPT]);
  return found.map(([line, cells, why]) => ({ line: Number(line), cells, why }));
}
