import { expect } from 'chai';
import { createCampaign, setOffCampaign, stepCampaigns } from '../../src/campaign/index.ts';
import { createLog } from '../../src/log.ts';
import { wrongKeys } from '../datamodel/rows-support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { onTheWay, rowsOf, type Rows } from './rows-support.ts';
import { campaigner, drawing, type Campaigner, type Drawn } from './support.ts';

describe('campaign objects that write rows', () => {
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
  afterEach(async () => {
    expect(await wrongKeys(mine.scope)).to.equal(0);
  });
  after(() => database.drop());

  const value = (column: string, text: string) => ({ column, value: text });
  /** Leads customers through objects, one after the other by their first exit. */
  async function through(objects: readonly Drawn[], customerIds: readonly string[], variables = {}): Promise<string> {
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: objects[0]?.[0] ?? '' }], ...objects], {
      name: `test ${++runs}`, entry: 'always', fields: [{ name: 'code' }],
    });
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables, fields: customerIds.length > 0 ? { code: 'F' } : {} }));
    await mine.step();
    return id;
  }
  const exitsOf = async (key: string) => (await mine.ways()).filter((way) => way.split(' ')[1] === key);

  it('insertRow: stores a row for each, from texts, fields and variables; who is refused says why', async () => {
    const ids = await mine.customers({ city: '3' }, { city: 'x' }, { city: '5' });
    const [anna = '', bert = '', cora = ''] = ids;
    await through([
      ['put', 'insertRow', {
        table: 'stay', reason: 'why', values: [value('booking', '{{campaign.code}}-{{variable.n}}'), value('nights', '{{field.city}}'), value('from', '')],
      }, { onError: 'rest' }], ['rest', 'wait', { for: { days: 1 } }],
    ], ids, { n: '1' });
    expect(await rows.all('stay')).to.deep.equal(['F-1 3', 'F-1 5']);
    expect(await exitsOf('put')).to.deep.equal([`${anna} put continue`, `${bert} put onError`, `${cora} put continue`]);
    const flow = (await onTheWay(mine.scope)).find((one) => one.customer_id === bert)?.variables;
    expect(flow?.['why']).to.contain('nights').and.to.contain('x');
    expect(flow).to.include({ n: '1' });
    const { rows: [made] } = await mine.sql.raw<{ rows: { modified_by: string }[] }>(`select modified_by from dm_row where parent_id = ?`, [anna]);
    expect(made?.modified_by).to.match(/^campaign test/);
  });

  it('insertRow: refuses what is taken, and goes on with the others', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await through([['put', 'insertRow', { table: 'shop', values: [value('code', 'S1')] }]], [anna, bert]);
    expect(await rows.all('shop')).to.deep.equal(['S1']);
    expect((await exitsOf('put')).map((way) => way.split(' ')[2]).sort()).to.deep.equal(['continue', 'onError']);
  });

  it('insertRow: below a row of this flow, or one that a value names', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await rows.add(`customer/clang_${anna}/stay`, { booking: 'B1' });
    await rows.add('shop', { code: 'S1' });
    await through([
      ['put', 'insertRow', { table: 'stay', values: [value('booking', 'new')], as: 'mine' }, { continue: 'more' }],
      ['more', 'insertRow', { table: 'extra', below: 'mine', values: [value('code', 'bike')] }, { continue: 'old' }],
      ['old', 'insertRow', {
        table: 'extra', parent: { column: 'booking', value: '{{variable.b}}' }, values: [value('code', 'boat')],
      }, { continue: 'shelf' }],
      ['shelf', 'insertRow', { table: 'shelf', parent: { column: 'code', value: 'S1' }, values: [value('code', '{{campaign.code}}')] }],
    ], [anna, bert], { b: 'B1' });
    expect(await rows.all('stay')).to.deep.equal(['B1', 'new', 'new']);
    expect((await rows.all('extra')).sort()).to.deep.equal(['bike', 'bike', 'boat']);
    expect(await exitsOf('old')).to.deep.equal([`${anna} old continue`, `${bert} old onError`]);
    expect(await rows.all('shelf')).to.deep.equal(['F']);
  });

  it('updateRow: changes the row that was found, or those for which a condition holds', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await rows.add(`customer/clang_${anna}/stay`, { booking: 'A1', nights: 1 }, { booking: 'A2', nights: 2 }, { booking: 'A3', nights: 3 });
    await rows.add(`customer/clang_${bert}/stay`, { booking: 'B1', nights: 9 });
    await through([
      ['look', 'lookupRow', { table: 'stay', match: { column: 'nights', value: '1' } }, { found: 'set' }],
      ['set', 'updateRow', { table: 'stay', row: 'stay', values: [value('booking', '{{variable.stay.booking}}!'), value('paid', 'yes')] }, { continue: 'many' }],
      ['many', 'updateRow', { table: 'stay', where: { column: 'nights', atLeast: 2 }, values: [value('nights', '')] }],
    ], [anna, bert]);
    expect(await rows.all('stay')).to.deep.equal(['A1! 1 true', 'A2', 'A3', 'B1 9']);
    await through([['one', 'updateRow', { table: 'shop', match: { column: 'code', value: 'S' }, values: [value('city', 'Delft')] }]], []);
    expect(await exitsOf('one')).to.deep.equal(['0 one continue']);
  });

  it('updateRow: leaves rows whose values are refused, page by page', async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '3' });
    rows = await rowsOf(mine.scope);
    const [anna = '', bert = ''] = await mine.customers({}, {});
    await rows.add(`customer/clang_${anna}/stay`, ...Array.from({ length: 8 }, (_, nights) => ({ booking: `A${nights}`, nights })));
    await rows.add(`customer/clang_${bert}/stay`, { booking: 'B', nights: 4 });
    await through([['set', 'updateRow', {
      table: 'stay', where: { column: 'nights', atLeast: 1 }, values: [value('booking', 'same')], reason: 'why',
    }, { onError: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]], [anna, bert]);
    expect(await rows.all('stay')).to.deep.equal(['A0 0', 'same 1', ...[2, 3, 4, 5, 6, 7].map((n) => `A${n} ${n}`), 'same 4']);
    expect(await exitsOf('set')).to.deep.equal([`${anna} set onError`, `${bert} set continue`]);
  });

  it('deleteRow: deletes those for which a condition holds, with all below them, and a row once for two instances', async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_STEP: '3' });
    rows = await rowsOf(mine.scope);
    const ids = await mine.customers(...Array.from({ length: 5 }, () => ({})));
    for (const id of ids) {
      const [, , last] = await rows.add(`customer/clang_${id}/stay`, { nights: 1 }, { nights: 2, booking: 'x' }, { nights: 3 });
      await rows.add(`customer/clang_${id}/stay/${last}/extra`, { code: id });
    }
    const { id } = await mine.run([['in', 'startEvent', {}, { continue: 'cut' }],
      ['cut', 'deleteRow', { table: 'stay', where: { column: 'nights', atLeast: 2 } }]]);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: ids, variables: {} }));
    const { signal } = new AbortController();
    await Promise.all([0, 1].map((lane) => stepCampaigns(mine.scope, { lane }, signal, createLog('silent'))));
    await mine.step();
    expect(await rows.all('stay')).to.deep.equal(['1', '1', '1', '1', '1']);
    expect(await exitsOf('cut')).to.have.length(5);
    expect(await mine.sql('dm_doomed').where({ brand_id: mine.scope.brand.id }).count()).to.deep.equal([{ count: '10' }]);
  });

  it('are refused when what they name is not there', async () => {
    const refusal = (type: string, settings: object) => faultOf(createCampaign(mine.scope, drawing([
      ['in', 'startEvent', {}, { continue: 'put' }], ['put', type, settings]])));
    const values = [value('booking', 'x')];
    const code = [value('code', 'x')];
    expect(await refusal('insertRow', { table: 'none', values })).to.contain('there is no table none');
    expect(await refusal('insertRow', { table: 'stay', values: code })).to.contain('there is no column code');
    expect(await refusal('insertRow', { table: 'stay', values: [...values, ...values] })).to.contain('booking is there twice');
    expect(await refusal('insertRow', { table: 'stay', values, below: 'x' })).to.contain('rows of table stay are below no others');
    expect(await refusal('insertRow', { table: 'extra', values: code })).to.contain('one of below, parent must say which');
    expect(await refusal('insertRow', { table: 'extra', values: code, parent: value('nights', '1') })).to.contain('nights is not unique');
    expect(await refusal('insertRow', { table: 'stay', values: [value('booking', '{{campaign.none}}')] })).to.contain('no campaign field none');
    expect(await refusal('updateRow', { table: 'stay', values })).to.contain('names none of row, match, where');
    expect(await refusal('deleteRow', { table: 'stay' })).to.contain('names none of row, match, where');
    expect(await refusal('deleteRow', { table: 'stay', where: { column: 'x', is: 1 } })).to.contain('there is no column x');
    expect(await refusal('deleteRow', { table: 'stay', row: 'a', below: 'b' })).to.contain('it cannot be below another');
  });
});
