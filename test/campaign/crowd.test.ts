import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  removeCampaignMember, setOffCampaign, startCampaign, stepCampaigns, stopCampaign, type Campaign,
} from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { createScope, openStore, type Scope, type Store } from '../../src/db/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner } from './support.ts';

const CUSTOMERS = 100;
const ACTS = 40;
const BUCKET = 7;
const log = createLog('silent');

/** The same numbers in each run. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

/** Two ways into a campaign, each of them a chain. */
const IS_VOS = { condition: { field: 'lastname', is: 'Vos' } };
const LONGER = { set: [{ field: 'state', value: '{{field.lastname}}{{field.modifiedAt}}' }] };
const chain = (path: string) => [
  [`${path}Condition`, 'condition', IS_VOS, { match: `${path}Update`, noMatch: `${path}Update` }],
  [`${path}Update`, 'updateCustomer', LONGER, { continue: `${path}Bucket`, onError: `${path}Bucket` }],
  [`${path}Bucket`, 'bucket', { customers: BUCKET }, { thresholdReached: `${path}Wait` }],
  [`${path}Wait`, 'wait', { for: { seconds: 0 } }, { continue: null }],
] as const;
/** Of one way. */
const OBJECTS = 5;

describe('a crowd at a campaign', () => {
  let database: TestDatabase;
  let second: Store;
  let mine: Campaigner;
  let customers: string[];
  let group: string;
  let campaign: Campaign;
  beforeEach(async () => {
    database = await testDatabase();
    second = openStore({ url: database.url, connections: 10, prepare: true });
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '9', CAMPAIGN_LISTEN_TIME: '0' });
    const named = Array.from({ length: CUSTOMERS }, (_, place) => ({ lastname: place % 2 === 0 ? 'Vos' : 'Mol' }));
    customers = await mine.customers(...named);
    group = (await insertGroup(mine.scope, { name: 'VIP' })).id;
    campaign = await mine.run([
      ['call', 'startEvent', {}, { continue: 'callCondition' }], ...chain('call'),
      ['group', 'startGroup', { group }, { continue: 'groupCondition' }], ...chain('group'),
    ], { entry: 'always' });
    // What customers who are gone have been through stays here.
    await database.sql.raw(`
      create table told (flow_id bigint, customer_id bigint, key text, exit text);
      create function tell() returns trigger language plpgsql as $$ begin
        insert into told select new.flow_id, new.customer_id, key, new.exit from campaign_object where id = new.object_id;
        return null;
      end $$;
      create trigger tell after insert on campaign_way for each row execute function tell()`);
  });
  afterEach(async () => {
    await second.destroy();
    await database.drop();
  });

  const texts = async (query: string) =>
    (await database.sql.raw<{ rows: { text: string }[] }>(query)).rows.map(({ text }) => text);
  const twice = () => texts(`
    select customer_id || ' ' || key as text from told where customer_id <> 0
    group by flow_id, customer_id, key having count(*) > 1`);
  const told = async () => (await texts(`
    select key || ' ' || exit || ' ' || count(*) as text from told group by key, exit`)).sort();
  /** The same by the statistics. */
  const left = async () => (await mine.counts()).filter((line) => !/ in \d+$/.test(line)).sort();

  /** Two instances with two steps at once each move members while the acts go on. */
  async function during(acts: readonly ((at: Scope) => Promise<void>)[]): Promise<void> {
    const instances = [database.sql, second].map((sql) => createScope({ ...mine.scope, sql }));
    const { signal } = new AbortController();
    let isOver = false;
    const steps = instances.flatMap((at) => [1, 2].map(async (lane) => {
      while (!isOver) {
        await stepCampaigns(at, { lane }, signal, log);
        await sleep(5);
      }
    }));
    await Promise.all(acts.map((act, place) => act(instances[place % instances.length] ?? mine.scope)));
    isOver = true;
    await Promise.all(steps);
    await mine.step();
  }

  type Act = (at: Scope, below: (most: number) => number) => Promise<unknown>;
  const repeat = (seed: number, act: Act) => async (at: Scope) => {
    const below = numbersFrom(seed);
    for (let times = 0; times < ACTS; times++) await act(at, below);
  };
  const some = (below: (most: number) => number, of: number) =>
    [...new Set(Array.from({ length: 1 + below(5) }, () => customers[below(of)] ?? ''))];
  const call = repeat(1, async (at, below) => {
    const customerIds = some(below, 80);
    const set = at.transaction((tx) => setOffCampaign(tx, campaign.id, { customerIds, variables: {} }));
    await set.catch((error: Error) => expect(error.message).to.contain('cannot be set off')); // stopped
  });
  const enter = repeat(2, (at, below) => at.transaction((tx) => addMembers(tx, group, some(below, 80))));
  /** Customers from 60 on are taken out and deleted meanwhile. */
  const takeOut = repeat(3, (at, below) => removeCampaignMember(at, campaign.id, customers[60 + below(20)] ?? ''));
  const remove = async (at: Scope) => {
    for (const id of customers.slice(80, 100)) await deleteCustomer(at, id);
  };

  it('goes once each through each object, and nobody is lost', async () => {
    await during([call, call, enter, takeOut, remove]);
    expect(await twice()).to.deep.equal([]);
    expect(await left()).to.deep.equal(await told());
    // Who was not taken out is through, or in a bucket that is not full; who was deleted is nowhere.
    const places = await mine.places();
    expect(places.filter((place) => !place.includes('Bucket '))).to.deep.equal([]);
    expect(places.filter((place) => place.startsWith('callBucket ')).length).to.be.below(BUCKET);
    expect(places.filter((place) => place.startsWith('groupBucket ')).length).to.be.below(BUCKET);
    const resting = new Set(places.map((place) => place.split(' ')[1] ?? ''));
    expect(customers.slice(80).filter((id) => resting.has(id))).to.deep.equal([]);
    const unfinished = await texts(`
      select customer_id || '' as text from told where customer_id <> 0
      group by flow_id, customer_id having count(distinct key) < ${OBJECTS}`);
    expect(unfinished.filter((id) => customers.indexOf(id) < 60 && !resting.has(id))).to.deep.equal([]);
  });

  it('leaves nothing behind when the campaign is stopped and started meanwhile', async () => {
    const stopAndStart = async (at: Scope) => {
      for (let times = 0; times < 5; times++) {
        await sleep(50);
        await stopCampaign(at, campaign.id);
        await mine.sweep();
        await startCampaign(at, campaign.id);
      }
      await stopCampaign(at, campaign.id);
    };
    await during([call, enter, takeOut, stopAndStart]);
    await mine.sweep();
    expect(await mine.places()).to.deep.equal([]);
    expect(await twice()).to.deep.equal([]);
    expect(await left()).to.deep.equal(await told());
  });
});
