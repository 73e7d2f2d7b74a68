import { expect } from 'chai';
import { customerStage, defineOption, type CustomerPlan } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { importAll, planOf, put, stagedCount } from './stage-support.ts';
import { customersStored } from './support.ts';

describe('staging customers', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { door: 'import' });
  });
  after(() => database.drop());

  async function brandWhere(unknownOptions: 'create' | 'ignore' | 'fault'): Promise<Scope> {
    const settled = scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions } }), { door: 'import' });
    await defineOption(settled, { name: 'since', type: 'date', choices: [], maxLength: null });
    return settled;
  }

  const bad: [fields: string[], value: string, why: RegExp][] = [
    [['birthday'], 'soon', /^105 Field birthday: is not a date YYYY-MM-DD \(soon\)/],
    [['gender'], 'man', /^105 Field gender: is not one of MAN/],
    [['city'], 'x'.repeat(71), /^105 Field city: has more than 70 characters/],
    [['lastname'], 'a\0b', /^105 Field lastname: has a character that cannot be kept/],
    [['lastname'], '\ud800', /^105 Field lastname: has a character that cannot be kept/],
    [['password'], 'secret'.repeat(10), /^105 Field password: has more than 50 characters \(\(hidden\)\)|\(hidden\)/],
  ];
  for (const [fields, value, why] of bad) {
    it(`refuses a bad value of ${fields.join()} as the doors do: ${JSON.stringify(value.slice(0, 10))}`, async () => {
      const stage = await customerStage(scope, '1', planOf({ fields, unique: { fields: [], options: [] } }));
      const fault = await faultOf((async () => stage.check({ place: 1, line: 2, values: [value] }))());
      expect(fault).to.match(why).and.not.include('secret');
    });
  }

  it('checks options by their definitions, and new ones as texts', async () => {
    const settled = await brandWhere('create');
    const stage = await customerStage(settled, '1', planOf({ fields: [], options: ['since', 'new'], unique: { fields: [], options: [] } }));
    const faults = [['soon', ''], ['2026-01-01', 'x'.repeat(300)], ['2026-01-01', 'x']].map((values) =>
      faultOf((async () => stage.check({ place: 1, line: 2, values }))()));
    const [first, second, third] = await Promise.all(faults);
    expect(first).to.match(/^105 Field options.since: is not a date/);
    expect(second).to.match(/^105 Field options.new: has more than 256/);
    expect(third).to.equal('no fault');
  });

  it('leaves out or refuses options without a definition where the brand wants that', async () => {
    const plan = planOf({ options: ['new'] });
    expect(await faultOf(customerStage(await brandWhere('fault'), '1', plan))).to.match(/^105 Customer option new is not defined/);
    const ignoring = await brandWhere('ignore');
    await importAll(ignoring, plan, [['K-1', 'Delft', '7']]);
    expect(await ignoring.sql('customer').where({ brand_id: ignoring.brand.id }).pluck('options')).to.deep.equal([{}]);
    const byNew = { ...plan, unique: { fields: [], options: ['new'] } };
    expect(await faultOf(customerStage(ignoring, '1', byNew))).to.match(/^105 Customer option new is not defined/);
  });

  it('refuses plans with what is no field, is kept by the gateway or cannot tell customers apart', async () => {
    const wishes: [Partial<CustomerPlan>, RegExp][] = [
      [{ fields: ['email'] }, /^105 Field fields: names no field of a customer \(email\)/],
      [{ fields: ['mailStatus'] }, /names a field that the gateway keeps itself \(mailStatus\)/],
      [{ unique: { fields: ['password'], options: [] } }, /cannot tell customers apart \(password\)/],
      [{ fresh: { optIn: 'X' as 'Y' } }, /^105 Field optIn: is not one of Y, N/],
    ];
    for (const [wish, why] of wishes) expect(await faultOf(customerStage(scope, '1', planOf(wish)))).to.match(why);
  });

  it('of records with the same key keeps the last', async () => {
    const plan = planOf({ fields: ['externalId', 'emailAddress', 'city'], unique: { fields: ['externalId', 'emailAddress'], options: [] } });
    const stage = await customerStage(scope, '1', plan);
    expect(await put(scope, stage, [
      ['K-1', 'Ä@x.example', 'first'], ['K-1', '', 'other key'], ['k-1', 'ä@x.example', 'letter case'],
      ['K-1', 'ä@X.example', 'second'], ['K-1', 'ÄX@x.example', 'other address'],
    ])).to.equal(1);
    const { inserted } = await scope.transaction((tx) => stage.merge(tx, 0, 100));
    expect(inserted).to.have.length(4);
    const cities = await scope.sql('customer').where({ brand_id: scope.brand.id }).orderBy('id').pluck<string[]>('city');
    expect(cities).to.deep.equal(['other key', 'letter case', 'second', 'other address']);
  });

  const keys: [key: CustomerPlan['unique'], empty: string[], why: RegExp][] = [
    [{ fields: ['externalId'], options: [] }, ['', '', 'a', ''], /^105 The record has no value in externalId, by which/],
    [{ fields: ['birthday', 'externalId'], options: ['crm'] }, ['', '0000-00-00', 'a', ''], /no value in birthday or externalId or crm, by/],
    [{ fields: ['id'], options: [] }, ['', '', '', ''], /no value in id, by/],
    [{ fields: ['id'], options: [] }, ['K-1', '', '', ''], /^105 Field id: is not the number of a customer \(K-1\)/],
  ];
  for (const [unique, empty, why] of keys) {
    it(`refuses a record with nothing in its key, ${JSON.stringify(unique)}, in every mode`, async () => {
      const first = unique.fields.includes('id') ? 'id' : 'externalId';
      for (const mode of ['both', 'insert', 'update'] as const) {
        for (const emptyCells of ['keep', 'clear'] as const) {
          const plan = planOf({ fields: [first, 'birthday', 'city'], options: ['crm'], unique, mode, emptyCells });
          const stage = await customerStage(scope, '1', plan);
          const check = async (values: string[]) => stage.check({ place: 1, line: 2, values });
          expect(await faultOf(check(empty)), `${mode} ${emptyCells}`).to.match(why);
          expect(await faultOf(check(['7', '', '', ''])), `${mode} ${emptyCells}`).to.equal('no fault');
        }
      }
    });
  }

  it('without a key takes a record with nothing in it', async () => {
    const plan = planOf({ mode: 'insert', unique: { fields: [], options: [] } });
    expect((await importAll(scope, plan, [['', ''], ['', '']])).inserted).to.have.length(2);
  });

  it('tells beforehand what a merge would do, and changes nothing', async () => {
    await importAll(scope, planOf({}), [['K-1', 'Delft'], ['K-2', 'Delft']]);
    const records = [['K-1', 'Delft'], ['K-2', 'Leiden'], ['K-3', 'Gouda'], ['K-4', 'Gouda']];
    const stage = await customerStage(scope, '1', planOf({}));
    await put(scope, stage, records);
    const preview = (mode: CustomerPlan['mode']) => scope.transaction(async (tx) =>
      (await customerStage(scope, '1', planOf({ mode }))).preview(tx));
    expect(await preview('both')).to.deep.equal({ inserted: 2, updated: 1, unchanged: 1, skipped: 0, refused: 0 });
    expect(await preview('insert')).to.deep.equal({ inserted: 2, updated: 0, unchanged: 0, skipped: 2, refused: 0 });
    expect(await preview('update')).to.deep.equal({ inserted: 0, updated: 1, unchanged: 1, skipped: 2, refused: 0 });
    expect([await customersStored(scope), await stagedCount(scope)]).to.deep.equal([2, 4]);
    await scope.transaction((tx) => stage.clear(tx));
    expect(await stagedCount(scope)).to.equal(0);
  });
});
