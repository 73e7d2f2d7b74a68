import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';

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

const PAGE = statement(`
  select line, id, cells, why from import_error
  where brand_id = $1 and run_id = $2 and (line, id) > ($3::bigint, $4::bigint)
  order by line, id limit $5`);

/** Records read at once: one of them may have IMPORT_RECORD_BYTES. */
const PAGE_SIZE = 100;

/** The bad records of a run, by line; a page of them is in memory at a time. */
export async function* errorsOfRun({ sql, brand }: Scope, runId: string): AsyncGenerator<BadImportRecord> {
  let after: readonly [string, string] = ['-1', '0'];
  for (;;) {
    const page = await rows<Row>(sql, PAGE, [brand.id, runId, ...after, PAGE_SIZE]);
    for (const [line, id, cells, why] of page) {
      after = [line, id];
      yield { line: Number(line), cells, why };
    }
    if (page.length < PAGE_SIZE) return;
  }
}
