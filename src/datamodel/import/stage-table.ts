import { COPY_NULL, copyIn, copyText, rows, statement, type TxScope } from '../../db/index.ts';

/** A record that was checked, on its way to a row. */
export interface StagedRow {
  readonly place: number;
  readonly line: number;
  /** As they are in the file. */
  readonly cells: readonly string[];
  /** Values by which the rows above are found, in the order of the plan. */
  readonly parents: readonly string[];
  /** Values of the columns in the order of the plan; null: not given, '': to be taken away. */
  readonly given: readonly (string | null)[];
}

/** With a digest of what tells rows apart, but for an e-mail address; undefined: nothing does. */
export interface KeyedRow extends StagedRow {
  readonly key: Buffer | undefined;
}

const COPY = 'copy dm_stage (brand_id, stage_id, place, line, cells, parents, given, key) from stdin';

/**
 * By places on disk: the planner knows nothing yet of records that came a moment ago. Of addresses ($3: the first
 * reference is one) PostgreSQL says which are the same, as it does when it looks for customers.
 */
const DROP_REPEATED = statement(`
with gone as (
  delete from dm_stage where brand_id = $1 and ctid = any(array(
    select place_on_disk from (
      select ctid as place_on_disk, row_number() over (
        partition by key, case when $3 then lower(parents[1]) collate "C" end order by place desc
      ) as nth
      from dm_stage where brand_id = $1 and stage_id = $2 and key is not null
    ) s
    where nth > 1
  ))
  returning 1
)
select count(*)::int from gone`);

/** The next records behind a place ($3), $4 of them or $5 bytes; one in any case. */
const NEXT = `
  select place_on_disk from (
    select ctid as place_on_disk, sum(size) over (order by place) - size as size_before
    from (
      select ctid, place, pg_column_size(cells) + pg_column_size(given) as size
      from dm_stage where brand_id = $1 and stage_id = $2 and place > $3 order by place limit $4
    ) s
  ) s
  where size_before < $5`;

const TAKE = statement(`
with taken as (
  delete from dm_stage where brand_id = $1 and ctid = any(array(${NEXT})) returning place, line, cells, parents, given
)
select place::float8, line::float8, cells, parents, given from taken order by place`);

const LOOK = statement(`
select place::float8, line::float8, cells, parents, given from dm_stage
where brand_id = $1 and ctid = any(array(${NEXT})) order by place`);

const CLEAR = statement('delete from dm_stage where brand_id = $1 and stage_id = $2');

/** Adds records to a stage. */
export async function putStaged(tx: TxScope, stageId: string, records: readonly KeyedRow[]): Promise<void> {
  if (records.length === 0) return;
  const { sql, brand } = tx;
  await copyIn(sql, COPY, records.map((record) => lineOf(brand.id, stageId, record)).join(''));
}

/**
 * Takes off what has the key of a later record.
 * @param byAddress whether the first reference is an e-mail address
 * @returns how many
 */
export async function dropRepeated({ sql, brand }: TxScope, stageId: string, byAddress: boolean): Promise<number> {
  const [[count] = [0]] = await rows<[number]>(sql, DROP_REPEATED, [brand.id, stageId, byAddress]);
  return count;
}

/**
 * The next records behind a place, in their order; no more than ROW_IMPORT_BYTES, or one.
 * @param purpose take: they leave the stage
 */
export async function nextStaged(
  { sql, brand, limits }: TxScope, stageId: string, purpose: 'take' | 'look', after: number, most: number,
): Promise<StagedRow[]> {
  type Found = readonly [place: number, line: number, cells: string[], parents: string[], given: (string | null)[]];
  const act = purpose === 'take' ? TAKE : LOOK;
  const found = await rows<Found>(sql, act, [brand.id, stageId, after, most, limits.ROW_IMPORT_BYTES]);
  return found.map(([place, line, cells, parents, given]) => ({ place, line, cells, parents, given }));
}

/** Empties the stage of a run, whatever its plan was. */
export async function clearStage({ sql, brand }: TxScope, stageId: string): Promise<void> {
  await rows(sql, CLEAR, [brand.id, stageId]);
}

function lineOf(brandId: string, stageId: string, { place, line, cells, parents, given, key }: KeyedRow): string {
  return [
    brandId, stageId, String(place), String(line), arrayText(cells.map(storable)), arrayText(parents), arrayText(given),
    key === undefined ? COPY_NULL : copyText(`\\x${key.toString('hex')}`),
  ].join('\t').concat('\n');
}

function arrayText(texts: readonly (string | null)[]): string {
  return copyText(`{${texts.map(elementText).join(',')}}`);
}

function elementText(text: string | null): string {
  return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A cell that no column takes may hold what the store cannot. */
function storable(cell: string): string {
  return cell.includes('\0') ? cell.replaceAll('\0', '\uFFFD') : cell;
}
