import { setTimeout as sleep } from 'node:timers/promises';
import { customerById } from '../../customer/index.ts';
import { rows, statement, type Scope } from '../../db/index.ts';
import { graphOf } from '../definition/check-graph.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { variablesOfFlows, type Variables } from '../engine/flow.ts';
import { IN_PARCEL } from '../engine/parcels.ts';
import { enter, holdForCall } from './enter.ts';
import { checkFields } from './fields.ts';

/** A value that a caller hands to a campaign, or is handed. */
export interface CallOption {
  readonly name: string;
  readonly value: string;
}

/** Names of the option that says who goes through the campaign (soap.md 8). */
const CUSTOMER_OPTIONS = ['id', 'customerid'];

/**
 * Sets a campaign off, without waiting for it (soap.md 8). The option ID, or customerId, is the customer who goes
 * through it; without one the flow goes by itself. Every option is an environment variable of the flow, and one that
 * is called like a campaign field is the customer's value of it.
 * @returns number of the flow
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CAMPAIGN_STATE, CAMPAIGN_NO_CALLS, CAMPAIGN_VARIABLES, CUSTOMER_NOT_FOUND,
 *   FIELD_VALUE
 */
export function executeLater(scope: Scope, called: string, options: readonly CallOption[]): Promise<string> {
  return setOff(scope, called, options, false);
}

/**
 * The same, and waits until nobody in the flow can go on now, or CAMPAIGN_EXECUTE_TIME has passed; what waits for a
 * later time goes on without the caller.
 * @returns the variables of the flow as they are then
 */
export async function execute(scope: Scope, called: string, options: readonly CallOption[]): Promise<Variables> {
  const end = performance.now() + scope.limits.CAMPAIGN_EXECUTE_TIME;
  const flowId = await setOff(scope, called, options, true);
  for (let pause = FIRST_PAUSE; performance.now() < end && await isGoing(scope, flowId); pause *= 2) {
    await sleep(Math.min(pause, LONGEST_PAUSE));
  }
  return (await variablesOfFlows(scope, [flowId])).get(flowId) ?? {};
}

const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 250;

const GOING = statement(`
  select exists (
    select from campaign_place
    where brand_id = $1 and flow_id = $2 and is_awaited
      and (due_at <= clock_timestamp() or (due_at = 'infinity' and starts_with(note, '${IN_PARCEL}'))))`);

async function isGoing({ sql, brand }: Scope, flowId: string): Promise<boolean> {
  const [[found] = [false]] = await rows<[boolean]>(sql, GOING, [brand.id, flowId]);
  return found;
}

async function setOff(
  scope: Scope, called: string, options: readonly CallOption[], isAwaited: boolean,
): Promise<string> {
  const customer = options.find(({ name, value }) => CUSTOMER_OPTIONS.includes(name.toLowerCase()) && value !== '');
  return scope.transaction(async (tx) => {
    const { running, start } = await holdForCall(tx, called);
    const customerIds = customer === undefined ? [] : [(await customerById(tx, customer.value)).id];
    const variables = Object.fromEntries(options.map(({ name, value }) => [name, value]));
    const named = Object.entries(variables).filter(([name]) => running.fields.some((field) => field.name === name));
    const fields = customerIds.length === 0 ? {} : checkFields(running.fields, Object.fromEntries(named));
    const { flowId } = await enter(tx, running, start, { customerIds, variables, fields, isAwaited });
    return flowId;
  });
}

const RUNNING = statement(`
  select c.id, c.name, v.definition from campaign c
  join campaign_version v on v.brand_id = c.brand_id and v.campaign_id = c.id and v.version = c.running_version
  where c.brand_id = $1 and c.state = 'running' and c.deleted_at is null
  order by c.name collate "C"`);

interface Executable {
  readonly id: string;
  readonly name: string;
}

/** The campaigns that calls can set off now, by name. */
export async function executableCampaigns({ sql, brand }: Scope): Promise<Executable[]> {
  const running = await rows<[id: string, name: string, definition: CampaignDefinition]>(sql, RUNNING, [brand.id]);
  return running
    .filter(([, , definition]) => graphOf(definition).some(({ of, settings }) => of.takesCalls?.(settings)))
    .map(([id, name]) => ({ id, name }));
}
