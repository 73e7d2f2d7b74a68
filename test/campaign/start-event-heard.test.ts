import { expect } from 'chai';
import { stopCampaign } from '../../src/campaign/index.ts';
import { changeCustomers, deleteCustomer, updateCustomer } from '../../src/customer/index.ts';
import { actingAs, type Scope } from '../../src/db/index.ts';
import { addMember, addMembers, insertGroup } from '../../src/group/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { campaigner, type Campaigner } from './support.ts';

describe('starts of campaigns on events', () => {
  let db: TestDatabase;
  let mine: Campaigner;
  let scope: Scope;

  before(async () => {
    db = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(db.sql, { CAMPAIGN_LISTEN_TIME: '0', CAMPAIGN_STEP: '2' });
    ({ scope } = mine);
  });
  after(() => db.drop());

  const group = async () => (await insertGroup(scope, { name: 'VIP' })).id;
  const flows = async () => db.sql('campaign_flow').where({ brand_id: scope.brand.id });

  it('let those begin who enter the group, once each, and nobody else', async () => {
    const [vip, other] = [await group(), (await insertGroup(scope, { name: 'other' })).id];
    const [a = '', b = '', c = '', d = ''] = await mine.customers({}, {}, {}, {});
    await mine.run([['in', 'startGroup', { group: vip }, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]]);
    await scope.transaction((tx) => addMembers(tx, vip, [a, b, c]));
    await scope.transaction((tx) => addMembers(tx, vip, [a, b, c, d]));
    await scope.transaction((tx) => addMembers(tx, other, [d]));
    await deleteCustomer(scope, c);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${a}`, `rest ${b}`, `rest ${d}`]);
    expect(await mine.counts()).to.deep.equal(['in continue 3', 'in in 3', 'rest in 3']);
    expect(await flows()).to.have.length(2);
  });

  it('let those begin who are made or changed, and for whom the condition holds', async () => {
    const [a = '', b = ''] = await mine.customers({ city: 'Delft' }, { city: 'Gouda' });
    await mine.run([
      ['in', 'startChange', { on: ['updated'], condition: { field: 'city', is: 'Delft' } }, { continue: 'rest' }],
      ['rest', 'wait', { for: { days: 1 } }],
    ]);
    await updateCustomer(scope, { id: b, lastname: 'B' });
    await updateCustomer(scope, { id: a, lastname: 'A' });
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${a}`]);
    await updateCustomer(scope, { id: b, city: 'Delft' });
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${a}`, `rest ${b}`]);
    expect(await flows()).to.have.length(3);
  });

  it('do not hear what campaigns change themselves', async () => {
    const [a = ''] = await mine.customers({});
    await mine.run([['in', 'startChange', {}, { continue: null }]], { entry: 'always' });
    const campaign = actingAs(scope, { name: 'campaign other', door: 'campaign' });
    await campaign.transaction((tx) => changeCustomers(tx, [a], { lastname: 'A' }));
    expect(await flows()).to.have.length(0);
  });

  it('are set off if and when the change is stored', async () => {
    const vip = await group();
    const [a = ''] = await mine.customers({});
    await mine.run([['in', 'startGroup', { group: vip }, {}]]);
    const undone = scope.transaction(async (tx) => {
      await addMembers(tx, vip, [a]);
      throw new Error('no');
    });
    expect(await undone.catch((error: Error) => error.message)).to.equal('no');
    await mine.step();
    expect([await flows(), await mine.ways()]).to.deep.equal([[], []]);
  });

  it('hear nothing when the campaign does not run, and another brand never', async () => {
    const vip = await group();
    const [a = '', b = ''] = await mine.customers({}, {});
    const { id } = await mine.run([['in', 'startGroup', { group: vip }, {}]]);
    const other = await campaigner(db.sql);
    await other.customers({});
    await stopCampaign(scope, id);
    await addMember(scope, { groupId: vip, customerId: a });
    await mine.sweep();
    expect(await flows()).to.deep.equal([]);
    await mine.run([['in', 'startGroup', { group: vip }, {}]]);
    await addMember(scope, { groupId: vip, customerId: b });
    await mine.step();
    expect(await mine.ways()).to.deep.equal([`${b} in continue`]);
  });

  it('leave nothing behind when the campaign is stopped while somebody enters', async () => {
    const vip = await group();
    const [a = ''] = await mine.customers({});
    const { id } = await mine.run([['in', 'startGroup', { group: vip }, {}]]);
    let stopped: Promise<unknown> | undefined;
    await scope.transaction(async (tx) => {
      await addMembers(tx, vip, [a]);
      stopped = stopCampaign(scope, id);
      await untilOneWaits(db.sql);
    });
    await stopped;
    await mine.sweep();
    expect(await mine.places()).to.deep.equal([]);
    expect(await db.sql('campaign_listen').where({ brand_id: scope.brand.id })).to.deep.equal([]);
  });

  it('are refused when the group or the condition is none', async () => {
    expect(await faultOf(mine.run([['in', 'startGroup', { group: '99' }, {}]]))).to.equal('105 The campaign, object in: Group 99 not found');
    expect(await faultOf(mine.run([['in', 'startChange', { condition: { field: 'gone', is: '1' } }, {}]]))).to.match(/^105 .*gone/);
    expect(await faultOf(mine.run([['in', 'startChange', { on: [] }, {}]]))).to.match(/^105 .*is empty/);
  });
});
