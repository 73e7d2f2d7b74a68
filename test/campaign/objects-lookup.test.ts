import { expect } from 'chai';
import { createCampaign, setOffCampaign } from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { onTheWay, rowsOf, type Rows } from './rows-support.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

describe('campaign object lookupRow', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let rows: Rows;
  let runs = 0;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
    rows = await rowsOf(mine.scope);
  });
  after(() => database.drop());

  const graph = (settings: object, ...more: Drawn[]): Drawn[] => [
    ['in', 'startEvent', {}, { continue: 'look' }],
    ['look', 'lookupRow', settings, { found: more[0]?.[0] ?? 'rest' }], ...more, ['rest', 'wait', { for: { days: 1 } }],
  ];
  async function run(objects: readonly Drawn[], customerIds: readonly string[], variables = {}, rest: object = {}) {
    const { id } = await mine.run(objects, { entry: 'always', name: `test ${++runs}`, ...rest });
    const { flowId } = await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables }));
    await mine.step();
    return { id, flowId };
  }
  /** Variables of those who are in the campaign, by customer. */
  async function variablesIn(id: string): Promise<Record<string, Record<string, string>>> {
    const found = (await onTheWay(mine.scope)).filter((one) => one.campaign_id === id);
    return Object.fromEntries(found.map(({ customer_id: customer, variables }) => [customer, variables]));
  }

  it('finds the newest row of each of many in one flow, who go on in flows of their own', async () => {
    const [anna = '', bert = '', cora = ''] = await mine.customers({}, {}, {});
    const [, second] = await rows.add(`customer/clang_${anna}/stay`,
      { booking: 'A1', nights: 1 }, { booking: 'A2', nights: 2, from: '2026-05-01', paid: true });
    await rows.add(`customer/clang_${bert}/stay`, { booking: 'B1' });
    const { id } = await run(graph({ table: 'stay' }), [anna, bert, cora], { of: 'all' });
    const found = await variablesIn(id);
    expect(found).to.have.keys(anna, bert);
    expect(found[anna]).to.deep.equal({
      'of': 'all', 'stay.clang_id': second, 'stay.clang_path': `customer/clang_${anna}/stay/${second}`,
      'stay.booking': 'A2', 'stay.nights': '2', 'stay.from': '2026-05-01', 'stay.paid': 'true',
    });
    expect(found[bert]).to.include({ 'stay.booking': 'B1', 'stay.nights': '', 'of': 'all' });
    expect((await mine.ways()).filter((way) => way.includes(' look '))).to.deep.equal([
      `${anna} look found`, `${bert} look found`, `${cora} look notFound`]);
    expect(await mine.counts()).to.include.members(['look found 2', 'look in 3', 'look notFound 1', 'rest in 2']);
  });

  it('keeps a customer that is alone in its flow there, so that a caller sees the variables', async () => {
    const [anna = ''] = await mine.customers({});
    await rows.add(`customer/clang_${anna}/stay`, { booking: 'A1', nights: 3 });
    const { flowId } = await run(graph({ table: 'stay', columns: ['nights'], as: 'last' }), [anna]);
    const [flow] = await mine.sql('campaign_flow').where({ id: flowId }).pluck<Record<string, string>[]>('variables');
    expect(Object.keys(flow ?? {}).sort()).to.deep.equal(['last.clang_id', 'last.clang_path', 'last.nights']);
    expect(await mine.sql('campaign_flow').where({ brand_id: mine.scope.brand.id }).count()).to.deep.equal([{ count: '1' }]);
  });

  it('finds by order, condition and value', async () => {
    const [anna = ''] = await mine.customers({ city: 'A2' });
    await rows.add(`customer/clang_${anna}/stay`, { booking: 'A1', nights: 10, from: '2026-03-01' },
      { booking: 'A2', nights: 9, from: '2026-01-01' }, { booking: 'A3', nights: 2 });
    const booking = async (settings: object, variables = {}) => {
      const { id } = await run(graph({ table: 'stay', ...settings }), [anna], variables);
      return (await variablesIn(id))[anna]?.['stay.booking'];
    };
    expect(await booking({ order: { by: 'nights' } })).to.equal('A1');
    expect(await booking({ order: { by: 'from', descending: false } })).to.equal('A2');
    expect(await booking({ order: { descending: false } })).to.equal('A1');
    expect(await booking({ where: { column: 'nights', atLeast: 9 } })).to.equal('A2');
    expect(await booking({ match: { column: 'booking', value: '{{field.city}}' } })).to.equal('A2');
    expect(await booking({ match: { column: 'nights', value: '{{variable.n}}' } }, { n: ' 10 ' })).to.equal('A1');
    expect(await booking({ match: { column: 'nights', value: '{{variable.n}}.' } }, { n: 'ten' })).to.equal(undefined);
    expect(await booking({ match: { column: 'booking', value: '{{variable.none}}' } })).to.equal(undefined);
  });

  it('looks below rows of the customer, below one that was found, and at tables of their own', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    const [first, second] = await rows.add(`customer/clang_${anna}/stay`, { booking: 'A1' }, { booking: 'A2' });
    await rows.add(`customer/clang_${anna}/stay/${first}/extra`, { code: 'bike', price: '7.50' });
    await rows.add(`customer/clang_${anna}/stay/${second}/extra`, { code: 'boat', price: 90 });
    await rows.add('shop', { code: 'S1', city: 'Delft' });
    const extra: Drawn = ['more', 'lookupRow', { table: 'extra', below: 'stay' }, { found: 'rest' }];
    const code = async (objects: Drawn[], customerIds: string[], variables = {}) =>
      Object.values(await variablesIn((await run(objects, customerIds, variables)).id))[0];
    expect(await code(graph({ table: 'extra', order: { by: 'price', descending: false } }), [anna]))
      .to.include({ 'extra.code': 'bike', 'extra.price': '7.5' });
    expect(await code(graph({ table: 'stay', order: { descending: false } }, extra), [anna]))
      .to.include({ 'stay.booking': 'A1', 'extra.code': 'bike' });
    expect(await code(graph({ table: 'shop', match: { column: 'code', value: '{{variable.shop}}' } }), [], { shop: 'S1' }))
      .to.include({ 'shop.city': 'Delft' });
    const foreign = { 'stay.clang_path': `customer/clang_${anna}/stay/${first}` };
    const stolen: Drawn[] = [['in', 'startEvent', {}, { continue: 'more' }], extra, ['rest', 'wait', { for: { days: 1 } }]];
    expect(await code(stolen, [bert], foreign)).to.equal(undefined);
    expect(await code(stolen, [anna], { 'stay.clang_path': 'customer/%/x' })).to.equal(undefined);
    expect(await code(stolen, [anna], foreign)).to.include({ 'extra.code': 'bike' });
  });

  it('sees no rows of other brands or deleted parents, and says at the object that a table is gone', async () => {
    const other = await campaigner(database.sql);
    await (await rowsOf(other.scope)).add('shop', { code: 'S1' });
    const [anna = ''] = await mine.customers({});
    const [stay = ''] = await rows.add(`customer/clang_${anna}/stay`, { booking: 'A1' });
    await rows.add(`customer/clang_${anna}/stay/${stay}/extra`, { code: 'x' });
    await rows.datamodel.deleteRow(mine.scope, ['customer', `clang_${anna}`, 'stay', stay]);
    const { id } = await run(graph({ table: 'extra' }), [anna]);
    await run(graph({ table: 'shop', match: { column: 'code', value: 'S1' } }), [anna]);
    expect(await mine.places()).to.deep.equal([]);
    await rows.datamodel.change(mine.scope, (now) => ({
      ...now, tables: now.tables.filter(({ name }) => name !== 'extra'), contains: now.contains.filter(({ child }) => child !== 'extra'),
    }), { force: true });
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [anna], variables: {} }));
    await mine.step();
    expect(await mine.places()).to.deep.equal([`look ${anna}`]);
    expect(await mine.sql('campaign_object').where({ campaign_id: id, key: 'look' }).pluck('error'))
      .to.deep.equal(['The campaign, table: there is no table extra']);
  });

  it('is refused when what it names is not there', async () => {
    const refusal = (settings: object) => faultOf(createCampaign(mine.scope, drawing(graph(settings))));
    expect(await refusal({ table: 'customer' })).to.contain('there is no table customer');
    expect(await refusal({ table: 'shop' })).to.contain('must name a unique column of table shop');
    expect(await refusal({ table: 'shelf' })).to.contain('table shelf is not below the customer');
    expect(await refusal({ table: 'stay', columns: ['x'] })).to.contain('columns: there is no column x');
    expect(await refusal({ table: 'stay', order: { by: 'x' } })).to.contain('order: there is no column x');
    expect(await refusal({ table: 'stay', where: { column: 'x', is: '1' } })).to.contain('there is no column x');
    expect(await refusal({ table: 'stay', where: { field: 'city', is: 'x' } })).to.contain('field');
    expect(await refusal({ table: 'stay', match: { column: 'nights', value: '{{field.x}}' } })).to.contain('there is no field x');
  });
});
