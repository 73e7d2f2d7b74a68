import { rows, statement, type TxScope } from '../../db/index.ts';
import { publish } from '../../events/index.ts';
import { defineTexts, optionsNamed } from '../definitions.ts';
import { lockKeys } from '../write/match.ts';
import { matchStaged, type Batch } from './match-staged.ts';
import { joinBy } from './planner.ts';
import type { StagePlan } from './plan.ts';
import { countChanged, forgetStaged, insertStaged, updateStaged } from './write-staged.ts';

/** What became of a batch. */
export interface MergedCustomers {
  /** Place of its last record; undefined: there was none. */
  readonly last: number | undefined;
  /** Ids of customers, each in one of the lists. */
  readonly inserted: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  /** Records that the mode leaves out. */
  readonly skipped: number;
  /** None: what cannot be stored is refused by the check. */
  readonly refused: readonly never[];
}

/** Numbers of records. */
export interface MergePreview {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly refused: number;
}

const NOTHING: MergedCustomers = { last: undefined, inserted: [], updated: [], unchanged: [], skipped: 0, refused: [] };

interface Next {
  readonly after: number;
  readonly most: number;
}

/** Merges the next records, in the transaction of the caller. */
export async function mergeStaged(tx: TxScope, stageId: string, plan: StagePlan, next: Next): Promise<MergedCustomers> {
  const batch = await nextBatch(tx, stageId, next);
  if (batch === undefined) return NOTHING;
  await defineOptions(tx, plan);
  if (batch.forms.length > 0) await lockKeys(tx);
  await joinBy(tx, 'rows');
  const found = await matchStaged(tx, plan, batch, 'for update of c');
  const inserted = plan.mode === 'update' ? [] : await insertStaged(tx, plan, batch, found);
  const { updated, unchanged } = plan.mode === 'insert' ? NOTHING : await updateStaged(tx, plan, batch, found);
  await forgetStaged(tx, batch);
  await joinBy(tx, undefined);
  await tell(tx, inserted, 'inserted');
  await tell(tx, updated, 'updated');
  const skipped = batch.count - inserted.length - updated.length - unchanged.length;
  return { last: batch.last, inserted, updated, unchanged, skipped, refused: [] };
}

/** Records of a page of the preview. */
const PAGE = 5000;

/** What the merge of all would do; nothing is changed or locked. */
export async function previewStaged(tx: TxScope, stageId: string, plan: StagePlan): Promise<MergePreview> {
  const sum = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 };
  for (let after = 0; ;) {
    const batch = await nextBatch(tx, stageId, { after, most: PAGE });
    if (batch === undefined) return sum;
    await joinBy(tx, 'rows');
    const found = await matchStaged(tx, plan, batch, '');
    const there = found.count;
    const fresh = batch.count - there;
    const changed = plan.mode === 'insert' ? 0 : await countChanged(tx, plan, batch, found);
    await joinBy(tx, undefined);
    if (plan.mode === 'update') sum.skipped += fresh;
    else sum.inserted += fresh;
    if (plan.mode === 'insert') sum.skipped += there;
    else sum.unchanged += there - changed;
    sum.updated += changed;
    after = batch.last;
  }
}

const NEXT = statement(`
  select max(place), count(*)::int, array_agg(distinct form) filter (where form is not null)
  from (
    select place, form from customer_stage where brand_id = $1 and stage_id = $2 and place > $3 order by place limit $4
  ) as batch`);

async function nextBatch(
  { sql, brand }: TxScope, stageId: string, { after, most }: Next,
): Promise<Batch & { readonly count: number } | undefined> {
  type Row = readonly [last: number | null, count: number, forms: number[] | null];
  const [[last, count, forms] = [null, 0, null]] = await rows<Row>(sql, NEXT, [brand.id, stageId, after, most]);
  return last === null ? undefined : { stageId, after, last, count, forms: forms ?? [] };
}

async function defineOptions(tx: TxScope, { undefined: names }: StagePlan): Promise<void> {
  const known = await optionsNamed(tx, names);
  const missing = names.filter((name) => !known.has(name));
  if (missing.length > 0) await defineTexts(tx, missing);
}

/** Ids of one event; a listener that needs more gets more events. */
const EVENT_IDS = 1000;

async function tell(tx: TxScope, customerIds: readonly string[], kind: 'inserted' | 'updated'): Promise<void> {
  for (let from = 0; from < customerIds.length; from += EVENT_IDS) {
    await publish(tx, 'customer.changed', { customerIds: customerIds.slice(from, from + EVENT_IDS), kind });
  }
}
