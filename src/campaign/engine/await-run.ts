import { rows, statement, type TxScope } from '../../db/index.ts';
import type { EventMap } from '../../events/index.ts';
import { PARKED, type Due, type Stay, type Step } from '../objects/act.ts';
import { wakeCampaigns } from './wake.ts';

/** A member that waits for a run, or has waited for it. */
export interface Awaiting {
  readonly runId: string;
  /** The one of its flow that started the run; the others came while it went on. */
  readonly isFirst: boolean;
  /** How far it has come since, as the object itself has noted it behind the note with which it waited. */
  readonly after?: number | undefined;
}

/** @returns undefined: it has just come */
export function awaitingOf({ note }: Due): Awaiting | undefined {
  if (note === null) return undefined;
  const [runId = '', first, after] = note.split(' ');
  return { runId, isFirst: first !== undefined, after: after === undefined ? undefined : Number(after) };
}

/** The note of a place that waits; `awaitingOf` reads it. */
export function awaitingNote({ runId, isFirst, after }: Awaiting): string {
  return [runId, ...isFirst ? ['first'] : [], ...after === undefined ? [] : [after]].join(' ');
}

/** Steps of an object that start runs take turns. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('campaign.run', $1::bigint))`);

/** Held, so that a run whose end is being told meanwhile is either found with those who wait, or not at all. */
const GOING = statement(`
  select flow_id, run_id from campaign_run
  where brand_id = $1 and object_id = $2 and flow_id = any($3::bigint[]) for share`);

/** For members of any flows. */
const ANY_FLOW = '0';

const KEEP = statement(`
  insert into campaign_run (brand_id, object_id, flow_id, run_id) values ($1, $2, $3, $4)`);

/** Has those wake up when a run has ended who wait with its note: members of one flow, or of any. */
export async function keepRun(
  { sql, brand }: TxScope, objectId: string, runId: string, flowId = ANY_FLOW,
): Promise<void> {
  await rows(sql, KEEP, [brand.id, objectId, flowId, runId]);
}

/**
 * Starts a run for each flow of the members, unless one goes on already, and lets them wait until it has ended.
 * @param start starts the run, in the step's transaction, for the first of a flow; undefined: there can be none
 * @returns who waits
 */
export async function awaitRuns(
  { tx, objectId }: Step<unknown>, members: readonly Due[], start: (first: Due) => Promise<string | undefined>,
): Promise<Stay[]> {
  if (members.length === 0) return [];
  const { sql, brand } = tx;
  const flows = [...new Set(members.map(({ flowId }) => flowId))];
  await rows(sql, LOCK, [objectId]);
  const going = await rows<[string, string]>(sql, GOING, [brand.id, objectId, flows]);
  const runs = new Map<string, string | undefined>(going);
  const stay: Stay[] = [];
  for (const member of members) {
    const { flowId } = member;
    const isFirst = !runs.has(flowId);
    if (isFirst) {
      const started = await start(member);
      runs.set(flowId, started);
      if (started !== undefined) await keepRun(tx, objectId, started, flowId);
    }
    const runId = runs.get(flowId);
    if (runId !== undefined) stay.push({ member, until: PARKED, note: awaitingNote({ runId, isFirst }) });
  }
  return stay;
}

const ENDED = statement('delete from campaign_run where brand_id = $1 and run_id = $2 returning object_id');

/** In the order in which all lock places. */
const WAKE = statement(`
  with waiting as materialized (
    select ctid from campaign_place
    where object_id = $1 and due_at = 'infinity' and split_part(note, ' ', 1) = $2::text
    order by customer_id, id for update
  )
  update campaign_place set due_at = now() where ctid = any(array(select ctid from waiting))`);

/** Listener of `run.ended`, in its transaction: those who wait for the run go on. */
export async function goOnAfterRun(tx: TxScope, { runId }: EventMap['run.ended']): Promise<void> {
  const [ended] = await rows<[string]>(tx.sql, ENDED, [tx.brand.id, runId]);
  if (ended === undefined) return;
  await rows(tx.sql, WAKE, [ended[0], runId]);
  await wakeCampaigns(tx);
}
