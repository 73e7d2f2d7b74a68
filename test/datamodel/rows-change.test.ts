import { expect } from 'chai';
import { deleteCustomer } from '../../src/customer/index.ts';
import { forgetRowsOfCustomers, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { makeCustomer, refusalOf, SHOP, storedRows, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const NO_ROW = 'clang_0000000000001';

describe('a stored row', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  let path: string[];
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    const events = new Events().on('customer.deleted', forgetRowsOfCustomers);
    scope = scopeOf(database.sql, await makeBrand(database.sql), { events });
    datamodel = await withModel(scope, SHOP);
    await scope.sql.raw('select graphile_worker.remove_job(?)', [purgeKey()]); // of the change of the model
    const id = await datamodel.insertRow(scope, ['product'], { code: 'A', number: 1, label: 'a' });
    path = ['product', id];
  });
  afterEach(async () => expect(await wrongKeys(scope)).to.equal(0));

  const values = async (table = 'product') => (await storedRows(datamodel, scope, table)).map((row) => row.values);
  const doomed = () => scope.sql('dm_doomed').where({ brand_id: scope.brand.id }).select('table_id', 'row_id');
  const purgeKey = () => `datamodel.purge:${scope.brand.id}`;
  const purges = async () => (await scope.sql('graphile_worker.jobs').where({ key: purgeKey() })).length;

  describe('is changed', () => {
    it('in the named columns, by whom and when', async () => {
      await scope.sql('dm_row').where({ brand_id: scope.brand.id })
        .update({ created_at: '2020-01-01T00:00:00Z', modified_at: '2020-01-01T00:00:00Z' });
      const other = scopeOf(database.sql, scope.brand, { actor: 'someone' });
      expect(await datamodel.updateRow(other, path, { label: 'b', since: '1 Oct 2013', clang_id: 'x' })).to.equal(2);
      expect(await values()).to.deep.equal([{ code: 'A', number: 1, label: 'b', since: '2013-10-01' }]);
      const by = await scope.sql('dm_row').where({ brand_id: scope.brand.id }).first('created_by', 'modified_by', 'revision',
        scope.sql.raw(`created_at < '2021-01-01' and modified_at > now() - interval '1 minute' as is_renewed`));
      expect(by).to.deep.equal({ created_by: 'tester', modified_by: 'someone', revision: 2, is_renewed: true });
    });

    it('to have no value, and to have one again', async () => {
      await datamodel.updateRow(scope, path, { code: null, number: '', label: '' });
      expect(await values()).to.deep.equal([{ label: '' }]);
      await datamodel.insertRow(scope, ['product'], { code: 'A', number: 1 });
      expect(await refusalOf(datamodel.updateRow(scope, path, { code: 'A' }))).to.match(/^409 Column code/);
      expect(await datamodel.updateRow(scope, path, { code: 'B' })).to.equal(3);
    });

    it('under a key that it has itself, but not under that of another', async () => {
      await datamodel.insertRow(scope, ['product'], { code: 'B', number: 2 });
      expect(await datamodel.updateRow(scope, path, { code: 'A', number: 1 })).to.equal(2);
      expect(await refusalOf(datamodel.updateRow(scope, path, { code: 'C', number: 2 }))).to
        .equal('409 Column number is unique, and another row has this value already (2)');
      expect((await values())[0]).to.include({ code: 'A', number: 1 });
      await datamodel.insertRow(scope, ['product'], { code: 'C' });
    });

    it('only where it has one of the revisions asked for', async () => {
      expect(await refusalOf(datamodel.updateRow(scope, path, { label: 'x' }, [2, 3]))).to
        .match(/^412 Row clang_\w+ was changed/);
      expect(await datamodel.updateRow(scope, path, { label: 'b' }, [7, 1])).to.equal(2);
      expect(await refusalOf(datamodel.updateRow(scope, path, { label: 'x' }, [1]))).to.match(/^412/);
      expect((await values())[0]).to.include({ label: 'b' });
    });

    it('by nothing that is wrong', async () => {
      expect(await refusalOf(datamodel.updateRow(scope, path, { label: 'x', number: 'y' }))).to
        .match(/^400 Column number/);
      expect(await refusalOf(datamodel.updateRow(scope, path, { nights: 1 }))).to.match(/^400 Column nights is/);
      expect(await refusalOf(datamodel.updateRow(scope, path, []))).to.match(/^400 A row must be/);
      expect(await refusalOf(datamodel.updateRow(scope, ['product', NO_ROW], {}))).to.match(/^404 Row clang_0{12}1/);
      expect(await storedRows(datamodel, scope, 'product')).to.have.deep.nested.property('[0].revision', 1);
    });
  });

  describe('is deleted', () => {
    it('with its keys, and is not found again', async () => {
      await datamodel.deleteRow(scope, path);
      expect(await values()).to.deep.equal([]);
      expect(await refusalOf(datamodel.deleteRow(scope, path))).to.match(/^404 Row clang/);
      expect(await refusalOf(datamodel.updateRow(scope, path, {}))).to.match(/^404 Row clang/);
      expect({ doomed: await doomed(), purges: await purges() }).to.deep.equal({ doomed: [], purges: 0 });
      await datamodel.insertRow(scope, ['product'], { code: 'A', number: 1 });
    });

    it('only where it has one of the revisions asked for', async () => {
      expect(await refusalOf(datamodel.deleteRow(scope, path, [2]))).to.match(/^412/);
      expect(await values()).to.have.length(1);
      await datamodel.deleteRow(scope, path, [1]);
      expect(await values()).to.deep.equal([]);
    });

    it('with what is below it, for everybody at once', async () => {
      const customer = await makeCustomer(scope);
      const stay = await datamodel.insertRow(scope, ['customer', customer, 'stay'], { booking: 'Z' });
      const below = ['customer', customer, 'stay', stay, 'extra'];
      const extra = await datamodel.insertRow(scope, below, { code: 'A' });
      await datamodel.deleteRow(scope, ['customer', customer, 'stay', stay]);

      expect(await refusalOf(datamodel.insertRow(scope, below, {}))).to
        .match(/^404 Row clang_\w+ not found in table stay/);
      expect(await refusalOf(datamodel.updateRow(scope, [...below, extra], {}))).to.match(/^404/);
      expect(await refusalOf(datamodel.deleteRow(scope, [...below, extra]))).to.match(/^404/);
      expect(await doomed()).to.have.length(1);
      expect(await purges()).to.equal(1);
    });

    it('with its customer, whatever the level', async () => {
      const customer = await makeCustomer(scope);
      const stay = await datamodel.insertRow(scope, ['customer', customer, 'stay'], { booking: 'Z' });
      const below = ['customer', customer, 'stay', stay, 'extra'];
      await deleteCustomer(scope, customer.slice('clang_'.length));

      expect(await refusalOf(datamodel.insertRow(scope, below, {}))).to.match(/^404/);
      expect(await refusalOf(datamodel.insertRow(scope, below.slice(0, 3), {}))).to
        .match(/^404 Row clang_\d+ not found in table customer/);
      expect(await doomed()).to.deep.equal([{ table_id: '0', row_id: customer.slice('clang_'.length) }]);
      expect(await purges()).to.equal(1);
    });

    it('by no customer whose brand has no table below customers', async () => {
      await withModel(scope, { ...SHOP, contains: [] });
      await scope.sql('dm_doomed').where({ brand_id: scope.brand.id }).delete();
      await deleteCustomer(scope, (await makeCustomer(scope)).slice('clang_'.length));
      expect(await doomed()).to.deep.equal([]);
    });
  });
});
