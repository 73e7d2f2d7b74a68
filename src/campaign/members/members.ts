import { z } from 'zod';
import { customerById, reachOf, type Reach } from '../../customer/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { EventMap } from '../../events/index.ts';
import type { IdQuery, SourceRequest } from '../../resource/index.ts';
import { holdCustomers } from '../engine/hold-customers.ts';
import { holdRunning, loadRunning } from '../engine/running.ts';
import { tellEntered } from '../engine/tell.ts';
import { findCampaign } from '../store/campaign.ts';
import { enter, startForCalls } from './enter.ts';
import { cancelPlaces, holdPlaces, leaveCampaign } from './leave.ts';

const IS_MEMBER = statement(`
  select exists (
    select from campaign_member where brand_id = $1 and campaign_id = $2 and customer_id = $3 and left_at is null)`);

/** Locked, so that of two who add the same customer the second finds a member. */
const ADD = statement(`
  insert into campaign_member as m (brand_id, campaign_id, customer_id) values ($1, $2, $3)
  on conflict (brand_id, campaign_id, customer_id) do update set left_at = null, entered_at = now()
  where m.left_at is not null
  returning 1`);

/**
 * Puts a customer in a campaign (soap.md 8). When it runs and calls can set it off, its way begins there.
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CUSTOMER_NOT_FOUND, CAMPAIGN_MEMBER_ALREADY
 */
export async function addCampaignMember(scope: Scope, called: string, customerId: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { id: campaignId } = await findCampaign(tx, called);
    const { id } = await customerById(tx, customerId);
    if ((await holdCustomers(tx, [id])).length === 0) throw failure('CUSTOMER_NOT_FOUND', { id });
    const added = await rows(tx.sql, ADD, [tx.brand.id, campaignId, id]);
    if (added.length === 0) throw failure('CAMPAIGN_MEMBER_ALREADY', { id: campaignId });
    const hasBegun = await beginHere(tx, campaignId, id);
    if (!hasBegun) await tellEntered(tx, { campaignId, flowId: null }, [id]);
  });
}

async function beginHere(tx: TxScope, campaignId: string, customerId: string): Promise<boolean> {
  const version = await holdRunning(tx, campaignId);
  if (version === undefined) return false;
  const running = await loadRunning(tx, campaignId, version);
  const start = startForCalls(running);
  if (start === undefined) return false;
  return (await enter(tx, running, start, { customerIds: [customerId], variables: {} })).begun.length > 0;
}

/**
 * Takes a customer out of a campaign; what was planned for it there is cancelled.
 * @returns false when it is not in it
 * @throws {TolkError} CAMPAIGN_NOT_FOUND, CUSTOMER_NOT_FOUND
 */
export async function removeCampaignMember(scope: Scope, called: string, customerId: string): Promise<boolean> {
  const { id: campaignId } = await findCampaign(scope, called);
  const { id } = await customerById(scope, customerId);
  return scope.transaction(async (tx) => {
    await holdPlaces(tx, { customerIds: [id], campaignId });
    return (await leaveCampaign(tx, campaignId, [id])).length > 0;
  });
}

/** @throws {TolkError} CAMPAIGN_NOT_FOUND, CUSTOMER_NOT_FOUND */
export async function isCampaignMember(scope: Scope, called: string, customerId: string): Promise<boolean> {
  const { id: campaignId } = await findCampaign(scope, called);
  const { id } = await customerById(scope, customerId);
  const [[found] = [false]] = await rows<[boolean]>(scope.sql, IS_MEMBER, [scope.brand.id, campaignId, id]);
  return found;
}

/** Name under which app.ts registers campaignMembersQuery. */
export const CAMPAIGN_MEMBERS = 'campaign.members';

const params = z.object({ campaignId: z.string() });

/** What a set of the customers in a campaign is made from. @throws {TolkError} CAMPAIGN_NOT_FOUND */
export async function campaignMembersSource(scope: Scope, called: string): Promise<SourceRequest> {
  const { id: campaignId } = await findCampaign(scope, called);
  return { kind: CAMPAIGN_MEMBERS, params: { campaignId } satisfies z.infer<typeof params> };
}

/** The query for `campaign.members`. */
export function campaignMembersQuery({ brand }: Pick<Scope, 'brand'>, given: unknown): IdQuery {
  const { campaignId } = params.parse(given);
  return {
    text: `select m.customer_id as id from campaign_member m
      where m.brand_id = $1 and m.campaign_id = $2 and m.left_at is null`,
    values: [brand.id, campaignId],
  };
}

/**
 * How many customers in a campaign there are, and can be reached.
 * @throws {TolkError} CAMPAIGN_NOT_FOUND
 */
export async function campaignReach(scope: Scope, called: string): Promise<Reach> {
  const { params: given } = await campaignMembersSource(scope, called);
  return reachOf(scope, campaignMembersQuery(scope, given));
}

const FORGET = [
  'delete from campaign_member where brand_id = $1 and customer_id = any($2::bigint[])',
  'delete from campaign_way where brand_id = $1 and customer_id = any($2::bigint[])',
].map(statement);

/** Listener of `customer.deleting`, in its transaction: steps have places before they lock customers. */
export async function holdPlacesOfCustomers(
  tx: TxScope, { customerIds }: EventMap['customer.deleting'],
): Promise<void> {
  await holdPlaces(tx, { customerIds, campaignId: null });
}

/** Listener of `customer.deleted`, in its transaction: customers that are gone are in no campaign. */
export async function forgetCampaignMembers(
  tx: TxScope, { customerIds }: EventMap['customer.deleted'],
): Promise<void> {
  await cancelPlaces(tx, { customerIds, campaignId: null });
  for (const act of FORGET) await rows(tx.sql, act, [tx.brand.id, customerIds]);
}
