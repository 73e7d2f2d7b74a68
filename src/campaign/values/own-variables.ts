import { ownersOfFlows, partFlows, type Variables } from '../engine/flow.ts';
import { NOBODY, type Due, type Outcome, type Step } from '../objects/act.ts';
import { setVariables } from './set-values.ts';

/** A member who leaves by an exit, and the variables that it takes along. */
interface Leaving {
  readonly member: Due;
  readonly exit: string;
  readonly values: Variables;
}

/**
 * Lets members leave with variables about themselves. Variables belong to a flow: one that has a single customer, or
 * nobody yet, gets them; out of a flow of several each customer goes on in a flow of its own, which has the variables
 * of that flow besides.
 */
export async function leaveWith(step: Step<unknown>, leaving: readonly Leaving[]): Promise<Outcome> {
  const { tx, campaign, objectId } = step;
  const owners = await ownersOfFlows(tx, [...new Set(leaving.map(({ member }) => member.flowId))]);
  const isOwn = ({ member: { flowId, customerId } }: Leaving) =>
    customerId === NOBODY || owners.get(flowId) === customerId;
  const own = leaving.filter(isOwn);
  const others = leaving.filter((one) => !isOwn(one));
  const values = new Map(own.map((one) => [one.member.flowId, one.values]));
  await setVariables(tx, [...values].map(([id, given]) => ({ id, values: given })));
  const parts = others.map((one) =>
    ({ flowId: one.member.flowId, customerId: one.member.customerId, values: one.values }));
  const flows = await partFlows(tx, { campaignId: campaign.id, objectId }, parts);
  const exits = Object.fromEntries([...Map.groupBy(own, ({ exit }) => exit)]
    .map(([exit, ones]) => [exit, ones.map(({ member }) => member)]));
  const begins = others.map(({ exit, member }, place) =>
    ({ exit, customerId: member.customerId, flowId: flows[place] ?? '' }));
  return { exits, begins, ends: others.map(({ member }) => member) };
}
