import { expect } from 'chai';
import {
  addCampaignMember, executeLater, isCampaignMember, removeCampaignMember, setOffCampaign,
} from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const IN: Drawn = ['in', 'startEvent', {}, { continue: 'delft' }];
const DELFT: Drawn = ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest' }];
const REST: Drawn = ['rest', 'wait', { for: { days: 3 } }];

describe('the flow of a campaign', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
  });
  after(() => database.drop());

  const enter = (campaign: string, ...customerIds: string[]) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, campaign, { customerIds, variables: {} }));

  it('leads members from object to object, keeps their ways and counts them', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Gouda' });
    const { id } = await mine.run([IN, DELFT, REST]);
    expect((await enter(id, bert, anna)).begun).to.have.members([anna, bert]);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${anna}`]);
    expect(await mine.ways()).to.deep.equal([
      `${anna} in continue`, `${anna} delft match`, `${bert} in continue`, `${bert} delft noMatch`,
    ]);
    await mine.later('3 days');
    await mine.step();
    expect(await mine.places()).to.deep.equal([]);
    expect(await mine.counts()).to.deep.equal([
      'delft in 2', 'delft match 1', 'delft noMatch 1', 'in continue 2', 'in in 2', 'rest continue 1', 'rest in 1',
    ]);
  });

  it('lets who goes two ways be at two places', async () => {
    const [anna = ''] = await mine.customers({ city: 'Delft' });
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'pot' }],
      ['pot', 'bucket', { customers: 2 }, { continue: 'rest', thresholdReached: 'rest' }], REST,
    ]);
    await enter(id, anna);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`pot ${anna}`, `rest ${anna}`]);
  });

  it('begins by the entry rule', async () => {
    const [anna = ''] = await mine.customers({ city: 'Delft' });
    const begun = async (entry: string) => {
      const { id } = await mine.run([IN, DELFT, REST], { name: entry, entry });
      const counts = [(await enter(id, anna)).begun.length, (await enter(id, anna)).begun.length];
      await mine.step();
      await mine.later('3 days');
      await mine.step();
      return [...counts, (await enter(id, anna)).begun.length];
    };
    expect(await begun('once')).to.deep.equal([1, 0, 0]);
    expect(await begun('again')).to.deep.equal([1, 0, 1]);
    expect(await begun('always')).to.deep.equal([1, 1, 1]);
  });

  it('begins once for a customer whom several bring in at the same moment', async () => {
    const [anna = ''] = await mine.customers({ city: 'Delft' });
    for (const entry of ['once', 'again']) {
      const { id } = await mine.run([IN, DELFT, REST], { name: entry, entry });
      const all = await Promise.all(Array.from({ length: 8 }, () => enter(id, anna)));
      expect(all.flatMap(({ begun }) => begun), entry).to.deep.equal([anna]);
    }
  });

  it('can go without a customer, with the variables of its caller; no condition holds for it', async () => {
    const { id } = await mine.run([IN, DELFT, REST]);
    const flowId = await executeLater(mine.scope, id, [{ name: 'order', value: '7' }]);
    await mine.step();
    expect(await mine.ways()).to.deep.equal(['0 in continue', '0 delft noMatch']);
    expect(await mine.sql('campaign_flow').where({ id: flowId }).first('variables', 'door', 'started_by'))
      .to.deep.equal({ variables: { order: '7' }, door: 'soap', started_by: 'tester' });
  });

  it('puts in who is added, and begins when it runs', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Delft' });
    const { id } = await mine.run([IN, DELFT, REST]);
    await addCampaignMember(mine.scope, id, anna);
    expect(await mine.places()).to.deep.equal([`in ${anna}`]);
    const both = await Promise.all([1, 2].map(() => faultOf(addCampaignMember(mine.scope, id, bert))));
    expect(both.sort()).to.deep.equal([`107 customer already member of campaign ${id}`, 'no fault']);
  });

  it('ends for who is taken out, and for who is deleted', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Delft' });
    const { id } = await mine.run([IN, DELFT, REST]);
    await enter(id, anna, bert);
    await mine.step();
    expect(await removeCampaignMember(mine.scope, id, anna)).to.equal(true);
    expect(await isCampaignMember(mine.scope, id, anna)).to.equal(false);
    expect(await mine.places()).to.deep.equal([`rest ${bert}`]);
    await deleteCustomer(mine.scope, bert);
    expect(await mine.places()).to.deep.equal([]);
    expect(await mine.sql('campaign_member').where({ customer_id: bert })).to.deep.equal([]);
    expect((await mine.ways()).filter((way) => way.startsWith(bert))).to.deep.equal([]);
  });

  it('refuses variables and fields that cannot be kept', async () => {
    const [anna = ''] = await mine.customers({});
    mine = { ...mine, ...await campaigner(database.sql, { CAMPAIGN_VARIABLES: '2', CAMPAIGN_VARIABLE_LENGTH: '5' }) };
    const [bert = ''] = await mine.customers({});
    const { id } = await mine.run([IN, DELFT, REST], { fields: [{ name: 'code', length: 3 }] });
    const call = (options: Readonly<Record<string, string>>) => faultOf(executeLater(
      mine.scope, id, Object.entries(options).map(([name, value]) => ({ name, value })),
    ));
    expect(await call({ a: '1', b: '2', c: '3' })).to.equal('105 The variables of a flow: are 3, the most are 2');
    expect(await call({ a: '123456' })).to.equal('105 The variables of a flow: a has more than 5 characters');
    expect(await call({ ID: bert, code: '1234' })).to.equal('105 Field code: has more than 3 characters (1234)');
    expect(await call({ ID: anna })).to.equal(`213 Customer ${anna} not found`);
    expect(await mine.sql('campaign_flow').where({ campaign_id: id })).to.deep.equal([]);
  });
});
