import { rows, statement, type Statement, type TxScope } from '../../db/index.ts';
import type { Begin, Due, Join, Outcome, RunningCampaign, Stay } from '../objects/act.ts';
import type { Claimed } from './claim.ts';
import { addCounts, IN, type CountChange } from './counts.ts';
import { joinMembers } from './join.ts';
import { tellEnded, tellEntered } from './tell.ts';

/** The step whose outcome is carried out. */
interface Moving {
  readonly tx: TxScope;
  readonly campaign: RunningCampaign;
  readonly objectId: string;
  /** Who joins or begins at a start comes in there. */
  readonly isStart?: boolean;
  readonly claimed: readonly Claimed[];
  /** Exit -> number of the object that it leads to; an exit that is not in it leads nowhere. */
  readonly wiring: ReadonlyMap<string, string>;
}

/** The rows are locked by the claim, so where they lie is a better key than their key, and all of it (claim.ts). */
const MOVE = statement(`
  update campaign_place set object_id = $2, due_at = now(), note = null
  where ctid = any($1::tid[])`);
const END = statement('delete from campaign_place where ctid = any($1::tid[])');
const FORK = statement(`
  insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, is_awaited)
  select brand_id, campaign_id, customer_id, $2, flow_id, now(), is_awaited from campaign_place
  where ctid = any($1::tid[])`);
const BEGIN = statement(`
  insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at)
  select $1, $2, customer_id, $3, flow_id, now() from unnest($4::bigint[], $5::bigint[]) as given (customer_id, flow_id)`);
const STAY = statement(`
  update campaign_place p set due_at = given.until, note = given.note
  from unnest($1::tid[], $2::timestamptz[], $3::text[]) as given (place, until, note)
  where p.ctid = given.place`);
const STAY_TOGETHER = statement(`
  update campaign_place set due_at = $2::timestamptz, note = $3 where ctid = any($1::tid[])`);

const WAY = statement(`
  insert into campaign_way (brand_id, campaign_id, customer_id, flow_id, object_id, exit)
  select $1, $2, customer_id, flow_id, $3, $6 from unnest($4::bigint[], $5::bigint[]) as given (customer_id, flow_id)`);
/**
 * Carries out what became of the members of a step: places, ways and statistics.
 * @throws {Error} when the outcome forgets a member, or names one that is not of this step
 */
export async function carryOut(moving: Moving, outcome: Outcome): Promise<void> {
  const { tx, campaign, objectId, isStart = false, claimed, wiring } = moving;
  const rowOf = new Map(claimed.map(({ id, row }) => [id, row]));
  const { exits = {}, stay = [], ends = [], joins = [], begins = [] } = outcome;
  const settled = new Set([...stay.map(({ member }) => member), ...ends].map(({ id }) => id));
  const counts: CountChange[] = [];
  const ended: Due[] = [...ends];
  const moves: { readonly target: string; readonly members: readonly Due[] }[] = [];

  // What leads on goes first: who leaves by a dead end too is still on the way.
  const leaving = Object.entries(exits).sort(([a], [b]) => Number(wiring.has(b)) - Number(wiring.has(a)));
  for (const [exit, members] of leaving) {
    if (members.length === 0) continue;
    const target = wiring.get(exit);
    const [goOn, copies] = parted(members, settled);
    if (target === undefined) ended.push(...goOn);
    else {
      await at(tx, FORK, places(copies, rowOf), target);
      moves.push({ target, members: goOn });
      counts.push({ objectId: target, name: IN, delta: members.length });
    }
    counts.push({ objectId, name: exit, delta: members.length });
    await rows(tx.sql, WAY, [
      tx.brand.id, campaign.id, objectId, members.map(({ customerId }) => customerId),
      members.map(({ flowId }) => flowId), exit,
    ]);
  }
  if (settled.size !== claimed.length) {
    throw new Error(`Object ${objectId} was given ${claimed.length} members and settled ${settled.size}`);
  }
  // After all copies: a row that has moved does not lie where it was.
  for (const { target, members } of moves) await at(tx, MOVE, places(members, rowOf), target);
  await at(tx, END, places(ended, rowOf));
  await letStay(tx, stay, rowOf);

  const through = ended.map(({ customerId }) => customerId);
  for (const arrivals of turnsOf(joins)) {
    const begun = await letJoin(moving, arrivals);
    counts.push(...begun.counts);
    through.push(...begun.through);
  }
  counts.push(...await begin(moving, begins));
  if (isStart) counts.push({ objectId, name: IN, delta: begins.length });
  await addCounts(tx, counts);
  await tellEnded(tx, campaign.id, 'ended', through);
}

async function begin({ tx, campaign, objectId, wiring }: Moving, begins: readonly Begin[]): Promise<CountChange[]> {
  const counts: CountChange[] = [];
  for (const [exit, ways] of Map.groupBy(begins, (one) => one.exit)) {
    const target = wiring.get(exit);
    const [customerIds, flowIds] = [ways.map(({ customerId }) => customerId), ways.map(({ flowId }) => flowId)];
    if (target !== undefined) {
      await rows(tx.sql, BEGIN, [tx.brand.id, campaign.id, target, customerIds, flowIds]);
      counts.push({ objectId: target, name: IN, delta: ways.length });
    }
    await rows(tx.sql, WAY, [tx.brand.id, campaign.id, objectId, customerIds, flowIds, exit]);
    counts.push({ objectId, name: exit, delta: ways.length });
  }
  return counts;
}

/** A customer who comes into the campaign. */
interface Arrival extends Begin {
  /** Exits by which it leaves, too. */
  readonly also: readonly string[];
}

/**
 * Those who join, all of them together: who locks several does so in one order, or would meet others in a deadlock. Who
 * is named in more than one flow comes again in a later turn.
 */
function turnsOf(joins: readonly Join[]): Arrival[][] {
  const turns: Arrival[][] = [];
  const times = new Map<string, number>();
  for (const { exit, also = [], flowId, customerIds } of joins) {
    for (const customerId of customerIds) {
      const turn = times.get(customerId) ?? 0;
      times.set(customerId, turn + 1);
      (turns[turn] ??= []).push({ exit, also, flowId, customerId });
    }
  }
  return turns;
}

interface LetIn {
  readonly counts: readonly CountChange[];
  /** Those who have nowhere to go. */
  readonly through: readonly string[];
}

async function letJoin(moving: Moving, arrivals: readonly Arrival[]): Promise<LetIn> {
  const { tx, campaign: { id: campaignId, entry }, objectId, isStart = false, wiring } = moving;
  const customerIds = arrivals.map(({ customerId }) => customerId);
  const mayBegin = new Set(await joinMembers(tx, { campaignId, entry, customerIds }));
  const begun = arrivals.filter(({ customerId }) => mayBegin.has(customerId));
  const exitsOf = ({ exit, also }: Arrival) => [exit, ...also];
  const ways = begun.flatMap((one) => exitsOf(one).map((exit): Begin => ({ ...one, exit })));
  const counts = await begin(moving, ways);
  for (const [flowId, some] of Map.groupBy(begun, (one) => one.flowId)) {
    await tellEntered(tx, { campaignId, flowId }, some.map(({ customerId }) => customerId));
  }
  return {
    counts: isStart ? [...counts, { objectId, name: IN, delta: begun.length }] : counts,
    through: begun.filter((one) => !exitsOf(one).some((exit) => wiring.has(exit))).map(({ customerId }) => customerId),
  };
}

/** Who goes on from here, and who was settled before and leaves a copy. */
function parted(members: readonly Due[], settled: Set<string>): [goOn: Due[], copies: Due[]] {
  const goOn = members.filter(({ id }) => !settled.has(id));
  const copies = goOn.length === members.length ? [] : members.filter(({ id }) => settled.has(id));
  for (const { id } of goOn) settled.add(id);
  return [goOn, copies];
}

function places(members: readonly Due[], rowOf: ReadonlyMap<string, string>): string[] {
  return members.map(({ id }) => {
    const row = rowOf.get(id);
    if (row === undefined) throw new Error(`Place ${id} is not of this step`);
    return row;
  });
}

async function at(
  { sql }: TxScope, act: Statement, found: readonly string[], ...rest: string[]
): Promise<void> {
  if (found.length > 0) await rows(sql, act, [found, ...rest]);
}

async function letStay(tx: TxScope, stay: readonly Stay[], rowOf: ReadonlyMap<string, string>): Promise<void> {
  const [first] = stay;
  if (first === undefined) return;
  const found = places(stay.map(({ member }) => member), rowOf);
  const { until, note } = first;
  if (stay.every((one) => one.until === until && one.note === note)) return at(tx, STAY_TOGETHER, found, until, note);
  await rows(tx.sql, STAY, [found, stay.map((one) => one.until), stay.map((one) => one.note)]);
}
