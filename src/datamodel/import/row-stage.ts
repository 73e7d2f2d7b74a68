import { createHash } from 'node:crypto';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { loadModel } from '../model/load-model.ts';
import type { Model } from '../model/model.ts';
import type { ReadingContext } from '../values/index.ts';
import { mergeRecords, type MergedRecords } from './merge-records.ts';
import { givenTexts, readRecord } from './read-record.ts';
import type { RowPlan, RowRecord } from './row-plan.ts';
import { planRefused, settlePlan, type SettledPlan } from './settle-plan.ts';
import { sortRecords } from './sort-records.ts';
import { clearStage, dropRepeated, nextStaged, putStaged, type KeyedRow } from './stage-table.ts';

/** What a step of the merge did; rows are told by dm_row.id. */
export interface RowsMerged extends Pick<MergedRecords, 'inserted' | 'updated' | 'unchanged' | 'skipped'> {
  /** Place of the last record that was taken; undefined: there are no more. */
  readonly last: number | undefined;
  readonly refused: readonly { readonly line: number; readonly cells: readonly string[]; readonly why: string }[];
}

/** How many records would become what. */
interface RowsPreview {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly refused: number;
}

/** Records of one run on their way to rows of a table. */
export interface RowStage {
  /**
   * Checks a record by the rules of the REST door.
   * @throws {TolkError} COLUMN_VALUE, COLUMN_VALUE_LONG, naming column and value
   */
  check(record: RowRecord): KeyedRow;
  put(tx: TxScope, records: readonly KeyedRow[]): Promise<void>;
  /** Of records with the same parent and values in the unique columns the last stays. @returns how many went */
  dropRepeated(tx: TxScope): Promise<number>;
  /**
   * Makes rows of the next records behind a place, which leave the stage; as if they were written one after the other.
   * The model is taken as it is now.
   * @param most records; fewer are taken when they are large (ROW_IMPORT_BYTES)
   * @throws {TolkError} as settlePlan, when a table or column has gone
   */
  merge(tx: TxScope, after: number, most: number): Promise<RowsMerged>;
  /**
   * Says what merge would do with all of it, and changes nothing. That two records want the same value of a column that
   * does not find rows is seen only when they are near each other.
   */
  preview(tx: TxScope): Promise<RowsPreview>;
  clear(tx: TxScope): Promise<void>;
}

const UNDER = statement('select dm_write_under($1, $2)');
const NOW = statement(`select to_char(now() at time zone $1, 'YYYY-MM-DD HH24:MI:SS')`);

/** Records looked at together by a preview. */
const LOOKED_AT = 1000;

/**
 * Opens the stage of a run, which may have records already.
 * @param stageId number of the run
 * @throws {TolkError} as settlePlan; ROW_PLAN when no column is filled
 */
export async function rowStage(scope: Scope, stageId: string, plan: RowPlan): Promise<RowStage> {
  if (plan.columns.length === 0) throw planRefused(plan, 'no column is filled');
  const { brand: { timeZone: zone }, limits } = scope;
  const [[now] = []] = await rows<[string]>(scope.sql, NOW, [zone]);
  const context: ReadingContext = { clock: { zone, now }, limits };
  let model = await loadModel(scope);
  const settled = settlePlan(model, plan);

  return {
    check: (record) => checked(settled, record, context),
    put: (tx, records) => putStaged(tx, stageId, records),
    dropRepeated: (tx) => dropRepeated(tx, stageId, isByAddress(settled)),
    async merge(tx, after, most) {
      model = await heldModel(tx, model);
      const records = await nextStaged(tx, stageId, 'take', after, most);
      const { refused, ...merged } = await mergeRecords(tx, settlePlan(model, plan), records, context);
      return {
        ...merged, last: records.at(-1)?.place,
        refused: refused.map(({ record: { line, cells }, error }) => ({ line, cells, why: error.message })),
      };
    },
    preview: async (tx) => preview(tx, stageId, settlePlan(await loadModel(tx), plan), context),
    clear: (tx) => clearStage(tx, stageId),
  };
}

/** The model as it is now, and stays until the transaction ends. */
async function heldModel(tx: TxScope, known: Model): Promise<Model> {
  const [[isKnown] = [false]] = await rows<[boolean]>(tx.sql, UNDER, [tx.brand.id, known.revision]);
  return isKnown ? known : loadModel(tx);
}

function checked(
  plan: SettledPlan, { place, line, cells, values: texts }: RowRecord, context: ReadingContext,
): KeyedRow {
  const count = plan.parents.length;
  const { parents, values } = readRecord(plan, { parents: texts.slice(0, count), given: texts.slice(count) }, context);
  const own = plan.unique.map((column) => values.get(column));
  const apart = JSON.stringify([isByAddress(plan) ? parents.slice(1) : parents, own]);
  const key = own.length === 0 ? undefined : createHash('sha256').update(apart).digest();
  return { place, line, cells, parents, given: givenTexts(plan, values), key };
}

function isByAddress({ parents: [first] }: SettledPlan): boolean {
  return first?.column === undefined && first?.by === 'emailAddress';
}

async function preview(tx: TxScope, stageId: string, plan: SettledPlan, context: ReadingContext): Promise<RowsPreview> {
  const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 };
  for (let after = 0; ;) {
    const records = await nextStaged(tx, stageId, 'look', after, LOOKED_AT);
    const last = records.at(-1);
    if (last === undefined) return counts;
    after = last.place;
    const sorted = await sortRecords(tx, plan, records, context, 'look');
    counts.inserted += sorted.inserts.length;
    counts.updated += sorted.updates.length;
    counts.unchanged += sorted.unchanged.length;
    counts.skipped += sorted.skipped;
    counts.refused += sorted.refused.length;
  }
}
