/** Files into rows, for tests: records put on a stage and merged, and what the store holds below whom. */
import { rowStage, type Datamodel, type RowPlan, type RowsMerged, type RowStage } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';

/** customer > visit > item > part, each known by a code and a number; shop and shelf are apart from customers. */
export const HOTEL = {
  tables: [
    ...['visit', 'item', 'part', 'shop', 'shelf'].map((name) => ({
      name, columns: [
        { name: 'code', type: 'string', unique: true }, { name: 'number', type: 'number', unique: true },
        { name: 'label', type: 'string' }, { name: 'since', type: 'date' }, { name: 'paid', type: 'boolean' },
      ],
    })),
  ],
  contains: [
    { parent: 'customer', child: 'visit' }, { parent: 'visit', child: 'item' }, { parent: 'item', child: 'part' },
    { parent: 'shop', child: 'shelf' },
  ],
  lookups: [],
};

let stages = 0;

/** A stage of its own. */
export function nextStageId(): string {
  return String(++stages);
}

/** A plan with what is usual. */
export function planOf(wish: Partial<RowPlan>): RowPlan {
  return {
    table: 'shop', parent: [], columns: ['code', 'label'], unique: ['code'], mode: 'both', emptyCells: 'keep', ...wish,
  };
}

export type Line = readonly (string | undefined)[];

/** Puts lines on a stage, as lines 2, 3 and so on of a file. */
export async function putLines(scope: Scope, stage: RowStage, lines: readonly Line[]): Promise<void> {
  const checked = lines.map((values, index) =>
    stage.check({ place: index + 1, line: index + 2, values, cells: values.map((value) => value ?? '') }));
  await scope.transaction((tx) => stage.put(tx, checked));
}

/** Imports lines by a plan, `most` records per transaction. @returns what became of them, all steps together */
export async function importLines(
  scope: Scope, plan: Partial<RowPlan>, lines: readonly Line[], most = 1000,
): Promise<Omit<RowsMerged, 'last'> & { readonly repeated: number }> {
  const stage = await rowStage(scope, nextStageId(), planOf(plan));
  await putLines(scope, stage, lines);
  const repeated = await scope.transaction((tx) => stage.dropRepeated(tx));
  const all = {
    inserted: [] as string[], updated: [] as string[], unchanged: [] as string[], skipped: 0,
    refused: [] as RowsMerged['refused'][number][],
  };
  for (let after = 0; ;) {
    const { last, ...merged } = await scope.transaction((tx) => stage.merge(tx, after, most));
    if (last === undefined) return { ...all, repeated };
    after = last;
    all.inserted.push(...merged.inserted);
    all.updated.push(...merged.updated);
    all.unchanged.push(...merged.unchanged);
    all.skipped += merged.skipped;
    all.refused.push(...merged.refused);
  }
}

/** In short: how many, and why not. */
export function told(imported: Awaited<ReturnType<typeof importLines>>) {
  const { inserted, updated, unchanged, skipped, refused, repeated } = imported;
  return {
    inserted: inserted.length, updated: updated.length, unchanged: unchanged.length, skipped, repeated,
    refused: refused.map(({ line, why }) => `${line} ${why}`),
  };
}

const ALL_ROWS = statement(`
  select r.id::text, r.parent_id::text, r.revision, r.data
  from dm_row r join dm_table t on t.brand_id = $1 and t.id = r.table_id and t.name = $2 and t.deleted_at is null
  where r.brand_id = $1 order by r.id`);

export interface RowInStore {
  readonly id: string;
  readonly parentId: string;
  readonly revision: number;
  /** By name of the column. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of a table, whoever's they are. */
export async function rowsInStore(datamodel: Datamodel, scope: Scope, name: string): Promise<RowInStore[]> {
  const columns = (await datamodel.model(scope)).tableByName.get(name)?.columns ?? [];
  type Found = readonly [string, string, number, Record<string, unknown>];
  const found = await rows<Found>(scope.sql, ALL_ROWS, [scope.brand.id, name]);
  return found.map(([id, parentId, revision, data]) => {
    const named = columns.filter((column) => column.id in data).map((column) => [column.name, data[column.id]]);
    return { id, parentId, revision, values: Object.fromEntries(named) };
  });
}

/** A customer with these columns. @returns its id */
export async function makeCustomer(
  { sql, brand }: Scope, columns: Readonly<Record<string, string>> = {},
): Promise<string> {
  const by = { brand_id: brand.id, created_by: 'x', modified_by: 'x', ...columns };
  const [made] = await sql('customer').insert(by).returning<{ id: string }[]>('id');
  return made?.id ?? '';
}

/** How many records are on stages of the brand. */
export async function stagedCount({ sql, brand }: Scope): Promise<number> {
  const count = statement('select count(*)::int from dm_stage where brand_id = $1');
  return (await rows<[number]>(sql, count, [brand.id]))[0]?.[0] ?? 0;
}
