import { expect } from 'chai';
import {
  addCampaignMember, applyCampaign, setOffCampaign, startCampaign, stopCampaign,
} from '../../src/campaign/index.ts';
import { customerById, customerHistory } from '../../src/customer/index.ts';
import { addMembers, insertGroup, membership } from '../../src/group/index.ts';
import { saveProfile } from '../../src/profile/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

describe('campaign objects', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
  });
  after(() => database.drop());

  /** Leads customers through one object to its end. @returns the campaign */
  async function through(
    object: Drawn, customerIds: readonly string[], rest: object = {}, given: object = {},
  ): Promise<string> {
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: object[0] }], object], rest);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: {}, ...given }));
    await mine.step();
    return id;
  }
  const exitsOf = async (key: string) =>
    (await mine.ways()).flatMap((way) => (way.split(' ')[1] === key ? [way.split(' ').slice(2).join(' ')] : []));

  it('split: parts by chance in the shares, and the same customer the same way', async () => {
    const customerIds = await mine.customers(...Array.from({ length: 400 }, () => ({})));
    const branches = [{ name: 'a', percent: 75 }, { name: 'b', percent: 25 }, { name: 'never', percent: 0 }];
    await through(['cut', 'split', { branches }], customerIds, { entry: 'always' });
    const first = await exitsOf('cut');
    expect(first.filter((exit) => exit === 'a').length).to.be.within(250, 350);
    expect(first.filter((exit) => exit === 'b').length).to.be.within(50, 150);
    expect(first).to.have.length(400);
    await mine.scope.transaction((tx) => setOffCampaign(tx, 'test', { customerIds, variables: {} }));
    await mine.step();
    const twice = await exitsOf('cut');
    expect(twice.filter((_, place) => place % 2 === 0)).to.deep.equal(twice.filter((_, place) => place % 2 === 1));
  });

  it('updateCustomer: sets fields and options for all alike, and the history names the campaign', async () => {
    const [anna = '', bert = ''] = await mine.customers({ city: 'Delft' }, { city: 'Gouda', options: [{ name: 'Card', value: '1' }] });
    await through(['set', 'updateCustomer', {
      set: [{ field: 'city', value: 'Gouda' }, { field: 'birthday', value: '2000-02-29' }, { option: 'Card', value: '7' }],
    }], [anna, bert]);
    const found = await Promise.all([anna, bert].map((id) => customerById(mine.scope, id)));
    expect(found.map(({ city, birthday, options }) => [city, birthday, options?.[0]?.value]))
      .to.deep.equal([['Gouda', '2000-02-29', '7'], ['Gouda', '2000-02-29', '7']]);
    expect(found[0]).to.include({ modifiedBy: 'campaign test' });
    const [, change] = await customerHistory(mine.scope, bert);
    expect(change).to.deep.include({
      door: 'campaign', changedBy: 'campaign test', act: 'updated',
      changes: { birthday: ['0000-00-00', '2000-02-29'], 'options.Card': ['1', '7'] },
    });
  });

  it('updateCustomer: leaves no trace where nothing changes', async () => {
    const [anna = ''] = await mine.customers({ city: 'Delft' });
    await through(['set', 'updateCustomer', { set: [{ field: 'city', value: 'Delft' }, { option: 'none', value: '' }] }], [anna]);
    expect(await customerHistory(mine.scope, anna)).to.have.length(1);
    expect(await customerById(mine.scope, anna)).to.include({ modifiedBy: 'tester' });
  });

  it('updateCustomer: puts texts together for each, and parts those whose value cannot be', async () => {
    const [anna = '', bert = ''] = await mine.customers({ firstname: 'Anna', city: 'Delft' }, { firstname: 'Bert' });
    const id = await through(['set', 'updateCustomer', {
      set: [
        { field: 'title', value: '{{field.firstname}} of {{field.city}}' }, { field: 'birthday', value: '{{campaign.day}}' },
        { campaignField: 'seen', value: '{{variable.order}}!' }, { variable: 'last', value: '{{field.firstname}}' },
      ],
    }], [anna, bert], { fields: [{ name: 'day' }, { name: 'seen', length: 5 }] }, { variables: { order: 'X-1' }, fields: { day: '2001-01-01' } });
    await mine.scope.transaction((tx) =>
      setOffCampaign(tx, id, { customerIds: [bert], variables: {}, fields: { day: 'no day' } }));
    await mine.step();
    expect(await exitsOf('set')).to.deep.equal(['continue', 'continue', 'onError']);
    expect((await customerById(mine.scope, anna)).title).to.equal('Anna of Delft');
    expect(await customerById(mine.scope, bert)).to.include({ title: 'Bert of ', birthday: '2001-01-01' });
    expect(await mine.sql('campaign_member').where({ campaign_id: id }).orderBy('customer_id').pluck('fields'))
      .to.deep.equal([{ day: '2001-01-01', seen: 'X-1!' }, { day: 'no day', seen: 'X-1!' }]);
    expect((await mine.sql('campaign_flow').where({ campaign_id: id }).orderBy('id').pluck<{ last?: string }[]>('variables'))[0])
      .to.deep.equal({ order: 'X-1', last: 'Bert' });
  });

  it('addToGroup, removeFromGroup: change who is in a group', async () => {
    const group = (await insertGroup(mine.scope, { name: 'g' })).id ?? '';
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await addMembers(mine.scope, group, [bert]);
    const isIn = async (customerId: string) =>
      (await membership(mine.scope, { groupId: group, customerId, withSubgroups: false })).isMember;
    await through(['go', 'addToGroup', { group }], [anna, bert], { name: 'add' });
    expect([await isIn(anna), await isIn(bert)]).to.deep.equal([true, true]);
    await through(['go', 'removeFromGroup', { group }], [anna], { name: 'remove' });
    expect([await isIn(anna), await isIn(bert)]).to.deep.equal([false, true]);
    expect(await mine.sql('group_count_delta').where({ group_id: group }).sum({ sum: 'delta' })).to.deep.equal([{ sum: '1' }]);
  });

  it('unsubscribe: takes opt-ins back', async () => {
    const [anna = ''] = await mine.customers({});
    await through(['off', 'unsubscribe', { from: 'email' }], [anna], { name: 'email' });
    expect(await customerById(mine.scope, anna)).to.include({ optIn: 'N', smsOptIn: 'Y' });
    await through(['off', 'unsubscribe', { from: 'sms' }], [anna], { name: 'sms' });
    expect(await customerById(mine.scope, anna)).to.include({ optIn: 'N', smsOptIn: 'N' });
  });

  it('unsubscribe: takes out of the campaign, with what was planned there, and goes on', async () => {
    const [anna = ''] = await mine.customers({});
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'pot' }],
      ['pot', 'bucket', { customers: 9 }, { continue: 'off', thresholdReached: 'late' }],
      ['late', 'wait', { for: { days: 1 } }],
      ['off', 'unsubscribe', { from: 'campaign' }, { continue: 'last' }], ['last', 'wait', { for: { days: 1 } }],
    ]);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [anna], variables: {} }));
    await mine.step();
    expect(await mine.places()).to.deep.equal([`last ${anna}`]);
    expect(await mine.sql('campaign_member').where({ campaign_id: id }).whereNull('left_at')).to.deep.equal([]);
  });

  it('bucket: lets go when there are as many as said', async () => {
    const ids = await mine.customers(...Array.from({ length: 7 }, () => ({})));
    const pot: Drawn = ['pot', 'bucket', { customers: 3 }, { thresholdReached: 'rest' }];
    const { id: campaign } = await mine.run([['in', 'startEvent', {}, { continue: 'pot' }], pot, ['rest', 'wait', { for: { days: 1 } }]]);
    const come = async (...customerIds: string[]) => {
      await mine.scope.transaction((tx) => setOffCampaign(tx, campaign, { customerIds, variables: {} }));
      await mine.step();
      const places = await mine.places();
      return ['pot', 'rest'].map((key) => places.filter((place) => place.startsWith(key)).length);
    };
    expect(await come(...ids.slice(0, 2))).to.deep.equal([2, 0]);
    expect(await come(...ids.slice(2, 6))).to.deep.equal([0, 6]);
    expect(await come(...ids.slice(6))).to.deep.equal([1, 6]);
  });

  it('bucket: lets go when the first has been there as long as said', async () => {
    const [anna = '', bert = '', cora = ''] = await mine.customers({}, {}, {});
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'pot' }], ['pot', 'bucket', { period: { hours: 2 } }, { thresholdReached: 'rest' }],
      ['rest', 'wait', { for: { days: 1 } }],
    ]);
    const come = async (customerId: string) => {
      await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [customerId], variables: {} }));
      await mine.step();
    };
    await come(anna);
    await mine.later('1 hour');
    await come(bert);
    expect(await mine.places()).to.deep.equal([`pot ${anna}`, `pot ${bert}`]);
    await mine.later('1 hour');
    await come(cora);
    expect(await mine.places()).to.deep.equal([`pot ${cora}`, `rest ${anna}`, `rest ${bert}`]);
  });

  it('selectCustomers: brings in a profile, a group or all, page by page, by the entry rule', async () => {
    const other = await campaigner(database.sql);
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '3' });
    await other.customers({ city: 'Delft' });
    const ids = await mine.customers(...Array.from({ length: 8 }, (_, place) => ({ city: place < 7 ? 'Delft' : 'Gouda' })));
    await saveProfile(mine.scope, { name: 'delft', condition: { field: 'city', is: 'Delft' } });
    const group = (await insertGroup(mine.scope, { name: 'g' })).id ?? '';
    await addMembers(mine.scope, group, ids.slice(0, 2));
    const selected = async (settings: object) => {
      const { id } = await mine.run(
        [['in', 'startTime', {}, { continue: 'pick' }], ['pick', 'selectCustomers', settings, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]],
        { name: JSON.stringify(settings) },
      );
      await mine.step();
      return mine.sql('campaign_place').where({ campaign_id: id }).orderBy('customer_id').pluck('customer_id');
    };
    expect(await selected({ profile: 'delft' })).to.deep.equal(ids.slice(0, 7));
    expect(await selected({ group })).to.deep.equal(ids.slice(0, 2));
    expect(await selected({ all: true })).to.deep.equal(ids);
  });

  it('startTime: takes the members at the start, or at a moment', async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '2' });
    const ids = await mine.customers({}, {}, {}, {}, {});
    const objects = (at: string): Drawn[] =>
      [['in', 'startTime', { at, takes: 'members' }, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]];
    const all = ids.map((id) => `rest ${id}`);
    const { id } = await applyCampaign(mine.scope, drawing(objects('campaignStart')));
    for (const customerId of ids) await addCampaignMember(mine.scope, id, customerId);
    await startCampaign(mine.scope, id);
    await mine.step();
    expect(await mine.places()).to.deep.equal(all);
    await applyCampaign(mine.scope, drawing(objects('2096-01-01 00:00:00')));
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    await startCampaign(mine.scope, id);
    await mine.step();
    expect(await mine.places()).to.deep.equal(['in 0']);
    await mine.later('100 years');
    await mine.step();
    expect(await mine.places()).to.deep.equal(all);
  });
});
