import { expect } from 'chai';
import {
  CAMPAIGN_FORGET_JOB, counterQuery, counterSource, figuresOf, findCampaign, forgetFlows, maintainWays, planForgetting,
  removeCampaign, setOffCampaign,
} from '../../src/campaign/index.ts';
import { partFlows, variablesOfFlows } from '../../src/campaign/engine/flow.ts';
import { readConfig } from '../../src/config.ts';
import { queued } from '../jobs/jobs-support.ts';
import { idsOf } from '../profile/support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const PATH: readonly Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest' }],
  ['rest', 'wait', { for: { days: 900 } }],
];
const DAY = 86_400_000;
const { signal } = new AbortController();

describe('what campaigns forget', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let customers: string[];
  let id: string;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_FLOW_KEEP: String(30 * DAY) });
    customers = await mine.customers({ city: 'Delft' }, { city: 'Gouda' });
    ({ id } = await mine.run(PATH, { entry: 'always' }));
  });

  const enter = async (...places: number[]) => {
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, {
      customerIds: places.map((place) => customers[place] ?? ''), variables: { secret: 'x' },
    }));
    await mine.step();
  };
  const months = async () => (await mine.sql.raw<{ rows: { name: string }[] }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'campaign_way'::regclass order by 1`,
  )).rows.map(({ name }) => name);
  const keep = (days: number) => maintainWays(mine.sql, readConfig({ CAMPAIGN_WAY_KEEP: String(days * DAY) }));

  it('are ways, by the month; what was counted stays', async () => {
    const first = (await months())[0] ?? '';
    await mine.sql.raw(`drop table ${first}`); // it holds all that was there before there were months
    await mine.sql.raw(`select campaign_way_partition((now() - interval '100 days')::date)`);
    expect((await keep(400)).made).to.deep.equal([first]);
    const all = await months();
    expect(all).to.have.length(6).and.include('campaign_way_default');
    await enter(0, 1);
    await mine.sql.raw(`update campaign_way set left_at = now() - interval '100 days' where customer_id = ?`, [customers[1] ?? '']);
    expect(await keep(140)).to.deep.equal({ made: [], removed: [], strays: 0 });
    expect(await mine.ways()).to.have.length(4);
    const [old = ''] = all;
    expect(await keep(60)).to.deep.equal({ made: [], removed: [old], strays: 0 });
    expect(await mine.ways()).to.deep.equal([`${customers[0]} in continue`, `${customers[0]} delft match`]);
    expect(await months()).to.deep.equal(all.slice(1));
    const delft = (await figuresOf(mine.scope, await findCampaign(mine.scope, id))).find(({ key }) => key === 'delft');
    expect(delft?.counters).to.include({ in: 2, match: 1, noMatch: 1 });
    const behind = async (name: string) =>
      idsOf(mine.scope, counterQuery(mine.scope, (await counterSource(mine.scope, `${delft?.id}:${name}`)).params));
    expect(await behind('noMatch')).to.deep.equal([]);
    expect(await behind('in')).to.deep.equal([customers[0]]);
  });

  it('has months for rows of other times, and an alarm for those that have none', async () => {
    await enter(1);
    await mine.sql.raw(`update campaign_way set left_at = now() + interval '200 days' where campaign_id = ?`, [id]);
    expect((await keep(400)).strays).to.equal(2);
    await mine.sql.raw(`select campaign_way_partition((now() + interval '200 days')::date)`);
    expect((await keep(400)).strays).to.equal(0);
    expect(await mine.ways()).to.have.length(2);
    await removeCampaign(mine.scope, id);
    await mine.sweep();
    expect(await mine.sql('campaign_way').where({ campaign_id: id })).to.deep.equal([]);
  });

  it('are flows in which nobody is any more, with their variables', async () => {
    const other = await campaigner(mine.sql, { CAMPAIGN_FLOW_KEEP: String(30 * DAY) });
    await other.run(PATH);
    await enter(0);
    await enter(1);
    await enter(0, 1);
    await mine.sql.raw(`update campaign_flow set started_at = now() - interval '31 days' where campaign_id = ?`, [id]);
    await enter(1);
    const flows = (await mine.sql('campaign_flow').where({ campaign_id: id }).orderBy('id').pluck<string[]>('id'));
    const [waiting, , both, fresh] = flows;
    await forgetFlows(other.scope, {}, signal);
    expect(await mine.sql('campaign_flow').where({ campaign_id: id })).to.have.length(4);
    await forgetFlows(mine.scope, {}, signal);
    expect(await mine.sql('campaign_flow').where({ campaign_id: id }).orderBy('id').pluck('id')).to.deep.equal([waiting, both, fresh]);
    await mine.later('901 days');
    await mine.step();
    await forgetFlows(mine.scope, {}, signal);
    expect(await mine.sql('campaign_flow').where({ campaign_id: id }).pluck('id')).to.deep.equal([fresh]);
  });

  it('leave flows where others have their variables from', async () => {
    await enter(0);
    const [going = ''] = await mine.sql('campaign_flow').where({ campaign_id: id }).pluck<string[]>('id');
    const parts = await mine.scope.transaction((tx) => partFlows(tx, { campaignId: id, objectId: '1' },
      [{ flowId: going, customerId: customers[0] ?? '', values: { own: 'y' } }]));
    await mine.sql.raw(`update campaign_place set flow_id = ? where flow_id = ?`, [parts[0] ?? '', going]);
    await mine.sql.raw(`update campaign_flow set started_at = now() - interval '31 days' where campaign_id = ?`, [id]);
    await forgetFlows(mine.scope, {}, signal);
    expect((await variablesOfFlows(mine.scope, parts)).get(parts[0] ?? '')).to.deep.equal({ secret: 'x', own: 'y' });
    expect(await mine.sql('campaign_flow').where({ campaign_id: id })).to.have.length(2);
    await mine.sql('campaign_place').where({ campaign_id: id }).delete();
    await forgetFlows(mine.scope, {}, signal);
    await forgetFlows(mine.scope, {}, signal);
    expect(await mine.sql('campaign_flow').where({ campaign_id: id })).to.deep.equal([]);
  });

  it('goes once a day, at a minute of each brand\'s own', async () => {
    const jobs = async () => (await queued(mine.sql)).filter(({ name }) => name === CAMPAIGN_FORGET_JOB).length;
    const minutes = Number(mine.scope.brand.id) % 1440;
    await planForgetting(mine.scope, new Date(Date.UTC(2026, 5, 1, 0, minutes + 1)));
    expect(await jobs()).to.equal(0);
    await planForgetting(mine.scope, new Date(Date.UTC(2026, 5, 1, 0, minutes)));
    expect(await jobs()).to.equal(1);
  });
});
