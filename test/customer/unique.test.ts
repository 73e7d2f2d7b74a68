import { expect } from 'chai';
import {
  customerById, defineOption, insertCustomer, insertUniqueCustomer, updateCustomer,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { customersStored, optionsOf, storedHistory } from './support.ts';

describe('inserting a unique customer', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  const by = (...fields: string[]) => ({ fields, options: [] });

  it('stores one that is not there, and changes the one that is, with the given fields only', async () => {
    const first = await insertUniqueCustomer(scope, { externalId: 'K-1', lastname: 'Visser', city: 'Delft' }, by('externalId'));
    const again = await insertUniqueCustomer(scope, { externalId: 'K-1', lastname: 'Bakker', city: null }, by('externalId'));
    expect(again).to.include({ id: first.id, externalId: 'K-1', lastname: 'Bakker', city: 'Delft' });
    expect(await customersStored(scope)).to.equal(1);
    expect((await storedHistory(scope, first.id)).map(({ act }) => act)).to.deep.equal(['inserted', 'updated']);
  });

  it('takes no id for one that is there', async () => {
    const first = await insertCustomer(scope, { externalId: 'K-1' });
    for (let times = 0; times < 3; times++) await insertUniqueCustomer(scope, { externalId: 'K-1' }, by('externalId'));
    const next = await insertCustomer(scope, {});
    expect(BigInt(next.id)).to.equal(BigInt(first.id) + 1n);
  });

  it('never meets a customer of another brand', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await insertCustomer(other, { externalId: 'K-1', lastname: 'Theirs' });
    const mine = await insertUniqueCustomer(scope, { externalId: 'K-1', lastname: 'Mine' }, by('externalId'));
    expect(mine.id).to.not.equal(theirs.id);
    expect(await customerById(other, theirs.id)).to.include({ lastname: 'Theirs' });
  });

  it('needs all fields of the key to be the same, in any order of their names', async () => {
    const one = await insertCustomer(scope, { lastname: 'Visser', zipCode: '2611', birthday: '1980-12-31', gender: 'WOMAN' });
    const key = by('gender', 'lastname', 'birthday', 'zipCode', 'lastname');
    const given = { lastname: 'Visser', zipCode: '2611', birthday: '1980-12-31', gender: 'WOMAN' };
    expect((await insertUniqueCustomer(scope, given, key)).id).to.equal(one.id);
    const different = [{ lastname: 'visser' }, { zipCode: '2612' }, { birthday: '1980-12-30' }, { gender: 'MAN' }];
    for (const change of different) {
      expect((await insertUniqueCustomer(scope, { ...given, ...change }, key)).id).to.not.equal(one.id);
    }
    expect(await customersStored(scope)).to.equal(5);
  });

  it('compares the e-mail address without letter case', async () => {
    const first = await insertUniqueCustomer(scope, { emailAddress: 'Ada@X.example' }, by('emailAddress'));
    const again = await insertUniqueCustomer(scope, { emailAddress: 'ada@x.EXAMPLE' }, by('emailAddress'));
    expect(again).to.include({ id: first.id, emailAddress: 'ada@x.EXAMPLE' });
  });

  it('takes the lowest id of several', async () => {
    const [low] = [await insertCustomer(scope, { userName: 'ada' }), await insertCustomer(scope, { userName: 'ada' })];
    expect((await insertUniqueCustomer(scope, { userName: 'ada', city: 'Delft' }, by('userName'))).id).to.equal(low?.id);
    expect(await customersStored(scope)).to.equal(2);
  });

  it('takes empty values as part of a key, but stores a new one when all are empty', async () => {
    await insertCustomer(scope, { emailAddress: 'a@x.example', externalId: 'K-1', poBox: '7', birthday: '1980-12-31' });
    const plain = await insertCustomer(scope, { emailAddress: 'a@x.example' });
    const key = by('emailAddress', 'externalId', 'poBox', 'birthday');
    expect((await insertUniqueCustomer(scope, { emailAddress: 'a@x.example' }, key)).id).to.equal(plain.id);
    expect((await insertUniqueCustomer(scope, { emailAddress: 'a@x.example', externalId: '' }, key)).id).to.equal(plain.id);
    const before = await customersStored(scope);
    for (const given of [{}, { emailAddress: '', externalId: null, birthday: '0000-00-00', poBox: '0' }]) {
      await insertUniqueCustomer(scope, given, key);
    }
    expect(await customersStored(scope)).to.equal(before + 2);
  });

  it('without any name of a key stores a new one', async () => {
    await insertUniqueCustomer(scope, { externalId: 'K-1' }, by());
    await insertUniqueCustomer(scope, { externalId: 'K-1' }, { fields: [''], options: [''] });
    expect(await customersStored(scope)).to.equal(2);
  });

  it('by id finds the customer of the id', async () => {
    const { id } = await insertCustomer(scope, {});
    expect((await insertUniqueCustomer(scope, { id, city: 'Delft' }, by('id'))).id).to.equal(id);
    expect((await insertUniqueCustomer(scope, { id: '999999999' }, by('id'))).id).to.not.equal(id);
    expect((await insertUniqueCustomer(scope, { id: 'x', lastname: 'V' }, by('id', 'lastname'))).id).to.not.equal(id);
  });

  it('by options, alone and with fields', async () => {
    const options = (...pairs: [string, string][]) => ({ options: pairs.map(([name, value]) => ({ name, value })) });
    const key = { fields: [], options: ['crm', '__proto__'] };
    const first = await insertUniqueCustomer(scope, options(['crm', '7'], ['__proto__', 'x'], ['other', '1']), key);
    const again = await insertUniqueCustomer(scope, options(['__proto__', 'x'], ['crm', '7'], ['other', '2']), key);
    expect(again.id).to.equal(first.id);
    expect(optionsOf(again)).to.include({ crm: '7', other: '2' });
    const withoutOne = await insertUniqueCustomer(scope, options(['crm', '7']), key);
    expect(withoutOne.id).to.not.equal(first.id);
    expect((await insertUniqueCustomer(scope, options(['crm', '7']), key)).id).to.equal(withoutOne.id);
    const both = { fields: ['lastname'], options: ['crm'] };
    const named = await insertUniqueCustomer(scope, { lastname: 'Visser', ...options(['crm', '7']) }, both);
    expect(named.id).to.not.be.oneOf([first.id, withoutOne.id]);
    expect((await insertUniqueCustomer(scope, { lastname: 'Visser', ...options(['crm', '7']) }, both)).id).to.equal(named.id);
    expect((await insertUniqueCustomer(scope, { lastname: 'Visser' }, both)).id).to.not.equal(named.id);
  });

  it('refuses names that are no field or cannot tell customers apart', async () => {
    for (const name of ['email', '__proto__', 'EMAILADDRESS', 'options', 'accounts']) {
      const fault = await faultOf(insertUniqueCustomer(scope, { lastname: 'x' }, by('lastname', name)));
      expect(fault).to.equal(`105 Field uniqueCustomerFields: names no field of a customer (${name})`);
    }
    for (const name of ['password', 'createdAt', 'mailStatus', 'complaintCount', 'modifiedBy']) {
      expect(await faultOf(insertUniqueCustomer(scope, {}, by(name)))).to.match(/cannot tell customers apart/);
    }
    const key = { fields: [], options: ['nowhere'] };
    expect(await faultOf(insertUniqueCustomer(scope, {}, key))).to.equal('105 Customer option nowhere is not defined for this brand');
    expect(await customersStored(scope)).to.equal(0);
  });

  it('with an option that is ignored does not merge by what is left of the key', async () => {
    const ignoring = scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions: 'ignore' } }));
    await defineOption(ignoring, { name: 'known', type: 'text', choices: [], maxLength: null });
    const given = { lastname: 'Visser', options: [{ name: 'unknown', value: '1' }] };
    const fault = await faultOf(insertUniqueCustomer(ignoring, given, { fields: ['lastname'], options: ['unknown'] }));
    expect(fault).to.match(/^105 Customer option unknown/);
  });

  it('given to two instances at once makes one customer, and all changes stay', async () => {
    const scopes = [scope, scopeOf(database.another(), brand)] as const;
    const fields = ['title', 'lastname', 'firstname', 'middlename', 'city', 'state', 'country', 'address'];
    const results = await Promise.all(fields.map((field, place) => insertUniqueCustomer(
      scopes[place % 2 === 0 ? 0 : 1], { emailAddress: place % 3 === 0 ? 'A@x.example' : 'a@x.example', [field]: field }, by('emailAddress'),
    )));
    expect(new Set(results.map(({ id }) => id)).size).to.equal(1);
    expect(await customersStored(scope)).to.equal(1);
    expect(await customerById(scope, results[0]?.id ?? '')).to.include(Object.fromEntries(fields.map((field) => [field, field])));
  });

  it('given with other keys at once makes one each', async () => {
    const another = scopeOf(database.another(), brand);
    const keys = Array.from({ length: 20 }, (_, place) => `K-${place % 10}`);
    const results = await Promise.all(keys.map((externalId, place) =>
      insertUniqueCustomer(place < 10 ? scope : another, { externalId }, by('externalId'))));
    expect(new Set(results.map(({ id }) => id)).size).to.equal(10);
    expect(await customersStored(scope)).to.equal(10);
  });

  it('waits for a transaction that changes the key of the match, and then does not take it', async () => {
    const { id } = await insertCustomer(scope, { externalId: 'K-1' });
    const another = scopeOf(database.another(), brand);
    let merged: Promise<{ id: string }> | undefined;
    await scope.transaction(async (tx) => {
      await updateCustomer(tx, { id, externalId: 'K-2' });
      merged = insertUniqueCustomer(another, { externalId: 'K-1' }, by('externalId'));
      await untilOneWaits(database.sql);
    });
    expect((await merged)?.id).to.not.equal(id);
    expect(await customersStored(scope)).to.equal(2);
  });
});
