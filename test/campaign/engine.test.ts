import { expect } from 'chai';
import {
  maintainCampaigns, removeCampaign, restartCampaign, setOffCampaign, stopCampaign,
} from '../../src/campaign/index.ts';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import { queued } from '../jobs/jobs-support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const REST: Drawn = ['rest', 'wait', { for: { hours: 5 } }];

describe('the engine of campaigns', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  beforeEach(async () => {
    database = await testDatabase();
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '10', CAMPAIGN_RETRY: '60000', CAMPAIGN_RETRY_MAX: '90000' });
  });
  afterEach(() => database.drop());

  const enter = (campaign: string, customerIds: readonly string[]) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, campaign, { customerIds, variables: {} }));
  const jobs = async () => (await queued(mine.sql)).flatMap(({ key }) => (key?.startsWith('campaign.') ? [key] : []));
  const forget = () => mine.sql.raw(`select graphile_worker.remove_job(key) from graphile_worker.jobs where key is not null`);

  it('undoes a step that fails, says why, waits longer each time, and lets other objects go on', async () => {
    const group = (await insertGroup(mine.scope, { name: 'g' })).id ?? '';
    const ids = await mine.customers({}, {});
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'cut' }],
      ['cut', 'split', { branches: [{ name: 'a', percent: 100 }, { name: 'b', percent: 0 }] }, { a: 'join' }],
      ['join', 'addToGroup', { group }, { continue: 'rest' }], REST,
    ]);
    await enter(id, ids);
    await deleteGroup(mine.scope, group);
    await mine.step();
    expect(await mine.places()).to.deep.equal(ids.map((one) => `join ${one}`));
    const trouble = async () => {
      const [found] = await mine.sql('campaign_object').whereNotNull('error')
        .select<{ failures: number; error: string; wait: number }[]>('failures', 'error', mine.sql.raw('round(extract(epoch from retry_at - now()))::int as wait'));
      return found;
    };
    expect(await trouble()).to.include({ failures: 1, error: `Group ${group} not found` });
    expect((await trouble())?.wait).to.be.within(20, 60);
    await mine.step();
    expect((await trouble())?.failures).to.equal(1);
    await mine.sql('campaign_object').update({ retry_at: mine.sql.fn.now() }).whereNotNull('error');
    await mine.step();
    expect((await trouble())?.failures).to.equal(2);
    expect((await trouble())?.wait).to.be.within(61, 90);
    await mine.sql('customer_group').where({ id: group }).update({ deleted_at: null });
    await mine.sql('campaign_object').update({ retry_at: mine.sql.fn.now() }).whereNotNull('error');
    await mine.step();
    expect(await mine.places()).to.deep.equal(ids.map((one) => `rest ${one}`));
    expect(await trouble()).to.equal(undefined);
  });

  it('begins once for who is named twice', async () => {
    const [one = '', two = ''] = await mine.customers({}, {});
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST], { entry: 'always' });
    for (const step of [1, 2]) {
      expect((await enter(id, [two, one, two])).begun).to.have.members([one, two]);
      await mine.step();
      expect(await mine.places()).to.have.members(Array.from({ length: step }, () => [`rest ${one}`, `rest ${two}`]).flat());
    }
  });

  it('plans a job for the moment when somebody is due next, asks for help when there is much, and finds what has no job', async () => {
    const ids = await mine.customers(...Array.from({ length: 12 }, () => ({})));
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST]);
    await forget();
    await enter(id, ids.slice(0, 3));
    const { brand } = mine.scope;
    expect(await jobs()).to.deep.equal([`campaign.step:${brand.id}:soon`]);
    await mine.step();
    expect(await jobs()).to.have.members([`campaign.step:${brand.id}:later`, `campaign.step:${brand.id}:soon`]);
    const { rows } = await mine.sql.raw<{ rows: { same: boolean }[] }>(`
      select (select run_at from graphile_worker.jobs where key = ?) = (select min(due_at) from campaign_place) as same`, [`campaign.step:${brand.id}:later`]);
    expect(rows).to.deep.equal([{ same: true }]);
    await enter(id, ids.slice(3));
    await enter(id, ids);
    await mine.sql('campaign_place').update({ due_at: mine.sql.fn.now() });
    await forget();
    await mine.step();
    expect((await jobs()).filter((key) => /:[12]$/.test(key))).to.have.length(2);
    await forget();
    await mine.later('6 hours');
    await maintainCampaigns(mine.scope);
    expect(await jobs()).to.deep.equal([`campaign.step:${brand.id}:0`]);
    await stopCampaign(mine.scope, id);
    await forget();
    await maintainCampaigns(mine.scope);
    expect(await jobs()).to.deep.equal([`campaign.sweep:${brand.id}`]);
  });

  it('counts the same before and after its upkeep', async () => {
    const ids = await mine.customers({}, {}, {});
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST]);
    for (const one of ids) {
      await enter(id, [one]);
      await mine.step();
    }
    const before = await mine.counts();
    await maintainCampaigns(mine.scope);
    expect(await mine.counts()).to.deep.equal(before).and.deep.equal(['in continue 3', 'in in 3', 'rest in 3']);
    expect(await mine.sql('campaign_count_delta')).to.deep.equal([]);
    await enter(id, await mine.customers({}));
    await maintainCampaigns(mine.scope);
    expect(await mine.counts()).to.include('in in 4');
  });

  it('moves nobody once it is told to stop, and starts again with its newest version', async () => {
    const ids = await mine.customers(...Array.from({ length: 25 }, () => ({})));
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST]);
    await enter(id, ids);
    await stopCampaign(mine.scope, id);
    await mine.step();
    expect(await mine.ways()).to.deep.equal([]);
    expect((await mine.places())[0]).to.equal(`in ${ids[0]}`);
    await mine.sweep();
    expect([await mine.places(), (await mine.sql('campaign').pluck('state'))[0]]).to.deep.equal([[], 'stopped']);
    expect(await mine.sql('campaign_member').whereNull('left_at').pluck('customer_id')).to.have.members(ids);
    await restartCampaign(mine.scope, id, 'keep');
    await mine.sweep();
    expect(await mine.sql('campaign').first('state', 'running_version')).to.deep.equal({ state: 'running', running_version: 1 });
    expect((await enter(id, ids)).begun).to.have.length(25);
  });

  it('stays stopped when it cannot start again', async () => {
    const group = (await insertGroup(mine.scope, { name: 'g' })).id ?? '';
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'join' }], ['join', 'addToGroup', { group }]]);
    await restartCampaign(mine.scope, id, 'keep');
    await deleteGroup(mine.scope, group);
    await mine.sweep();
    expect(await mine.sql('campaign').pluck('state')).to.deep.equal(['stopped']);
  });

  it('removes all of a campaign that is deleted while members are in it', async () => {
    const ids = await mine.customers({}, {});
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST]);
    const kept = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], REST], { name: 'kept' });
    await enter(id, ids);
    await enter(kept.id, ids);
    await mine.step();
    await removeCampaign(mine.scope, id);
    await mine.step();
    await mine.sweep();
    for (const table of ['campaign_version', 'campaign_object', 'campaign_flow', 'campaign_member', 'campaign_place', 'campaign_way']) {
      expect(await mine.sql(table).distinct('campaign_id').pluck('campaign_id'), table).to.deep.equal([kept.id]);
    }
    expect(await mine.sql('campaign').pluck('id')).to.deep.equal([kept.id]);
    expect(await mine.counts()).to.deep.equal(['in continue 2', 'in in 2', 'rest in 2']);
  });
});
