import { expect } from 'chai';
import {
  addCampaignMember, applyCampaign, removeCampaign, removeCampaignMember, setOffCampaign, stepCampaigns, stopCampaign,
  startCampaign, sweepCampaigns,
} from '../../src/campaign/index.ts';
import { insertCustomer } from '../../src/customer/index.ts';
import { tellEnded } from '../../src/campaign/engine/tell.ts';
import type { Scope, Store, TxScope } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { drawing, type Drawn } from '../campaign/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { noticesHouse, type NoticesHouse } from './notices-support.ts';

const log = createLog('silent');
const { signal } = new AbortController();

const PATHS: readonly Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest', noMatch: null }],
  ['rest', 'wait', { for: { hours: 5 } }, { continue: 'out' }],
  ['out', 'unsubscribe', { from: 'campaign' }],
];

describe('notices of campaigns', () => {
  let db: TestDatabase;
  let house: NoticesHouse;
  let scope: Scope;
  let customers: string[];
  let id: string;
  before(async () => { db = await testDatabase(); });
  after(() => db.drop());
  beforeEach(async () => {
    house = noticesHouse(db.sql, { HTTP_OUT_PRIVATE: '0', SUBSCRIPTION_EVENT_IDS: '2', CAMPAIGN_STEP: '10' });
    scope = house.scopeOf(await makeBrand(db.sql));
    customers = [];
    for (const city of ['Delft', 'Delft', 'Gouda', 'Gouda', 'Gouda']) customers.push((await insertCustomer(scope, { city })).id);
    ({ id } = await applyCampaign(scope, drawing(PATHS, { name: 'welcome', entry: 'always' })));
  });
  afterEach(() => house.httpOut.close());

  const listen = (...events: string[]) =>
    house.acts.create(scope, { name: 'Shop', url: 'https://shop.example/hook', events });
  const set = (...places: number[]) => scope.transaction((tx) =>
    setOffCampaign(tx, id, { customerIds: places.map((place) => customers[place] ?? ''), variables: {} }));
  const step = () => stepCampaigns(scope, {}, signal, log);
  const later = () =>
    db.sql.raw(`update campaign_place set due_at = due_at - interval '6 hours' where brand_id = ?`, [scope.brand.id]);
  /** What was told since the last time: the event, what else it says, and places of the customers. */
  const told = async () => {
    const bodies = await db.sql('subscription_delivery').where({ brand_id: scope.brand.id }).orderBy('id').pluck<string[]>('body');
    await db.sql('subscription_delivery').where({ brand_id: scope.brand.id }).delete();
    return bodies.map((body) => {
      type Told = { type: string; data: Record<string, unknown> & { customerIds: string[] } };
      const { type, data } = JSON.parse(body) as Told;
      expect(data).to.include({ campaignId: id, name: 'welcome' });
      const which = data.reason ?? (data.flowId === null ? 'put in' : 'begun');
      return `${type} ${String(which)} ${data.customerIds.map((one) => customers.indexOf(one)).join(' ')}`;
    });
  };

  it('tell who has begun, and who has no way to go any more, some at a time', async () => {
    await listen('campaign.entered', 'campaign.left');
    await startCampaign(scope, id);
    await set(0, 2, 3, 4);
    expect(await told()).to.deep.equal(['campaign.entered begun 0 2', 'campaign.entered begun 3 4']);
    await set(0);
    await step();
    expect(await told()).to.deep.equal(['campaign.entered begun 0', 'campaign.left ended 2 3', 'campaign.left ended 4']);
    await later();
    await step();
    expect(await told()).to.deep.equal(['campaign.left removed 0']);
  });

  it('tell once of who goes two ways, when the last one has ended', async () => {
    await listen('campaign.left');
    ({ id } = await applyCampaign(scope, drawing([
      ['in', 'startEvent', {}, { continue: 'both' }],
      ['both', 'bucket', { customers: 1 }, { thresholdReached: null, continue: 'rest' }],
      ['rest', 'wait', { for: { hours: 5 } }],
    ], { name: 'welcome', entry: 'always' })));
    await startCampaign(scope, id);
    await set(0);
    await set(0, 1);
    await step();
    expect(await told()).to.deep.equal([]);
    await db.sql.raw(`update campaign_place set due_at = now() where id = (select min(id) from campaign_place where brand_id = ?)`, [scope.brand.id]);
    await step();
    expect(await told()).to.deep.equal([]);
    await later();
    await step();
    expect(await told()).to.deep.equal(['campaign.left ended 0 1']);
  });

  it('tell who is put in and taken out by hand, and who has nowhere to go when it stops', async () => {
    await listen('campaign.entered', 'campaign.left');
    await addCampaignMember(scope, id, customers[4] ?? '');
    expect(await told()).to.deep.equal(['campaign.entered put in 4']);
    await removeCampaignMember(scope, id, customers[4] ?? '');
    expect(await told()).to.deep.equal(['campaign.left removed 4']);
    await startCampaign(scope, id);
    await addCampaignMember(scope, id, customers[0] ?? '');
    await set(1);
    await step();
    expect(await told()).to.deep.equal(['campaign.entered begun 0', 'campaign.entered begun 1']);
    await stopCampaign(scope, id);
    await sweepCampaigns(scope, {}, signal, log);
    expect(await told()).to.deep.equal(['campaign.left stopped 0 1']);
  });

  it('tell nothing of a campaign that is deleted, nor what was undone', async () => {
    await listen('campaign.entered', 'campaign.left');
    await startCampaign(scope, id);
    await set(0).then(() => told());
    const undone = scope.transaction(async (tx) => {
      await setOffCampaign(tx, id, { customerIds: customers, variables: {} });
      throw new Error('no');
    });
    await undone.catch(() => undefined);
    await removeCampaign(scope, id);
    await sweepCampaigns(scope, {}, signal, log);
    expect(await told()).to.deep.equal([]);
  });

  it('are not missing when two steps end the last two ways of a customer at the same time', async () => {
    await listen('campaign.left');
    await startCampaign(scope, id);
    await set(0);
    await set(0);
    const [first, second] = await db.sql('campaign_place').where({ brand_id: scope.brand.id }).pluck<string[]>('id');
    const end = (place: string | undefined, tx: TxScope) => tx.sql('campaign_place').where({ id: place ?? '' }).delete()
      .then(() => tellEnded(tx, id, 'ended', [customers[0] ?? '']));
    let other: Promise<void> | undefined;
    await scope.transaction(async (tx) => {
      await end(first, tx);
      other = scope.transaction((one) => end(second, one));
      await untilWaiting(db.sql);
    });
    await other;
    expect(await told()).to.deep.equal(['campaign.left ended 0']);
  });

  it('cost nothing when nobody listens: no member is looked at', async () => {
    await listen('customer.deleted');
    await startCampaign(scope, id);
    await set(2);
    const holding = await db.sql.transaction();
    await holding('campaign_member').where({ brand_id: scope.brand.id }).forUpdate().select('customer_id');
    await step();
    await holding.rollback();
    expect(await db.sql('campaign_place').where({ brand_id: scope.brand.id })).to.deep.equal([]);
    expect(await told()).to.deep.equal([]);
  });
});

const WAITING = `
  select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Until somebody waits for a lock; those who need not have done all by then. */
async function untilWaiting(sql: Store): Promise<void> {
  for (let looks = 0; looks < 200; looks++) {
    const { rows: [row] } = await sql.raw<{ rows: { count: number }[] }>(WAITING);
    if ((row?.count ?? 0) > 0) return;
  }
}
