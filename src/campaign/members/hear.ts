import { rows, statement, type Statement, type TxScope } from '../../db/index.ts';
import type { Events } from '../../events/index.ts';
import { makeFlow } from '../engine/flow.ts';
import { wakeCampaigns } from '../engine/wake.ts';
import { noteOf } from '../objects/start/heard.ts';
import type { Listening } from '../objects/object.ts';

/** Customers that one place brings. */
const PART = 1000;
/** Brands remembered before all are forgotten. */
const REMEMBERED = 10_000;

const LISTENED = statement('select distinct event, subject from campaign_listen where brand_id = $1');

/**
 * Which events of a brand campaigns listen to, remembered for CAMPAIGN_LISTEN_TIME: one that nobody listens to must
 * cost its writer nothing. That somebody listens is believed only as far as the look at the table itself.
 */
class Listened {
  readonly #known = new Map<string, { readonly events: ReadonlySet<string>; readonly until: number }>();

  async to({ sql, brand, limits }: TxScope, { event, subject }: Listening): Promise<boolean> {
    const now = performance.now();
    const known = this.#known.get(brand.id);
    if (known !== undefined && now < known.until) return known.events.has(`${event} ${subject}`);
    const found = await rows<[string, string]>(sql, LISTENED, [brand.id]);
    const events = new Set(found.map((pair) => pair.join(' ')));
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(brand.id, { events, until: now + limits.CAMPAIGN_LISTEN_TIME });
    return events.has(`${event} ${subject}`);
  }
}

/** Held until the transaction ends: a campaign that stops waits for it, and then cancels what was placed here. */
const LISTENERS = statement(`
  select campaign_id, object_id from campaign_listen where brand_id = $1 and event = $2 and subject = $3
  order by object_id for share`);

const PLACE: Statement = statement(`
  insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, note)
  select $1, $2, 0, $3, $4, now(), note from unnest($5::text[]) as given (note)`);

/**
 * Has starts on events set off, in the transaction that publishes the event: a flow of nobody is placed at the start,
 * and brings the customers in when the start acts. Neither a campaign nor its members are locked here, so that the
 * writer waits for no step.
 */
export function letCampaignsHear(events: Events): void {
  const listened = new Listened();

  async function hear(tx: TxScope, listening: Listening, customerIds: readonly string[]): Promise<void> {
    const { sql, brand } = tx;
    if (customerIds.length === 0 || !await listened.to(tx, listening)) return;
    const listeners = await rows<[string, string]>(sql, LISTENERS, [brand.id, listening.event, listening.subject]);
    const parts = Array.from({ length: Math.ceil(customerIds.length / PART) }, (_, part) =>
      noteOf(customerIds.slice(part * PART, (part + 1) * PART)));
    for (const [campaignId, objectId] of listeners) {
      const flowId = await makeFlow(tx, { campaignId, objectId, variables: {} });
      await rows(sql, PLACE, [brand.id, campaignId, objectId, flowId, parts]);
    }
    if (listeners.length > 0) await wakeCampaigns(tx);
  }

  events.on('group.entered', (tx, { groupId, customerIds }) =>
    hear(tx, { event: 'group.entered', subject: groupId }, customerIds));
  // What campaigns change themselves sets none off: two could go on like that for ever.
  events.on('customer.changed', async (tx, { customerIds, kind }) => {
    if (tx.actor.door !== 'campaign') await hear(tx, { event: 'customer.changed', subject: kind }, customerIds);
  });
}
