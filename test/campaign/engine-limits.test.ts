import { expect } from 'chai';
import { setOffCampaign } from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner } from './support.ts';

describe('the limits of the engine of campaigns', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  /** Members who are at the start of a campaign, and no job of it. */
  async function waiting(settings: Readonly<Record<string, string>>, customers: number): Promise<Campaigner> {
    const mine = await campaigner(database.sql, settings);
    const ids = await mine.customers(...Array.from({ length: customers }, () => ({})));
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]]);
    await mine.sql.raw('delete from graphile_worker._private_jobs');
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: ids, variables: {} }));
    return mine;
  }
  async function jobs({ sql, scope: { brand } }: Campaigner): Promise<{ lane: string; wait: number }[]> {
    const { rows } = await sql.raw<{ rows: { lane: string; wait: number }[] }>(`
      select split_part(key, ':', 3) as lane, round(extract(epoch from run_at - created_at) * 1000)::int as wait
      from graphile_worker.jobs where key like ? order by key`, [`campaign.step:${brand.id}:%`]);
    return rows;
  }

  it('let a call be followed by its first step after CAMPAIGN_GATHER', async () => {
    const [job] = await jobs(await waiting({ CAMPAIGN_GATHER: '7000' }, 1));
    expect(job?.lane).to.equal('soon');
    expect(job?.wait).to.be.at.least(7000);
  });

  it('ask for CAMPAIGN_LANES jobs where there is much to do, and no more', async () => {
    for (const [CAMPAIGN_LANES, helpers] of [['1', []], ['4', ['1', '2', '3']]] as const) {
      const mine = await waiting({ CAMPAIGN_LANES, CAMPAIGN_STEP: '2' }, 4);
      await mine.step();
      expect((await jobs(mine)).map(({ lane }) => lane).filter((lane) => /^\d$/.test(lane))).to.deep.equal(helpers);
    }
  });

  it('let other jobs have their turn after CAMPAIGN_LOOP_TIME, and go on then', async () => {
    const mine = await waiting({ CAMPAIGN_LOOP_TIME: '0', CAMPAIGN_LANES: '1', CAMPAIGN_STEP: '2' }, 4);
    await mine.step();
    expect((await mine.places()).map((place) => place.split(' ')[0])).to.include('in');
    expect((await jobs(mine)).map(({ lane }) => lane)).to.include('0');
    for (let turn = 0; turn < 4; turn++) await mine.step();
    expect((await mine.places()).map((place) => place.split(' ')[0])).to.deep.equal(['rest', 'rest', 'rest', 'rest']);
  });
});
