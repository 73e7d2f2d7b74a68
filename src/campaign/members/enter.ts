import type { TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { enqueueSoon } from '../../jobs/index.ts';
import { addCounts, IN } from '../engine/counts.ts';
import { beginFlow } from '../engine/begin-flow.ts';
import { makeFlow, type NewFlow, type Variables } from '../engine/flow.ts';
import { placeNobody, type Joining } from '../engine/join.ts';
import { holdCalled, type Running, type RunningObject } from '../engine/running.ts';
import { stepSoon, wakeCampaigns } from '../engine/wake.ts';
import { checkFields } from './fields.ts';
import { findCampaign } from '../store/campaign.ts';

/** What sets a start of a campaign off. */
export interface Entering {
  /** Those who begin; none: the flow goes by itself. */
  readonly customerIds: readonly string[];
  readonly variables: Variables;
  /** Campaign fields that the customers get. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Whether a caller waits for the flow. */
  readonly isAwaited?: boolean;
  /** What the start finds noted of them. */
  readonly note?: string;
}

export interface Entered {
  readonly flowId: string;
  /** The customers who begin; the entry rule may keep some out. */
  readonly begun: readonly string[];
}

/** A running campaign that calls can set off, held until the transaction ends. @throws {TolkError} as setOffCampaign */
export async function holdForCall(tx: TxScope, called: string): Promise<{ running: Running; start: RunningObject }> {
  const running = await holdCalled(tx, called);
  if (running === undefined) {
    const { name, state } = await findCampaign(tx, called);
    if (state === 'running') return holdForCall(tx, called); // it was started, or started again, between the two looks
    throw failure('CAMPAIGN_STATE', { campaign: name, state, act: 'set off' });
  }
  const start = startForCalls(running);
  if (start === undefined) throw failure('CAMPAIGN_NO_CALLS', { campaign: running.name });
  return { running, start };
}

/** The start of a campaign that calls set off: the first of them. */
export function startForCalls({ objects }: Running): RunningObject | undefined {
  return [...objects.values()].find(({ graph: { of, settings } }) => of.takesCalls?.(settings));
}

/**
 * Sets off a start of a campaign, in the caller's transaction: a flow with its variables begins when that commits.
 * @throws {TolkError} CAMPAIGN_VARIABLES
 */
export async function enter(tx: TxScope, running: Running, start: RunningObject, entering: Entering): Promise<Entered> {
  const { id: campaignId, entry } = running;
  const { customerIds, variables, fields = {}, isAwaited = false, note = null } = entering;
  const { id: objectId } = start;
  const flow = { campaignId, objectId, variables };
  const entered = customerIds.length === 0
    ? await beginAlone(tx, flow, { isAwaited, note })
    : await beginFlow(tx, { ...flow, entry, customerIds, fields, isAwaited, note });
  if (isAwaited) await wakeCampaigns(tx);
  return entered;
}

async function beginAlone(tx: TxScope, flow: NewFlow, how: Pick<Joining, 'isAwaited' | 'note'>): Promise<Entered> {
  const { campaignId, objectId } = flow;
  const flowId = await makeFlow(tx, flow);
  await placeNobody(tx, { campaignId, objectId, flowId, ...how });
  await addCounts(tx, [{ objectId, name: IN, delta: 1 }]);
  if (!how.isAwaited) await enqueueSoon(tx.sql, [stepSoon(tx)], tx.limits.CAMPAIGN_GATHER);
  return { flowId, begun: [] };
}

/**
 * Sets off a running campaign, as a call from outside does, in the caller's transaction.
 * @param called its number or its name
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_STATE, CAMPAIGN_NO_CALLS, CAMPAIGN_VARIABLES, FIELD_VALUE
 */
export async function setOffCampaign(tx: TxScope, called: string, entering: Entering): Promise<Entered> {
  const { running, start } = await holdForCall(tx, called);
  return enter(tx, running, start, { ...entering, fields: checkFields(running.fields, entering.fields ?? {}) });
}
