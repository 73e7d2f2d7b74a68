import { expect } from 'chai';
import {
  addCampaignMember, applyCampaign, removeCampaign, removeCampaignMember, restartCampaign, setOffCampaign, stopCampaign,
} from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { conditionQuery, createProfile } from '../../src/profile/index.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from '../campaign/support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { fitting, idsOf, inProfile } from './support.ts';

const PATH: readonly Drawn[] = [
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest', noMatch: null }],
  ['rest', 'wait', { for: { hours: 5 } }],
];

describe('conditions on campaigns', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let scope: Scope;
  let id: string;
  /** Rests; is through; was taken out; was put in while it stood; never came. */
  let customers: string[];
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    mine = await campaigner(database.sql);
    ({ scope } = mine);
    customers = await mine.customers({ city: 'Delft' }, { city: 'Gouda' }, { city: 'Gouda' }, {}, {});
    ({ id } = await applyCampaign(scope, drawing(PATH, { name: 'welcome' })));
    await addCampaignMember(scope, id, customers[3] ?? '');
    await mine.run(PATH, { name: 'welcome' });
    await scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: customers.slice(0, 3), variables: {} }));
    await mine.step();
    await removeCampaignMember(scope, id, customers[2] ?? '');
  });
  const places = async (condition: object) => (await fitting(scope, condition)).map((one) => customers.indexOf(one));

  it('hold for who is in one, has a way to go, is through, was taken out, or any of these', async () => {
    expect(await places({ campaign: 'welcome' })).to.deep.equal([0, 1, 3]);
    expect(await places({ campaign: Number(id), is: 'member' })).to.deep.equal([0, 1, 3]);
    expect(await places({ campaign: id, is: 'active' })).to.deep.equal([0]);
    expect(await places({ campaign: id, is: 'done' })).to.deep.equal([1]);
    expect(await places({ campaign: id, is: 'removed' })).to.deep.equal([2]);
    expect(await places({ campaign: id, is: 'ever' })).to.deep.equal([0, 1, 2, 3]);
    expect(await places({ not: { campaign: id } })).to.deep.equal([2, 4]);
  });

  it('hold for who is at an object, or has left one, by an exit', async () => {
    expect(await places({ campaign: id, at: 'rest' })).to.deep.equal([0]);
    expect(await places({ campaign: id, at: 'delft' })).to.deep.equal([]);
    expect(await places({ campaign: id, passed: 'delft' })).to.deep.equal([0, 1, 2]);
    expect(await places({ campaign: id, passed: 'delft', exit: 'noMatch' })).to.deep.equal([1, 2]);
    expect(await places({ campaign: id, passed: 'rest', exit: 'continue' })).to.deep.equal([]);
  });

  it('look at the time at which it happened', async () => {
    const week = { withinLast: { days: 7 } };
    const [a, b, c] = customers;
    const long = `now() - interval '8 days'`;
    await scope.sql.raw(`update campaign_member set entered_at = ${long}, begun_at = ${long} where customer_id = ?`, [b ?? '']);
    await scope.sql.raw(`update campaign_member set entered_at = ${long} where customer_id = ?`, [a ?? '']);
    await scope.sql.raw(`update campaign_way set left_at = ${long} where customer_id = ?`, [b ?? '']);
    expect(await places({ campaign: id, is: 'ever', ...week })).to.deep.equal([0, 2, 3]);
    expect(await places({ campaign: id, passed: 'delft', ...week })).to.deep.equal([0, 2]);
    expect(await places({ campaign: id, is: 'removed', ...week })).to.deep.equal([2]);
    await scope.sql.raw(`update campaign_member set left_at = ${long} where customer_id = ?`, [c ?? '']);
    expect(await places({ campaign: id, is: 'removed', ...week })).to.deep.equal([]);
    expect(await places({ campaign: id, is: 'removed', withinLast: { days: 9 } })).to.deep.equal([2]);
  });

  it('hold after a stop and without statistics, but for where somebody was on its way', async () => {
    await restartCampaign(scope, id, 'wipe');
    await mine.sweep();
    await stopCampaign(scope, id);
    await mine.sweep();
    expect(await places({ campaign: id, is: 'done' })).to.deep.equal([0, 1]);
    expect(await places({ campaign: id, passed: 'delft', exit: 'match' })).to.deep.equal([0]);
    expect(await places({ or: [{ campaign: id, is: 'active' }, { campaign: id, at: 'rest' }] })).to.deep.equal([]);
  });

  it('hold for no customer that is deleted, and in no other brand', async () => {
    await deleteCustomer(scope, customers[0] ?? '');
    expect(await places({ campaign: id, is: 'ever' })).to.deep.equal([1, 2, 3]);
    const other = await campaigner(database.sql);
    expect(await faultOf(fitting(other.scope, { campaign: id }))).to.match(/there is no campaign/);
  });

  it('part the members of a campaign, by the campaign itself too', async () => {
    const twice = { campaign: 'self', passed: 'rest' };
    const { id: self } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'known' }],
      ['known', 'condition', { condition: { or: [twice, { campaign: 'welcome', is: 'done' }] } }, { noMatch: 'rest' }],
      ['rest', 'wait', { for: { hours: 5 } }],
    ], { name: 'self' });
    const enter = () =>
      scope.transaction((tx) => setOffCampaign(tx, self, { customerIds: customers.slice(0, 2), variables: {} }));
    await enter();
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${customers[0]}`, `rest ${customers[0]}`]);
    await mine.later('6 hours');
    await mine.step();
    await enter();
    await mine.step();
    expect(await mine.places()).to.deep.equal([]);
  });

  it('say so when the campaign has gone, rather than select others', async () => {
    await createProfile(scope, { name: 'not in it', condition: { not: { campaign: 'welcome' } } });
    const query = await conditionQuery(scope, { not: { campaign: 'welcome' } });
    expect(await inProfile(scope, 'not in it')).to.have.length(2);
    await removeCampaign(scope, 'welcome');
    expect(await faultOf(inProfile(scope, 'not in it'))).to.match(
      /^105 Profile not in it can no longer be read. The condition at not.campaign: there is no campaign welcome/);
    const error: unknown = await idsOf(scope, query).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'TK001' });
  });

  const refusals: [string, object, RegExp][] = [
    ['a campaign that is not there', { campaign: 'bye' }, /at campaign: there is no campaign bye/],
    ['no name', { campaign: {} }, /at campaign: must be a name/],
    ['another word', { campaign: 'welcome', is: 'in' }, /at is: must be one of member, active, done, removed, ever, not in/],
    ['an object that is not there', { campaign: 'welcome', at: 'end' }, /there is no object end in campaign welcome/],
    ['a name of every object', { campaign: 'welcome', at: 'constructor' }, /there is no object constructor/],
    ['two questions', { campaign: 'welcome', is: 'done', passed: 'rest' }, /at passed: says something else than is/],
    ['an exit of nothing', { campaign: 'welcome', exit: 'match' }, /at exit: is of an object that was passed/],
    ['a time that is unknown', { campaign: 'welcome', at: 'rest', withinLast: { days: 1 } }, /at withinLast: is unknown of/],
    ['the future', { campaign: 'welcome', withinLast: { days: -1 } }, /at withinLast: must be forward/],
    ['rows', { rows: 'order', where: { campaign: 'welcome' } }, /at where: has none of/],
  ];
  for (const [what, condition, text] of refusals) {
    it(`are refused with ${what}`, async () => {
      expect(await faultOf(fitting(scope, condition))).to.match(/^105 /).and.match(text);
    });
  }
});

const MANY = 20_000;
const FILL = [
  `insert into customer (brand_id, created_by, modified_by) select $1, 'x', 'x' from generate_series(1, ${MANY})`,
  `insert into campaign_member (brand_id, campaign_id, customer_id, entered_at, begun_at)
   select $1, $2, id, at, at from (
     select id, now() - row_number() over (order by id) * interval '1 minute' as at from customer where brand_id = $1
   ) as known`,
  `insert into campaign_way (brand_id, campaign_id, customer_id, flow_id, object_id, exit)
   select $1, $2, c.id, 1, o.id, 'continue' from customer c, campaign_object o
   where c.brand_id = $1 and o.brand_id = $1 and o.campaign_id = $2 order by o.id, c.id`,
  `insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at)
   select $1, $2, m.customer_id, o.id, 1, 'infinity'
   from (select * from campaign_member where brand_id = $1 and campaign_id = $2 limit 5) m, campaign_object o
   where o.brand_id = $1 and o.campaign_id = $2 and o.key = 'rest'`,
];

describe('the query of a condition on campaigns', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  it('goes through many once, and to few by indexes', async () => {
    const { scope, run } = await campaigner(database.sql);
    const { id } = await run(PATH);
    const [first = '', ...others] = FILL;
    await rows(scope.sql, statement(first), [scope.brand.id]);
    for (const text of others) await rows(scope.sql, statement(text), [scope.brand.id, id]);
    await scope.sql.raw('vacuum analyze customer, campaign_member, campaign_way, campaign_place, campaign_object');
    const few = [{ campaign: id, is: 'active' }, { campaign: id, at: 'rest' }];
    const many = [
      { campaign: id }, { campaign: id, is: 'done' }, { campaign: id, passed: 'delft' },
      { campaign: id, passed: 'delft', exit: 'continue', withinLast: { days: 1 } },
    ];
    for (const [condition, found] of [
      ...few.map((one) => [one, 5] as const), [{ campaign: id, withinLast: { hours: 1 } }, 59] as const,
      ...many.map((one) => [one, one.is === 'done' ? MANY - 5 : MANY] as const),
      [{ not: many[0] }, 0] as const, [{ or: [few[0], many[2]] }, MANY] as const,
    ]) {
      const query = await conditionQuery(scope, condition);
      expect(await idsOf(scope, query), JSON.stringify(condition)).to.have.length(found);
      const explain = { name: '', text: `explain (analyze, timing off) ${query.text}` };
      const plan = (await rows<[string]>(scope.sql, explain, query.values)).flat().join('\n');
      if (found === 5) expect(plan).to.not.match(/Seq Scan on (customer|campaign_member|campaign_way)/);
    }
  });
});
