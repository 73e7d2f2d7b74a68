import { expect } from 'chai';
import type { Knex } from 'knex';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { addCampaignMember, removeCampaignMember, setOffCampaign, stepCampaigns } from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until, untilOneWaits, untilSomeWait } from '../support/until.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const BUCKET: readonly Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'pot' }], ['pot', 'bucket', { customers: 2 }, { thresholdReached: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }],
];

describe('campaigns among others who hold locks', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = await campaigner(database.sql, { CAMPAIGN_LISTEN_TIME: '0' }); });
  after(() => database.drop());

  /** Does something in a transaction of somebody else, who has not ended it before `meanwhile` has. */
  async function held(
    act: (trx: Knex.Transaction) => Promise<unknown>, meanwhile: (end: () => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    const trx = await database.sql.transaction();
    try {
      await act(trx);
      await meanwhile(() => trx.commit());
    } finally {
      if (!trx.isCompleted()) await trx.rollback();
    }
  }
  const customer = (id: string, wait: 'wait' | 'nowait') => (trx: Knex) =>
    trx.raw(`select from customer where id = ? for update ${wait === 'wait' ? '' : wait}`, [id]);
  const people = (...names: string[]) => mine.customers(...names.map((lastname) => ({ lastname })));
  const setOff = (campaign: string, customerIds: readonly string[]) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, campaign, { customerIds, variables: {} }));

  it('lock those who come in one order, whatever flows they come in', async () => {
    const [low = '', high = ''] = await people('Low', 'High');
    const { id: group } = await insertGroup(mine.scope, { name: 'VIP' });
    await mine.run([['in', 'startGroup', { group }, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]]);
    for (const id of [high, low]) await mine.scope.transaction((tx) => addMembers(tx, group, [id]));
    await held(customer(low, 'wait'), async (end) => {
      const step = mine.step();
      await untilOneWaits(database.sql);
      await held(customer(high, 'nowait'), (free) => free().then(() => undefined));
      await end();
      await step;
    });
    expect(await mine.places()).to.deep.equal([`rest ${low}`, `rest ${high}`]);
  });

  it('begin once in each flow, and are counted once in each', async () => {
    const [one = '', other = ''] = await people('Vos', 'Mol');
    const { id: group } = await insertGroup(mine.scope, { name: 'VIP' });
    await mine.run([
      ['in', 'startGroup', { group }, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }],
    ], { entry: 'always' });
    const enter = (...ids: string[]) => mine.scope.transaction((tx) => addMembers(tx, group, ids));
    await enter(other, one);
    await database.sql('group_member').delete();
    await enter(one);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${one}`, `rest ${one}`, `rest ${other}`]);
    expect(await mine.counts()).to.include.members(['in continue 3', 'in in 3', 'rest in 3']);
    const flows = await database.sql('campaign_way').where({ customer_id: one }).pluck('flow_id');
    expect(new Set(flows).size).to.equal(2);
  });

  it('leave who is being taken out of a bucket to that', async () => {
    const { id } = await mine.run(BUCKET);
    const [inside = '', comes = ''] = await people('Inside', 'Comes');
    await setOff(id, [inside]);
    await mine.step();
    await setOff(id, [comes]);
    await held((trx) => trx.raw('select from campaign_place where customer_id = ? for update', [inside]), async (end) => {
      const out = removeCampaignMember(mine.scope, id, inside);
      await untilOneWaits(database.sql);
      await mine.step();
      await end();
      await out;
    });
    expect(await mine.places()).to.deep.equal([`rest ${comes}`]);
  });

  it('do not wait for whose turn it is at an object, and claim nobody there', async () => {
    const { id } = await mine.run(BUCKET);
    const ids = await people('Vos', 'Mol');
    await setOff(id, ids);
    const pot = await database.sql('campaign_object').where({ campaign_id: id, key: 'pot' }).pluck<string[]>('id');
    await held((trx) => trx.raw(`select pg_advisory_xact_lock(hashtextextended('campaign.turn', ?::bigint))`, pot), async () => {
      await mine.step();
      expect(await mine.places()).to.deep.equal(ids.map((one) => `pot ${one}`));
    });
    await mine.step();
    expect(await mine.places()).to.deep.equal(ids.map((one) => `rest ${one}`));
  });

  it('look again a second later for whom others have in hand, and not at once', async () => {
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]]);
    const [one = ''] = await people('Vos');
    await setOff(id, [one]);
    await held((trx) => trx.raw('select from campaign_place where customer_id = ? for update', [one]), async () => {
      const { rows: [before] } = await database.sql.raw<{ rows: { soon: Date }[] }>(`select clock_timestamp() + interval '1 second' as soon`);
      await mine.step();
      const jobs = database.sql.withSchema('graphile_worker').from('jobs');
      const [planned] = await jobs.where({ key: `campaign.step:${mine.scope.brand.id}:later` }).pluck<Date[]>('run_at');
      expect(planned).to.be.at.least(before?.soon ?? new Date());
    });
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${one}`]);
  });

  /** The same scope, and what its transactions threw: after a deadlock they begin again, and nothing else tells. */
  function watched(): { readonly scope: Scope; readonly thrown: unknown[] } {
    const thrown: unknown[] = [];
    const transaction: Scope['transaction'] = (work) => mine.scope.transaction(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        thrown.push((error as Error).constructor.name);
        throw error;
      }
    });
    return { scope: { ...mine.scope, transaction }, thrown };
  }
  const step = (scope: Scope) => stepCampaigns(scope, {}, new AbortController().signal, createLog('silent'));
  const SET = { set: [{ field: 'city', value: 'Delft' }] } as const;

  it('are left to who deletes a customer that they would change', async () => {
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'set' }], ['set', 'updateCustomer', SET]]);
    const [gone = '', stays = ''] = await people('Gone', 'Stays');
    await setOff(id, [gone, stays]);
    const { scope, thrown } = watched();
    await held(customer(gone, 'wait'), async (end) => {
      const deleted = deleteCustomer(scope, gone);
      await untilOneWaits(database.sql);
      const stepped = step(scope);
      await until(async () => (await mine.ways()).includes(`${stays} set continue`));
      await end();
      await Promise.all([deleted, stepped]);
    });
    expect(thrown).to.deep.equal([]);
    expect(await mine.places()).to.deep.equal([]);
    expect(await mine.ways()).to.deep.equal([`${stays} in continue`, `${stays} set continue`]);
  });

  it('wait for whose deletion has seen no place of it yet, until it begins again', async () => {
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'set' }], ['set', 'updateCustomer', SET]]);
    const [gone = ''] = await people('Gone');
    const { scope, thrown } = watched();
    let deleted: Promise<void> | undefined;
    const place = (trx: Knex) => trx.raw('select from campaign_place where customer_id = ? for update', [gone]);
    const noKey = (trx: Knex) => trx.raw('select from customer where id = ? for no key update', [gone]);
    await held(noKey, async (free) => {
      deleted = deleteCustomer(scope, gone);
      await untilOneWaits(database.sql);
      await setOff(id, [gone]);
      await held(place, async (end) => {
        await free();
        await until(() => thrown.length > 0);
        await untilOneWaits(database.sql);
        await held(customer(gone, 'nowait'), () => end().then(() => undefined));
      });
    });
    await deleted;
    expect(thrown).to.deep.equal(['RunAgain']);
    expect(await mine.places()).to.deep.equal([]);
    expect(await database.sql('customer').where({ id: gone })).to.deep.equal([]);
  });

  it('add nobody who is being deleted', async () => {
    const { id } = await mine.run(BUCKET);
    const [gone = ''] = await people('Gone');
    await addCampaignMember(mine.scope, id, gone);
    await removeCampaignMember(mine.scope, id, gone);
    const { scope, thrown } = watched();
    await held(customer(gone, 'wait'), async (end) => {
      const deleted = deleteCustomer(scope, gone);
      await untilOneWaits(database.sql);
      const added = addCampaignMember(scope, id, gone).catch((error: Error) => error.message);
      await untilSomeWait(database.sql, 2);
      await end();
      expect(await added).to.match(/not found/);
      await deleted;
    });
    expect(thrown).to.deep.equal(['TolkError']);
    expect(await database.sql('campaign_member').where({ customer_id: gone })).to.deep.equal([]);
  });

  it('take a customer out once who is at two objects that do', async () => {
    const OUT = { from: 'campaign' };
    const wait = (days: number) => ({ for: { days } });
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'fork' }],
      ['fork', 'bucket', { customers: 1 }, { thresholdReached: 'rest', continue: 'again' }], ['rest', 'wait', wait(30)],
      ['again', 'bucket', { customers: 1 }, { thresholdReached: 'before', continue: 'beside' }],
      ['before', 'wait', wait(1), { continue: 'one' }], ['one', 'unsubscribe', OUT, { continue: 'last' }],
      ['beside', 'wait', wait(1), { continue: 'two' }], ['two', 'unsubscribe', OUT, { continue: 'last' }],
      ['last', 'wait', wait(1)],
    ]);
    const [rest = ''] = await database.sql('campaign_object').where({ campaign_id: id, key: 'rest' }).pluck<string[]>('id');
    const [twice = ''] = await people('Vos');
    await setOff(id, [twice]);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`before ${twice}`, `beside ${twice}`, `rest ${twice}`]);
    await mine.later('2 days');
    // The first in the order in which all lock them, whatever connection it came by.
    await database.sql('campaign_place').where({ customer_id: twice, object_id: rest }).update({ id: '-1' });
    const { scope, thrown } = watched();
    const first = (trx: Knex) =>
      trx.raw('select from campaign_place where customer_id = ? and id = -1 for update', [twice]);
    await held(first, async (end) => {
      const steps = [1, 2].map(async (many) => {
        if (many === 2) await untilOneWaits(database.sql);
        await step(scope);
      });
      await untilSomeWait(database.sql, 2);
      await end();
      await Promise.all(steps);
    });
    expect(thrown).to.deep.equal([]);
    expect(await mine.places()).to.deep.equal([`last ${twice}`]);
  });
});
