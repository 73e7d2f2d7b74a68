import { expect } from 'chai';
import type { Knex } from 'knex';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { removeCampaignMember, setOffCampaign } from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
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
});
