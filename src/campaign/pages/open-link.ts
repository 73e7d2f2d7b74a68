import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Running, RunningObject } from '../engine/running.ts';
import type { LandingSettings } from '../objects/content/landing-page.ts';
import { mergeFor } from '../values/merge.ts';
import { LINKED, templateOf } from '../values/template.ts';
import { holdAddressed, type Addressed } from './address.ts';
import { linkDataKey } from './link-key.ts';
import { readLink, type Linked } from './link.ts';
import { letGoOn, restingAt } from './resting.ts';
import { seal } from './seal.ts';
import { submitPage, viewPage, type PageView } from './show-page.ts';

/** What the opener of a link gets: is sent to a site, sees a page, or what follows it. */
export type Opened = { readonly redirect: string } | { readonly title: string; readonly text: string } | PageView;

/**
 * Opens the link of a member. At a landing page whoever rests there in its flow goes on, and the visitor is sent to the
 * site, also when it is opened again. At a page of ours it is shown while the member rests there.
 * @param token last part of the link
 * @param given what a form sent; undefined: it is only opened
 * @throws {TolkError} PAGE_CLOSED: the campaign does not run; PAGE_NOT_FOUND: no such link, its customer is gone, or
 *   nobody rests at the page
 */
export function openLink(
  scope: Scope, addressed: Addressed, token: string, given?: Readonly<Record<string, string>>,
): Promise<Opened> {
  return scope.transaction(async (tx) => {
    const { running, object } = await holdAddressed(tx, addressed, given === undefined ? LINKED : ['showPage']);
    const member = readLink(addressed.linkKey, token);
    if (member === undefined || await isGone(tx, member)) throw failure('PAGE_NOT_FOUND', {});
    const resting = await restingAt(tx, running, object, member);
    if (object.graph.of.type === 'landingPage') {
      const redirect = await siteFor(tx, running, object, member);
      if (resting.claimed.length > 0) await letGoOn(tx, resting, { exits: { continue: resting.claimed } });
      return { redirect };
    }
    if (resting.claimed.length === 0) throw failure('PAGE_NOT_FOUND', {});
    return given === undefined ? viewPage(tx, resting) : submitPage(tx, resting, given);
  });
}

const FLOW = statement(`
  select exists (select from campaign_flow where brand_id = $1 and id = $2)
    and exists (select from campaign_member where brand_id = $1 and customer_id = $3 and campaign_id in (
      select campaign_id from campaign_flow where brand_id = $1 and id = $2))`);

async function isGone({ sql, brand }: TxScope, { customerId, flowId }: Linked): Promise<boolean> {
  const [[isThere] = [false]] = await rows<[boolean]>(sql, FLOW, [brand.id, flowId, customerId]);
  return !isThere;
}

const NOW = statement(`select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`);

async function siteFor(tx: TxScope, { id }: Running, { graph }: RunningObject, member: Linked): Promise<string> {
  const { url, variables, encryptAs } = graph.settings as unknown as LandingSettings; // as its schema has read them
  const due = { id: '', note: null, ...member };
  const merge = await mergeFor(tx, id, variables.map(({ value }) => templateOf(value)), [due]);
  const values = merge(due);
  if (values === undefined) throw failure('PAGE_NOT_FOUND', {});
  const pairs = variables.map(({ name }, place) => [name, values[place] ?? ''] as const);
  const site = new URL(url);
  if (encryptAs === undefined) for (const [name, value] of pairs) site.searchParams.set(name, value);
  else {
    const [[time] = ['']] = await rows<[string]>(tx.sql, NOW, []);
    const key = await linkDataKey(tx);
    site.searchParams.set(encryptAs, `${key.id}.${seal(key.bytes, JSON.stringify({ ...Object.fromEntries(pairs), time }))}`);
  }
  return site.href;
}
