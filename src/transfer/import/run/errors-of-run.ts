import { rows, statement, type Scope, type TxScope } from '../../../db/index.ts';

/** A record that a run could not take. */
export interface BadImportRecord {
  readonly line: number;
  /** As they stand in the file; of a record that could not be split its text alone. */
  readonly cells: readonly string[];
  readonly why: string;
}

const NOTE = statement(`
  insert into import_error (brand_id, run_id, line, cells, why)
  select $1, $2, e.line, e.cells, e.why
  from json_to_recordset($3::json) as e (place integer, line bigint, cells text[], why text)
  order by e.place`);

/** Notes bad records, in their order. What PostgreSQL cannot keep of them is replaced. */
export async function noteErrors(
  { sql, brand }: TxScope, runId: string, bad: readonly BadImportRecord[],
): Promise<void> {
  if (bad.length === 0) return;
  const kept = bad.map(({ line, cells, why }, place) =>
    ({ place, line, cells: cells.map(keepable), why: keepable(why) }));
  await rows(sql, NOTE, [brand.id, runId, JSON.stringify(kept)]);
}

function keepable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

const CLEAR = statement('delete from import_error where brand_id = $1 and run_id = $2');

export async function clearErrors({ sql, brand }: TxScope, runId: string): Promise<void> {
  await rows(sql, CLEAR, [brand.id, runId]);
}

/** Those behind the first, which are kept to look at. */
const FORGET = statement(`
  delete from import_error e
  using (
    select line, id from import_error where brand_id = $1 and run_id = $2 order by line, id offset $3 limit 1
  ) as first
  where e.brand_id = $1 and e.run_id = $2 and (e.line, e.id) >= (first.line, first.id)`);

/** Keeps the first IMPORT_BAD_KEPT. */
export async function forgetErrors({ sql, brand, limits }: TxScope, runId: string): Promise<void> {
  await rows(sql, FORGET, [brand.id, runId, limits.IMPORT_BAD_KEPT]);
}

type Row = [line: string, id: string, cells: string[], why: string];

/** Records read at once. */
const PAGE_SIZE = 100;
/** How many of them may be long: such a one has up to IMPORT_RECORD_BYTES. */
const LONG_ONES = 4;
/** Bytes on disk from which cells are taken for long: packed as well as can be, these were a hundred times as many. */
const LONG = 1000;

const PAGE = statement(`
  select line, id, cells, why from (
    select *, count(*) filter (where pg_column_size(cells) > ${LONG}) over (order by line, id) as long_ones from (
      select line, id, cells, why from import_error
      where brand_id = $1 and run_id = $2 and (line, id) > ($3::bigint, $4::bigint)
      order by line, id limit ${PAGE_SIZE}
    ) as next
  ) as counted
  where long_ones <= ${LONG_ONES} order by line, id`);

/** The bad records of a run, by line; a page of them is in memory at a time. */
export async function* errorsOfRun({ sql, brand }: Scope, runId: string): AsyncGenerator<BadImportRecord> {
  let after: readonly [string, string] = ['-1', '0'];
  for (;;) {
    const page = await rows<Row>(sql, PAGE, [brand.id, runId, ...after]);
    for (const [line, id, cells, why] of page) {
      after = [line, id];
      yield { line: Number(line), cells, why };
    }
    if (page.length === 0) return;
  }
}
