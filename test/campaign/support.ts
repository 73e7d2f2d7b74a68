/** Campaigns for tests: a scope that acts, steps that are done here and now, and what is in the store. */
import {
  applyCampaign, forgetCampaignMembers, holdPlacesOfCustomers, letCampaignsHear, startCampaign, stepCampaigns,
  sweepCampaigns, type Campaign,
} from '../../src/campaign/index.ts';
import { insertCustomer, type CustomerInput } from '../../src/customer/index.ts';
import type { Scope, Store } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { forgetCustomers } from '../../src/group/index.ts';
import { createLog } from '../../src/log.ts';
import { makeBrand } from '../support/access.ts';
import { scopeOf } from '../support/scope.ts';

/** An object of a definition: [id, type, settings, exits]. */
export type Drawn = readonly [
  id: string, type: string, settings: object, exits?: Readonly<Record<string, string | null>>,
];

/** A definition from what differs. */
export function drawing(objects: readonly Drawn[], rest: object = {}): object {
  return {
    name: 'test', ...rest,
    objects: objects.map(([id, type, settings, exits = {}]) => ({ id, type, settings, exits })),
  };
}

export interface Campaigner {
  readonly sql: Store;
  readonly scope: Scope;
  customers(...customers: CustomerInput[]): Promise<string[]>;
  /** Saves a campaign and starts it. */
  run(objects: readonly Drawn[], rest?: object): Promise<Campaign>;
  /** Does all that is due, as the job does. */
  step(): Promise<void>;
  /** Does what the job after a stop does. */
  sweep(): Promise<void>;
  /** Lets so much time pass for all who wait: `3 days`. */
  later(time: string): Promise<void>;
  /** Where they are: `object customer`, sorted. */
  places(): Promise<string[]>;
  /** Where they have been: `customer object exit`, in the order of the customers. */
  ways(): Promise<string[]>;
  /** Statistics: `object name count`, sorted. */
  counts(): Promise<string[]>;
}

const log = createLog('silent');

/** A brand of its own, whose events are heard as in the service. */
export async function campaigner(sql: Store, settings: Readonly<Record<string, string>> = {}): Promise<Campaigner> {
  const brand = await makeBrand(sql);
  const events = new Events().on('customer.deleting', holdPlacesOfCustomers)
    .on('customer.deleted', forgetCustomers).on('customer.deleted', forgetCampaignMembers);
  letCampaignsHear(events);
  const scope = scopeOf(sql, brand, { events, settings });
  const { signal } = new AbortController();
  const texts = async (text: string) => {
    const { rows } = await sql.raw<{ rows: { text: string }[] }>(text, [brand.id]);
    return rows.map((row) => row.text);
  };
  return {
    sql, scope,
    async customers(...customers) {
      const ids: string[] = [];
      for (const customer of customers) ids.push((await insertCustomer(scope, customer)).id);
      return ids;
    },
    async run(objects, rest) {
      const { id } = await applyCampaign(scope, drawing(objects, rest));
      return startCampaign(scope, id);
    },
    step: () => stepCampaigns(scope, {}, signal, log),
    sweep: () => sweepCampaigns(scope, {}, signal, log),
    async later(time) {
      await sql.raw(`update campaign_place set due_at = due_at - ?::interval where brand_id = ? and due_at < 'infinity'`, [time, brand.id]);
    },
    places: () => texts(`
      select o.key || ' ' || p.customer_id as text from campaign_place p
      join campaign_object o on o.brand_id = p.brand_id and o.id = p.object_id
      where p.brand_id = ? order by o.key, p.customer_id, p.id`),
    ways: () => texts(`
      select w.customer_id || ' ' || o.key || ' ' || w.exit as text from campaign_way w
      join campaign_object o on o.brand_id = w.brand_id and o.id = w.object_id
      where w.brand_id = ? order by w.customer_id, w.left_at, w.ctid`),
    counts: () => texts(`
      select o.key || ' ' || d.name || ' ' || sum(d.delta) as text from (
        select brand_id, object_id, name, delta from campaign_count_delta
        union all select brand_id, object_id, name, count from campaign_count
      ) d
      join campaign_object o on o.brand_id = d.brand_id and o.id = d.object_id
      where d.brand_id = ? group by o.key, d.name order by o.key, d.name`),
  };
}
