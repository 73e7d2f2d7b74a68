import { expect } from 'chai';
import {
  customerById, customersByLogin, customerStage, insertCustomer, listOptions,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { importAll, planOf, put, stagedCount } from './stage-support.ts';
import { customersStored, optionsOf, storedCustomer, storedHistory } from './support.ts';

describe('merging staged customers', () => {
  let database: TestDatabase;
  let brand: Brand;
  let heard: Heard;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    heard = new Heard();
    scope = scopeOf(database.sql, brand, { door: 'import', events: heard });
  });
  after(() => database.drop());

  const optionPlan = planOf({ options: ['crm'] });

  it('says who was made, changed and met, and takes records off the stage', async () => {
    const same = await insertCustomer(scope, { externalId: 'K-1', city: 'Delft' });
    const changed = await insertCustomer(scope, { externalId: 'K-2', city: 'Delft' });
    const merged = await importAll(scope, planOf({}), [['K-1', 'Delft'], ['K-2', 'Leiden'], ['K-3', 'Gouda']]);
    expect(merged).to.include({ repeated: 0, skipped: 0 });
    expect(merged.unchanged).to.deep.equal([same.id]);
    expect(merged.updated).to.deep.equal([changed.id]);
    const [made] = merged.inserted;
    expect(await customerById(scope, changed.id)).to.include({ city: 'Leiden' });
    expect(await customerById(scope, made ?? '')).to.include({ externalId: 'K-3', city: 'Gouda' });
    expect(await stagedCount(scope)).to.equal(0);
  });

  it('leaves no trace of what changes nothing, and stays within the fields of its plan', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1', city: 'Delft', lastname: 'Visser' });
    const before = await storedCustomer(scope, id);
    await importAll(scope, planOf({}), [['K-1', 'Delft']]);
    expect(await storedCustomer(scope, id)).to.deep.equal(before);
    await importAll(scopeOf(database.sql, brand, { door: 'import', actor: 'crm' }), planOf({}), [['K-1', 'Leiden']]);
    expect(await customerById(scope, id)).to.include({ city: 'Leiden', lastname: 'Visser', modifiedBy: 'crm' });
    expect((await storedHistory(scope, id)).slice(1)).to.deep.equal([
      { act: 'updated', changed_by: 'crm', door: 'import', changes: { city: ['Delft', 'Leiden'] } },
    ]);
  });

  it('in mode insert leaves customers that are there alone, in mode update makes none', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1', city: 'Delft' });
    const records = [['K-1', 'Leiden'], ['K-2', 'Leiden'], ['K-3', 'Leiden']];
    const updated = await importAll(scope, planOf({ mode: 'update' }), records);
    expect(updated).to.deep.include({ inserted: [], updated: [id], skipped: 2 });
    expect(await customersStored(scope)).to.equal(1);
    const inserted = await importAll(scope, planOf({ mode: 'insert' }), records.map(([number = '']) => [number, 'Gouda']));
    expect(inserted).to.deep.include({ updated: [], unchanged: [], skipped: 1 });
    expect(inserted.inserted).to.have.length(2);
    expect(await customerById(scope, id)).to.include({ city: 'Leiden' });
  });

  it('keeps or clears what is stored by empty cells, of options too', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1', city: 'Delft', options: [{ name: 'crm', value: '1' }] });
    await importAll(scope, optionPlan, [['K-1', '', '']]);
    const kept = await customerById(scope, id);
    expect([kept.city, optionsOf(kept)]).to.deep.equal(['Delft', { crm: '1' }]);
    await importAll(scope, { ...optionPlan, emptyCells: 'clear' }, [['K-1', '', undefined]]);
    const half = await customerById(scope, id);
    expect([half.city, optionsOf(half)]).to.deep.equal(['', { crm: '1' }]);
    await importAll(scope, { ...optionPlan, emptyCells: 'clear' }, [['K-1', '', '']]);
    expect(optionsOf(await customerById(scope, id))).to.deep.equal({});
    const [last] = (await storedHistory(scope, id)).slice(-1);
    expect(last?.changes).to.deep.equal({ 'options.crm': ['1', null] });
  });

  it('keeps other options of a customer', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1', options: [{ name: 'crm', value: '1' }, { name: 'b', value: '2' }] });
    await importAll(scope, optionPlan, [['K-1', '', '7']]);
    expect(optionsOf(await customerById(scope, id))).to.deep.equal({ crm: '7', b: '2' });
  });

  it('gives new customers the settings of the brand, or what the plan says', async () => {
    const wary = scopeOf(database.sql, await makeBrand(database.sql, { settings: { optIn: 'N', smsOptIn: 'N' } }), { door: 'import' });
    const plan = planOf({ fields: ['externalId', 'optIn'], fresh: { smsOptIn: 'Y', trackOptIn: 'N' } });
    const { inserted: [first = '', second = ''] } = await importAll(wary, plan, [['K-1', ''], ['K-2', 'Y']]);
    expect(await customerById(wary, first)).to.include({ optIn: 'N', smsOptIn: 'Y', trackOptIn: 'N' });
    expect(await customerById(wary, second)).to.include({ optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'N' });
    const [made] = await storedHistory(wary, first);
    expect(made?.changes).to.deep.equal({
      externalId: [null, 'K-1'], optIn: [null, 'N'], smsOptIn: [null, 'Y'], trackOptIn: [null, 'N'],
    });
    await importAll(wary, planOf({ fresh: { optIn: 'Y' } }), [['K-1', 'Delft']]);
    expect(await customerById(wary, first)).to.include({ optIn: 'N', city: 'Delft' });
  });

  it('keeps passwords as hashes only, on the stage too, and notes no value', async () => {
    const plan = planOf({ fields: ['externalId', 'userName', 'password'] });
    const stage = await customerStage(scope, '900', plan);
    await put(scope, stage, [['K-1', 'ada', 'engine'], ['K-2', 'bob', '']]);
    const staged = JSON.stringify(await database.sql('customer_stage').where({ brand_id: brand.id }));
    expect(staged).to.include('scrypt:').and.not.include('engine');
    const { inserted: [id = ''] } = await scope.transaction((tx) => stage.merge(tx, 0, 10));
    expect((await customersByLogin(scope, 'ada', 'engine')).map((one) => one.id)).to.deep.equal([id]);
    expect(await customersByLogin(scope, 'bob', '')).to.deep.equal([]);
    await importAll(scope, plan, [['K-1', '', 'other'], ['K-1', '', '']]);
    expect(await customersByLogin(scope, 'ada', 'engine')).to.have.length(1);
    await importAll(scope, plan, [['K-1', '', 'other']]);
    expect(await customersByLogin(scope, 'ada', 'other')).to.have.length(1);
    expect((await storedHistory(scope, id)).map(({ changes }) => changes['password'])).to.deep.equal([[], []]);
  });

  it('finds customers by id, however it is written, and new ones get ids of their own', async () => {
    const { id } = await insertCustomer(scope, { city: 'Delft' });
    const plan = planOf({ fields: ['id', 'city'], unique: { fields: ['id'], options: [] } });
    const { repeated, updated, inserted } =
      await importAll(scope, plan, [[id, 'Leiden'], [`00${id}`, 'Gouda'], ['999999999', 'A']]);
    expect([repeated, updated]).to.deep.equal([1, [id]]);
    expect(await customerById(scope, id)).to.include({ city: 'Gouda' });
    expect(inserted).to.have.length(1).and.not.include('999999999');
  });

  it('tells at most 1000 ids in one event', async () => {
    const records = Array.from({ length: 2001 }, (_, place) => [`K-${place}`, 'Delft']);
    await importAll(scope, planOf({}), records, 5000);
    const sizes = heard.events.map(({ name, payload }) =>
      [name, (payload as { customerIds: string[] }).customerIds.length]);
    expect(sizes).to.deep.equal([['customer.changed', 1000], ['customer.changed', 1000], ['customer.changed', 1]]);
  });

  it('takes as many records as it is asked for, in their order', async () => {
    const stage = await customerStage(scope, '901', planOf({}));
    await put(scope, stage, ['a', 'b', 'c'].map((name) => [name, name]));
    const first = await scope.transaction((tx) => stage.merge(tx, 0, 2));
    expect(first).to.include({ last: 2 });
    expect(await stagedCount(scope)).to.equal(1);
    const second = await scope.transaction((tx) => stage.merge(tx, 2, 2));
    expect(second).to.include({ last: 3 });
    expect((await scope.transaction((tx) => stage.merge(tx, 3, 2))).last).to.equal(undefined);
    const cities = await Promise.all([...first.inserted, ...second.inserted].map((id) => customerById(scope, id)));
    expect(cities.map(({ city }) => city)).to.deep.equal(['a', 'b', 'c']);
  });

  it('defines options that it brings when the first are stored', async () => {
    const stage = await customerStage(scope, '902', optionPlan);
    await put(scope, stage, [['K-1', '', '7']]);
    await scope.transaction((tx) => stage.preview(tx));
    expect(await listOptions(scope)).to.deep.equal([]);
    await scope.transaction((tx) => stage.merge(tx, 0, 10));
    expect((await listOptions(scope)).map(({ name, type }) => [name, type])).to.deep.equal([['crm', 'text']]);
  });
});
