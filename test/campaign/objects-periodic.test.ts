import { expect } from 'chai';
import { createCampaign, startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { saveProfile } from '../../src/profile/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

describe('campaign object startPeriodic', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '2' });
  });
  after(() => database.drop());

  const graph = (settings: object): Drawn[] =>
    [['in', 'startPeriodic', settings, { continue: 'rest' }], ['rest', 'wait', { for: { months: 9 } }]];
  /** What the clocks of the brand show when it is due next. */
  const due = async () => {
    const { rows } = await mine.sql.raw<{ rows: { at: string }[] }>(`
      select to_char(p.due_at at time zone 'Europe/Amsterdam', 'MM-DD HH24:MI:SS') as at from campaign_place p
      join campaign_object o on o.brand_id = p.brand_id and o.id = p.object_id
      where p.brand_id = ? and o.key = 'in'`, [mine.scope.brand.id]);
    return rows.map(({ at }) => at);
  };

  it('begins at once when its date has passed, then whenever the rule says, each time with a flow of its own', async () => {
    await mine.run(graph({ rule: 'monthly 15 09:30' }));
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0', 'rest 0']);
    expect((await due())[0]).to.match(/^\d\d-15 09:30:00$/);
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0', 'rest 0']);
    await mine.later('32 days');
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0', 'rest 0', 'rest 0']);
    expect((await due())[0]).to.match(/^\d\d-15 09:30:00$/);
    const flows = await mine.sql('campaign_place').where({ brand_id: mine.scope.brand.id }).distinct().pluck('flow_id');
    expect(flows).to.have.length(3);
  });

  it('waits for the first time after a date that is to come, and is planned anew after a stop', async () => {
    const { id } = await mine.run(graph({ rule: '0 6 * * *', from: '2096-05-01 06:00:00' }));
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0']);
    expect(await due()).to.deep.equal(['05-01 06:00:00']);
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    expect(await mine.places()).to.deep.equal([]);
    await startCampaign(mine.scope, id);
    expect(await due()).to.deep.equal(['05-01 06:00:00']);
  });

  it('takes the customers of a profile each time, page by page, in one flow', async () => {
    const ids = await mine.customers(...Array.from({ length: 5 }, () => ({ city: 'Delft' })), { city: 'Gouda' });
    await saveProfile(mine.scope, { name: 'delft', condition: { field: 'city', is: 'Delft' } });
    await mine.run(graph({ rule: 'daily', takes: { profile: 'delft' } }), { entry: 'always' });
    await mine.step();
    const wanted = ids.slice(0, 5).map((id) => `rest ${id}`);
    expect(await mine.places()).to.deep.equal(['in 0', ...wanted]);
    await mine.later('1 day');
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0', ...[...wanted, ...wanted].sort()]);
    expect(await mine.counts()).to.include.members(['in continue 10', 'rest in 10']);
    const flows = mine.sql('campaign_place').where({ brand_id: mine.scope.brand.id }).whereNot({ customer_id: '0' });
    expect(await flows.distinct().pluck('flow_id')).to.have.length(2);
  });

  it('is refused with a rule that is none, or a profile that is not there', async () => {
    const refusal = (settings: object) => faultOf(createCampaign(mine.scope, drawing(graph(settings))));
    expect(await refusal({ rule: 'sometimes' })).to.contain('is neither a cron expression of five parts nor');
    expect(await refusal({ rule: '0 0 31 2 *' })).to.contain('is a time that never comes');
    expect(await refusal({ rule: 'daily', from: 'tomorrow' })).to.contain('is neither campaignStart nor a time');
    expect(await refusal({ rule: 'daily', takes: { profile: 'none' } })).to.contain('Profile none not found');
  });
});
