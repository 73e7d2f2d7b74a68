import { expect } from 'chai';
import { CUSTOMER_FIELDS, customerById, defineOption, insertCustomer, someValuesOf } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';

describe('some values of customers', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    await defineOption(scope, { name: 'Card', type: 'text', choices: [], maxLength: null });
  });
  after(() => database.drop());

  it('are those that whole records have', async () => {
    const options = [{ name: 'Card', value: 'gold "1"' }];
    const { id } = await insertCustomer(scope, { lastname: 'Vos', birthday: '1980-02-03', options });
    const customer = await customerById(scope, id);
    const names = { fields: CUSTOMER_FIELDS.map(({ name }) => name), options: ['Card', 'Size'] };
    const values = (await someValuesOf(scope, [id], names)).get(id);
    expect({ ...values?.fields, accounts: [], options: customer.options }).to.deep.equal(customer);
    expect(values?.options).to.deep.equal({ Card: 'gold "1"' });
  });

  it('are nothing but those that are asked for, of who is there', async () => {
    const { id } = await insertCustomer(scope, { lastname: 'Vos', city: 'Leiden' });
    const found = await someValuesOf(scope, ['999999', id], { fields: ['city', 'none'], options: [] });
    expect([...found]).to.deep.equal([[id, { fields: { city: 'Leiden' }, options: {} }]]);
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    expect((await someValuesOf(other, [id], { fields: ['city'], options: [] })).size).to.equal(0);
  });
});
