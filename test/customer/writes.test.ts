import { expect } from 'chai';
import {
  customerById, deleteCustomer, insertCustomer, updateCustomer, upsertCustomer,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { customersStored, storedCustomer, storedHistory } from './support.ts';

describe('writing customers', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let heard: Heard;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    heard = new Heard();
    scope = scopeOf(database.sql, brand, { events: heard });
  });
  after(() => database.drop());

  it('insert has no uniqueness and gives ascending ids of its own', async () => {
    const first = await insertCustomer(scope, { id: '5', emailAddress: 'a@x.example', externalId: 'K' });
    const second = await insertCustomer(scope, { id: '5', emailAddress: 'a@x.example', externalId: 'K' });
    expect(BigInt(second.id)).to.equal(BigInt(first.id) + 1n);
    expect(await customersStored(scope)).to.equal(2);
  });

  it('update changes the customer of the id, says by whom and when, and leaves the author', async () => {
    const { id } = await insertCustomer(scope, { lastname: 'Visser', city: 'Delft' });
    const noon = '2020-01-01T12:00:00Z';
    await database.sql('customer').where({ id }).update({ created_at: noon, modified_at: noon });
    const answer = await updateCustomer(scopeOf(database.sql, brand, { actor: 'another' }), { id, lastname: 'Bakker' });
    expect(answer).to.include({ id, lastname: 'Bakker', city: 'Delft', createdBy: 'tester', modifiedBy: 'another' });
    expect(answer.createdAt).to.equal('2020-01-01 13:00:00');
    expect(answer.modifiedAt > '2026').to.equal(true);
    expect(await customerById(scope, id)).to.deep.equal(answer);
  });

  it('update that changes nothing leaves modifiedAt, modifiedBy and the history', async () => {
    const { id } = await insertCustomer(scope, { lastname: 'Visser' });
    await database.sql('customer').where({ id }).update({ modified_at: '2020-01-01T12:00:00Z' });
    const answer = await updateCustomer(scopeOf(database.sql, brand, { actor: 'another' }), { id, lastname: 'Visser' });
    expect(answer).to.include({ modifiedBy: 'tester', modifiedAt: '2020-01-01 13:00:00' });
    expect(await storedHistory(scope, id)).to.have.length(1);
    expect(heard.events).to.deep.equal([{ name: 'customer.changed', payload: { customerIds: [id], kind: 'inserted' } }]);
  });

  it('update of an id that is unknown, absent, of another brand or no id at all is 213', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await insertCustomer(other, { lastname: 'Theirs' });
    for (const id of [undefined, '', '999999999', '99999999999999999999', '-1', 'x', theirs.id]) {
      expect(await faultOf(updateCustomer(scope, { id, lastname: 'Mine' })), id).to.match(/^213 Customer .* not found$/);
    }
    expect(await faultOf(updateCustomer(scope, undefined))).to.equal('213 Customer (no id given) not found');
    expect(await customerById(other, theirs.id)).to.include({ lastname: 'Theirs' });
    expect(await customersStored(scope)).to.equal(0);
  });

  it('upsert changes the customer of the id, else stores a new one', async () => {
    const first = await upsertCustomer(scope, { lastname: 'Visser' });
    const again = await upsertCustomer(scope, { id: first.id, firstname: 'Ada' });
    expect(again).to.include({ id: first.id, lastname: 'Visser', firstname: 'Ada' });
    const other = await upsertCustomer(scope, { id: '999999999', lastname: 'Bakker' });
    expect(other.id).to.not.be.oneOf([first.id, '999999999']);
    expect(await customersStored(scope)).to.equal(2);
  });

  it('all changes of concurrent updates of one customer stay', async () => {
    const { id } = await insertCustomer(scope, {});
    const another = scopeOf(database.another(), brand);
    const fields = ['title', 'lastname', 'firstname', 'middlename', 'city', 'state', 'country', 'address'] as const;
    await Promise.all(fields.map((field, place) =>
      updateCustomer(place % 2 ? scope : another, { id, [field]: field })));
    expect(await customerById(scope, id)).to.include(Object.fromEntries(fields.map((field) => [field, field])));
    expect(await storedHistory(scope, id)).to.have.length(1 + fields.length);
  });

  it('a failure afterwards in the same transaction takes the customer back', async () => {
    const failed = scope.transaction(async (tx) => {
      await insertCustomer(tx, { lastname: 'Visser' });
      throw new Error('stop');
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal('stop');
    expect(await customersStored(scope)).to.equal(0);
  });

  describe('deletion', () => {
    it('takes the customer with accounts and options, and leaves a row in the history without values', async () => {
      const { id } = await insertCustomer(scope, {
        lastname: 'Visser', options: [{ name: 'shoe', value: '42' }], accounts: [{ network: 'net', accountId: 'a' }],
      });
      await deleteCustomer(scopeOf(database.sql, brand, { actor: 'another', door: 'rest' }), id);
      expect(await storedCustomer(scope, id)).to.equal(undefined);
      expect(await database.sql('customer_account').where({ brand_id: brand.id })).to.deep.equal([]);
      const history = await storedHistory(scope, id);
      expect(history.map(({ act }) => act)).to.deep.equal(['inserted', 'updated', 'deleted']);
      expect(history[0]?.changes).to.include.keys('lastname', 'options.shoe');
      expect(JSON.stringify(history)).to.not.match(/Visser|42/);
      expect(history[2]).to.include({ changed_by: 'another', door: 'rest' });
    });

    it('tells others before the row goes, in the same transaction', async () => {
      const { id } = await insertCustomer(scope, {});
      const refusing = scopeOf(database.sql, brand, {
        events: {
          publish: async (tx, name, payload) => {
            if (name === 'customer.deleting') return;
            expect([name, payload]).to.deep.equal(['customer.deleted', { customerIds: [id] }]);
            expect(await storedCustomer(tx, id)).to.include({ id });
            throw new Error('a listener fails');
          },
        },
      });
      const failed = await deleteCustomer(refusing, id).catch((error: Error) => error.message);
      expect(failed).to.equal('a listener fails');
      expect(await storedCustomer(scope, id)).to.include({ id });
    });

    it('of an unknown customer, or of one of another brand, is 213', async () => {
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      const { id } = await insertCustomer(other, {});
      for (const wrong of ['', '0', '999999999', id]) {
        expect(await faultOf(deleteCustomer(scope, wrong)), wrong).to.match(/^213 .* not found$/);
      }
      expect(await customersStored(other)).to.equal(1);
    });
  });
});
