import { expect } from 'chai';
import {
  applyCampaign, removeCampaignMember, restartCampaign, setOffCampaign, stopCampaign, type Campaign,
} from '../../src/campaign/index.ts';
import { leaveLater } from '../../src/campaign/engine/leave-later.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

/** All leave `send` by `match` at once; the other exit is for what comes from outside. */
const OBJECTS: readonly Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'send' }],
  ['send', 'condition', { condition: { field: 'lastname', is: 'Vos' } }, { match: 'rest', noMatch: 'clicked' }],
  ['rest', 'wait', { for: { days: 1 } }],
  ['clicked', 'updateCustomer', { set: [{ field: 'city', value: '{{variable.order}}{{campaign.code}}{{field.city}}' }] }],
];

describe('members of campaigns who have left an object', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let campaign: Campaign;
  let one: string;
  let other: string;
  let flowId: string;
  let send: string;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
    [one = '', other = ''] = await mine.customers({ lastname: 'Vos' }, { lastname: 'Vos' });
    campaign = await mine.run(OBJECTS, { fields: [{ name: 'code' }] });
    const given = { customerIds: [one, other], variables: { order: 'A' }, fields: { code: 'B' } };
    flowId = (await mine.scope.transaction((tx) => setOffCampaign(tx, campaign.id, given))).flowId;
    await mine.step();
    send = (await database.sql('campaign_object').where({ campaign_id: campaign.id, key: 'send' }).pluck<string[]>('id'))[0] ?? '';
  });
  after(() => database.drop());

  /** As a click does. @returns how many ways have begun */
  const click = (customerId: string, { exit = 'noMatch', flow = flowId, object = send } = {}) =>
    mine.scope.transaction((tx) => leaveLater(tx, object, [{ exit, customerId, flowId: flow }]));
  const city = async (id: string) => (await database.sql('customer').where({ id }).pluck<string[]>('city'))[0];
  const clicks = async () => (await mine.ways()).filter((way) => way.endsWith('send noMatch')).length;

  it('leave it by other exits later, as often as it happens, with the variables and fields that they had', async () => {
    expect([await click(one), await click(one)]).to.deep.equal([1, 1]);
    await mine.step();
    expect(await click(one)).to.equal(1);
    await mine.step();
    // Two who come to an object together see what was before.
    expect([await city(one), await city(other)]).to.deep.equal(['ABAB', '']);
    expect(await mine.places()).to.deep.equal([`rest ${one}`, `rest ${other}`]);
    expect(await mine.counts()).to.include.members(['send match 2', 'send noMatch 3', 'clicked in 3', 'clicked continue 3', 'send in 2']);
  });

  it('do not when they were taken out or deleted, or when it is another exit, flow or object', async () => {
    await removeCampaignMember(mine.scope, campaign.id, one);
    await deleteCustomer(mine.scope, other);
    expect([await click(one), await click(other)]).to.deep.equal([0, 0]);
    const [third = ''] = await mine.customers({ lastname: 'Vos' });
    const { flowId: flow } = await mine.scope.transaction((tx) =>
      setOffCampaign(tx, campaign.id, { customerIds: [third], variables: {} }));
    expect(await click(third, { flow, exit: 'opened' })).to.equal(0);
    expect(await click(third, { flow: '999999' })).to.equal(0);
    expect(await click(third, { flow, object: '999999' })).to.equal(0);
    expect(await clicks()).to.equal(0);
    expect(await click(third, { flow })).to.equal(1);
  });

  it('do not when the campaign was stopped, nor in flows of before, when it was started again', async () => {
    await stopCampaign(mine.scope, campaign.id);
    expect(await click(one)).to.equal(0);
    await mine.sweep();
    expect(await click(one)).to.equal(0);
    await applyCampaign(mine.scope, drawing(OBJECTS, { fields: [{ name: 'code' }] }));
    await restartCampaign(mine.scope, campaign.id, 'keep');
    await mine.sweep();
    expect(await click(one)).to.equal(0);
    const { flowId: flow } = await mine.scope.transaction((tx) =>
      setOffCampaign(tx, campaign.id, { customerIds: [one], variables: {} }));
    expect([await click(one, { flow }), await clicks()]).to.deep.equal([1, 1]);
  });
});
