import { expect } from 'chai';
import { purgeDatamodel, type Datamodel, type ParentReference, type RowPlan } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, importLines, makeCustomer, rowsInStore, told, type Line } from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { doom, putRows } from './stored.ts';
import { withModel } from './support.ts';

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, refused: [] };
const BY_ID = { of: 'customer', by: 'id' };
const BY_NUMBER = { of: 'customer', by: 'externalId' };
const BY_ADDRESS = { of: 'customer', by: 'emailAddress' };
const VISIT = { of: 'visit', by: 'code' };
const ITEM = { of: 'item', by: 'code' };

describe('an import below other rows', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  let ada: string;
  let bob: string;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    datamodel = await withModel(scope, HOTEL);
    ada = await makeCustomer(scope, { external_id: 'K-1', email_address: 'Ada@x.example' });
    bob = await makeCustomer(scope, { external_id: 'k-1', email_address: 'bob@x.example' });
  });
  afterEach(async () => expect(await wrongKeys(scope)).to.equal(0));

  const below = (table: string, ...parent: ParentReference[]): Partial<RowPlan> => ({ table, parent });
  const imported = async (plan: Partial<RowPlan>, lines: Line[]) => told(await importLines(scope, plan, lines));
  const shownId = (id: string) => `clang_${Number(id).toString(16).padStart(13, '0')}`;
  /** Whose rows with which codes. */
  const stored = async (table: string) =>
    (await rowsInStore(datamodel, scope, table)).map(({ parentId, values }) => [parentId, values.code]);

  it('finds customers by id, customer number, or address without letter case', async () => {
    expect(await imported(below('visit', BY_ID), [[` ${ada} `, 'A', '']])).to.deep.equal({ ...NOTHING, inserted: 1 });
    expect(await imported(below('visit', BY_NUMBER), [['k-1', 'B', '']])).to.deep.equal({ ...NOTHING, inserted: 1 });
    expect(await imported(below('visit', BY_ADDRESS), [['ADA@X.example', 'C', '']])).to.deep.equal({ ...NOTHING, inserted: 1 });
    expect(await stored('visit')).to.deep.equal([[ada, 'A'], [bob, 'B'], [ada, 'C']]);
  });

  it('keeps apart what is below different customers, and not lines that name one in two ways', async () => {
    const plan = below('visit', BY_ADDRESS);
    expect(await imported(plan, [['ada@x.example', 'A', '1'], ['bob@x.example', 'A', '2'], ['Ada@x.example', 'A', '3']]))
      .to.deep.equal({ ...NOTHING, inserted: 2, repeated: 1 });
    expect(await stored('visit')).to.deep.equal([[bob, 'A'], [ada, 'A']]);
  });

  it('folds letters as PostgreSQL does', async () => {
    const odd = await makeCustomer(scope, { email_address: 'İIıß@x.example' });
    const lines = [['İIıß@x.example', 'A', '1'], ['İiıß@X.example', 'A', '2']];
    expect(await imported(below('visit', BY_ADDRESS), lines)).to.deep.equal({ ...NOTHING, inserted: 1, repeated: 1 });
    expect(await stored('visit')).to.deep.equal([[odd, 'A']]);
  });

  it('takes the customer with the lowest id of several', async () => {
    const [first] = [await makeCustomer(scope, { external_id: 'two' }), await makeCustomer(scope, { external_id: 'two' })];
    await imported(below('visit', BY_NUMBER), [['two', 'A', '']]);
    expect(await stored('visit')).to.deep.equal([[first, 'A']]);
  });

  it('refuses records whose customer is not there, and makes nothing', async () => {
    await makeCustomer(scope);
    const gone = String(BigInt(bob) + 1000n);
    expect(await imported(below('visit', BY_ID), [[gone, 'A', ''], [ada, 'B', '']])).to.deep.equal({
      ...NOTHING, inserted: 1, refused: [`2 Parent not found: there is no customer with id ${gone}`],
    });
    expect(await imported(below('visit', BY_NUMBER), [['K-2', 'A', '']])).to.deep.equal({
      ...NOTHING, refused: ['2 Parent not found: there is no customer with externalId K-2'],
    });
    expect(await stored('visit')).to.deep.equal([[ada, 'B']]);
  });

  it('finds rows by the whole chain of references', async () => {
    await putRows(scope, 'visit', [{ code: 'V1' }, { code: 'V2' }], ada);
    const [other = ''] = await putRows(scope, 'visit', [{ code: 'V1' }], bob);
    expect(await imported(below('item', BY_NUMBER, VISIT), [['k-1', 'V1', 'I', ''], ['k-1', 'V2', 'I', '']])).to.deep.equal({
      ...NOTHING, inserted: 1,
      refused: ['3 Parent not found: there is no visit with code V2 of customer with externalId k-1'],
    });
    expect(await stored('item')).to.deep.equal([[other, 'I']]);
    expect(await imported(below('part', BY_NUMBER, VISIT, ITEM), [['k-1', 'V1', 'I', 'P', '']]))
      .to.deep.equal({ ...NOTHING, inserted: 1 });
  });

  it('finds a row by its value alone, whoever it belongs to, unless several have it', async () => {
    const [v1 = ''] = await putRows(scope, 'visit', [{ code: 'V1' }, { code: 'V2' }], ada);
    const [, v3 = ''] = await putRows(scope, 'visit', [{ code: 'V2' }, { code: 'V3' }], bob);
    const lines = [['V1', 'A', ''], ['V2', 'A', ''], ['V3', 'A', ''], ['V4', 'A', '']];
    expect(await imported(below('item', VISIT), lines)).to.deep.equal({
      ...NOTHING, inserted: 2, refused: [
        '3 Several parents found: visit with code V2 is more than one row, so name the rows above it too',
        '5 Parent not found: there is no visit with code V4',
      ],
    });
    expect(await stored('item')).to.deep.equal([[v1, 'A'], [v3, 'A']]);
  });

  it('finds a row of a table of its own', async () => {
    const [shop = ''] = await putRows(scope, 'shop', [{ code: 'S', number: 7 }]);
    expect(await imported(below('shelf', { of: 'shop', by: 'number' }), [['+07', 'A', '']])).to.deep.equal({ ...NOTHING, inserted: 1 });
    expect(await stored('shelf')).to.deep.equal([[shop, 'A']]);
  });

  it('does not find what is below deleted rows and customers, even before the job removes it', async () => {
    const [v1 = '', v2 = ''] = await putRows(scope, 'visit', [{ code: 'V1' }, { code: 'V2' }], ada);
    await putRows(scope, 'visit', [{ code: 'V3' }], bob);
    await putRows(scope, 'item', [{ code: 'I1' }], v1);
    const [i2 = ''] = await putRows(scope, 'item', [{ code: 'I2' }], v2);
    await putRows(scope, 'part', [{ code: 'P1' }], i2);
    const parts = [['I1', 'new', ''], ['I2', 'new', '']];
    await datamodel.deleteRow(scope, ['customer', `clang_${ada}`, 'visit', shownId(v1)]);
    await doom(scope, '', bob);
    expect(await imported(below('part', ITEM), parts)).to.deep.equal({
      ...NOTHING, inserted: 1, refused: ['2 Parent not found: there is no item with code I1'],
    });
    expect(await imported(below('item', VISIT), [['V3', 'new', '']]))
      .to.deep.equal({ ...NOTHING, refused: ['2 Parent not found: there is no visit with code V3'] });
    await doom(scope, '', ada);
    const refused = ['2 Parent not found: there is no item with code I1', '3 Parent not found: there is no item with code I2'];
    expect(await imported(below('part', ITEM), parts)).to.deep.equal({ ...NOTHING, refused });
    await purgeDatamodel(scope, {}, new AbortController().signal);
    expect(await imported(below('part', ITEM), parts)).to.deep.equal({ ...NOTHING, refused });
    expect(await stored('part')).to.deep.equal([]);
  });

  it('sees nothing of another brand', async () => {
    const there = scopeOf(database.sql, await makeBrand(database.sql));
    const room = await withModel(there, HOTEL);
    const stranger = await makeCustomer(there, { external_id: 'S-1', email_address: 's@x.example' });
    await putRows(there, 'visit', [{ code: 'V9' }], stranger);
    await putRows(there, 'shop', [{ code: 'S9' }]);
    await putRows(scope, 'visit', [{ code: 'V9' }], ada);
    for (const [reference, value] of [[BY_ID, stranger], [BY_NUMBER, 'S-1'], [BY_ADDRESS, 's@x.example']] as const) {
      expect((await imported(below('visit', reference), [[value, 'A', '']])).refused).to.have.length(1);
    }
    expect((await imported(below('shelf', { of: 'shop', by: 'code' }), [['S9', 'A', '']])).refused).to.have.length(1);
    expect(await imported(below('item', VISIT), [['V9', 'A', '']])).to.deep.equal({ ...NOTHING, inserted: 1 });
    expect(await rowsInStore(room, there, 'item')).to.deep.equal([]);
    expect(await rowsInStore(room, there, 'visit')).to.have.length(1);
  });
});
