import { expect } from 'chai';
import {
  customersByIds, insertCustomer, insertUniqueCustomer, insertUniqueCustomers, listOptions, upsertByFields,
  type CustomerInput,
} from '../../src/customer/index.ts';
import { openStore, type Brand, type Scope, type TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { untilOneWaits } from '../support/until.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { customersStored, optionsOf, storedHistory } from './support.ts';

/** How often the work asks the store, on the connection of the transaction. */
async function questions({ sql }: TxScope, work: () => Promise<void>): Promise<number> {
  const connection = (await sql.client.acquireConnection()) as { query: (...args: unknown[]) => unknown };
  const { query } = connection;
  let asked = 0;
  connection.query = (...args) => {
    asked++;
    return query.apply(connection, args);
  };
  await work().finally(() => { connection.query = query; });
  return asked;
}

const KEY = { fields: ['externalId'], options: [] };

describe('inserting unique customers in bulk', () => {
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

  const ids = (customers: readonly { id: string }[]) => customers.map(({ id }) => id);

  it('stores new ones and changes those that are there; results come in the order given', async () => {
    const there = await insertCustomer(scope, { externalId: 'K-2', city: 'Delft' });
    const results = await insertUniqueCustomers(scope, [
      { externalId: 'K-1', lastname: 'One' }, { externalId: 'K-2', lastname: 'Two' }, { externalId: 'K-3', lastname: 'Three' },
    ], KEY);
    const named = results.map(({ externalId, lastname }) => `${externalId} ${lastname}`);
    expect(named).to.deep.equal(['K-1 One', 'K-2 Two', 'K-3 Three']);
    expect(results[1]).to.include({ id: there.id, city: 'Delft' });
    expect(await customersStored(scope)).to.equal(3);
    expect(BigInt(results[2]?.id ?? 0)).to.equal(BigInt(results[0]?.id ?? 0) + 1n);
    expect(await customersByIds(scope, ids(results))).to.deep.equal(results);
  });

  it('applies the same key in order to one customer, and both results are that record', async () => {
    const results = await insertUniqueCustomers(scope, [
      { externalId: 'K-1', lastname: 'First', city: 'Delft', options: [{ name: 'a', value: '1' }, { name: 'b', value: '1' }] },
      { externalId: 'K-2' },
      { externalId: 'K-1', lastname: 'Second', title: 'Dr', options: [{ name: 'b', value: '2' }, { name: 'a', value: '' }] },
    ], KEY);
    expect(results[0]).to.deep.equal(results[2]);
    expect(results[0]).to.include({ lastname: 'Second', city: 'Delft', title: 'Dr' });
    expect(optionsOf(results[0]!)).to.deep.equal({ b: '2' });
    expect(await customersStored(scope)).to.equal(2);
    expect(await storedHistory(scope, results[0]!.id)).to.have.length(1);
  });

  it('sees the same e-mail address in another letter case as the same key', async () => {
    const results = await insertUniqueCustomers(
      scope, [{ emailAddress: 'ada@x.example' }, { emailAddress: 'ADA@x.example', city: 'Delft' }],
      { fields: ['emailAddress'], options: [] },
    );
    expect(ids(results)).to.deep.equal([results[0]?.id, results[0]?.id]);
    expect(results[0]).to.include({ emailAddress: 'ADA@x.example', city: 'Delft' });
  });

  it('sees the same id written otherwise as the same key', async () => {
    const unknown = ['999999999', '00999999999'].map((id) => ({ id, city: id }));
    const [first, second] = await insertUniqueCustomers(scope, unknown, { fields: ['id'], options: [] });
    expect(first?.id).to.equal(second?.id);
    expect(await customersStored(scope)).to.equal(1);
  });

  it('keeps customers without any key value apart, and tells empty values from given ones', async () => {
    const key = { fields: ['externalId', 'emailAddress'], options: ['crm'] };
    const batch: CustomerInput[] = [
      {}, {}, { externalId: 'K-1' }, { externalId: 'K-1', emailAddress: 'a@x.example' }, { emailAddress: 'a@x.example' },
      { externalId: 'K-1', options: [{ name: 'crm', value: '1' }] }, { options: [{ name: 'crm', value: '1' }] },
    ];
    const first = await insertUniqueCustomers(scope, batch, key);
    expect(new Set(ids(first)).size).to.equal(batch.length);
    const again = await insertUniqueCustomers(scope, batch, key);
    expect(ids(again).slice(2)).to.deep.equal(ids(first).slice(2));
    expect(await customersStored(scope)).to.equal(batch.length + 2);
  });

  it('asks a number of questions that does not grow with the batch, however empty values are spread', async () => {
    const fields = ['title', 'lastname', 'firstname', 'city', 'state', 'birthday', 'poBox', 'externalId', 'userName'];
    const batch = Array.from({ length: 512 }, (_, place) => Object.fromEntries(fields.map((field, bit) =>
      [field, (place >> bit) % 2 === 0 ? '' : field === 'birthday' ? '1980-12-31' : '7'])));
    const key = { fields, options: [] };
    const first = await upsertByFields(scope, batch, key);
    let again: readonly { id: string }[] = [];
    const asked = await scope.transaction((tx) => questions(tx, async () => {
      again = await upsertByFields(tx, batch, key);
    }));
    expect(asked).to.be.greaterThan(2).and.lessThan(15);
    expect(ids(again).slice(1)).to.deep.equal(ids(first).slice(1));
    expect(await customersStored(scope)).to.equal(batch.length + 1);
  });

  it('is all or nothing: a bad item is named by its index, and nothing is changed', async () => {
    const there = await insertCustomer(scope, { externalId: 'K-1', lastname: 'Before' });
    const good = { externalId: 'K-1', lastname: 'After' };
    const cases: [bad: CustomerInput, fault: RegExp][] = [
      [{ birthday: 'soon' }, /^105 Parameter customers, item 2: Field birthday: .*\(soon\); nothing was changed$/],
      [{ externalId: 'x'.repeat(101) }, /^105 Parameter customers, item 2: Field externalId/],
      [{ options: [{ name: 'long', value: 'x'.repeat(300) }] }, /^105 Parameter customers, item 2: Field options.long/],
    ];
    for (const [bad, fault] of cases) {
      const batch = [good, { options: [{ name: 'new', value: '1' }] }, bad, bad];
      expect(await faultOf(insertUniqueCustomers(scope, batch, KEY))).to.match(fault);
    }
    expect(await customersByIds(scope, [there.id])).to.deep.equal([there]);
    expect(await customersStored(scope)).to.equal(1);
    expect(await listOptions(scope)).to.deep.equal([]);
  });

  it('names the item whose account belongs to somebody else', async () => {
    await insertCustomer(scope, { accounts: [{ network: 'net', accountId: 'a' }] });
    const fault = await faultOf(insertUniqueCustomers(scope, [
      { externalId: 'K-1', accounts: [{ network: 'net', accountId: 'b' }] },
      { externalId: 'K-2', accounts: [{ network: 'net', accountId: 'c' }, { network: 'net', accountId: 'a' }] },
    ], KEY));
    expect(fault).to.match(/^105 Parameter customers, item 1: Account a of network net belongs to customer \d+/);
    expect(await customersStored(scope)).to.equal(1);
    const twice = await faultOf(insertUniqueCustomers(scope, ['K-1', 'K-2'].map((externalId) =>
      ({ externalId, accounts: [{ network: 'net', accountId: 'new' }] })), KEY));
    expect(twice).to.match(/^105 Parameter customers, item 1: Account new/);
  });

  it('names the item with an option that is not defined where the brand wants that', async () => {
    const strict = scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions: 'fault' } }));
    const fault = await faultOf(insertUniqueCustomers(strict, [{}, { options: [{ name: 'new', value: '1' }] }], KEY));
    expect(fault).to.match(/^105 Parameter customers, item 1: Customer option new is not defined/);
    expect(await customersStored(strict)).to.equal(0);
  });

  it('takes an empty list, a nil item, and at most BULK_MAX items', async () => {
    expect(await insertUniqueCustomers(scope, [], KEY)).to.deep.equal([]);
    expect(await insertUniqueCustomers(scope, [null, undefined], KEY)).to.have.length(2);
    const small = scopeOf(database.sql, brand, { settings: { BULK_MAX: '3' } });
    await insertUniqueCustomers(small, [{}, {}, {}], KEY);
    const fault = await faultOf(insertUniqueCustomers(small, [{}, {}, {}, {}], KEY));
    expect(fault).to.equal('105 Parameter customers has 4 items; one call takes at most 3');
    expect(await customersStored(scope)).to.equal(5);
  });

  it('takes 5,000 in one call, twice, beside 20,000 others with the same empty fields', async () => {
    await database.sql.raw(
      `insert into customer (brand_id, external_id, created_by, modified_by)
       select ?, '', 'x', 'x' from generate_series(1, 20000)`, [brand.id],
    );
    const batch = Array.from({ length: 5000 }, (_, place) =>
      ({ emailAddress: `a${place}@x.example`, lastname: `Visser ${place}`, options: [{ name: 'n', value: `${place}` }] }));
    const key = { fields: ['emailAddress', 'externalId'], options: ['n'] };
    const first = await upsertByFields(scope, batch, key);
    expect(first.every(({ created }) => created)).to.equal(true);
    const again = await upsertByFields(scope, batch, key);
    expect(again).to.deep.equal(first.map(({ id }) => ({ id, created: false })));
    expect(await customersStored(scope)).to.equal(25_000);
  });

  it('of the same keys by two instances at once, and by single calls, makes one customer per key', async () => {
    const another = scopeOf(database.another(), brand);
    const batch = (prefix: string) => Array.from({ length: 50 }, (_, place) => ({ externalId: `K-${place}`, [prefix]: prefix }));
    const results = await Promise.all([
      insertUniqueCustomers(scope, batch('city'), KEY),
      insertUniqueCustomers(another, batch('state').reverse(), KEY),
      ...Array.from({ length: 10 }, (_, place) => insertUniqueCustomer(another, { externalId: `K-${place}`, title: 'Dr' }, KEY)),
    ]);
    expect(new Set(ids(results.flat())).size).to.equal(50);
    expect(await customersStored(scope)).to.equal(50);
    const [one] = await customersByIds(scope, [results[2]?.id ?? '']);
    expect(one).to.include({ city: 'city', state: 'state', title: 'Dr' });
  });

  it('locks what it finds in the order of ids, as all others do, so that none deadlocks with it', async () => {
    const [low, high] = [await insertCustomer(scope, { externalId: 'K-1' }), await insertCustomer(scope, { externalId: 'K-2' })];
    const other = await database.another().transaction();
    await other('customer').where({ brand_id: brand.id, id: low.id }).forUpdate().select('id');
    const bulk = insertUniqueCustomers(scope, [{ externalId: 'K-2' }, { externalId: 'K-1' }], KEY);
    await untilOneWaits(database.sql);
    expect(await other('customer').where({ brand_id: brand.id, id: high.id }).forUpdate().skipLocked().pluck('id'))
      .to.deep.equal([high.id]);
    await other.commit();
    expect(ids(await bulk)).to.deep.equal([high.id, low.id]);
  });

  it('with many passwords lets the password of another call through before its end', async () => {
    const ended: string[] = [];
    const many = Array.from({ length: 20 }, (_, place) => ({ externalId: `K-${place}`, password: 'p' }));
    const bulk = insertUniqueCustomers(scope, many, KEY).then(() => ended.push('bulk'));
    await insertCustomer(scope, { password: 'p' }).then(() => ended.push('single'));
    await bulk;
    expect(ended).to.deep.equal(['single', 'bulk']);
  });

  it('tells others of what was stored and what was changed', async () => {
    const heard = new Heard();
    const telling = scopeOf(database.sql, brand, { events: heard });
    const { id: same } = await insertCustomer(scope, { externalId: 'K-1' });
    const { id: changed } = await insertCustomer(scope, { externalId: 'K-2' });
    const results = await insertUniqueCustomers(telling, [
      { externalId: 'K-1' }, { externalId: 'K-2', city: 'Delft' }, { externalId: 'K-3' },
    ], KEY);
    expect(ids(results)).to.deep.equal([same, changed, results[2]?.id]);
    expect(heard.events).to.deep.equal([
      { name: 'customer.changed', payload: { customerIds: [results[2]?.id], kind: 'inserted' } },
      { name: 'customer.changed', payload: { customerIds: [changed], kind: 'updated' } },
    ]);
  });

  it('leaves connections to other brands while batches of one wait for each other', async () => {
    const small = openStore({ url: database.url, connections: 2, prepare: true });
    const ours = scopeOf(small, brand);
    const theirs = scopeOf(small, await makeBrand(database.sql));
    await insertUniqueCustomers(ours, [{ externalId: 'K-1' }, { externalId: 'K-2' }], KEY);
    const elsewhere = await database.another().transaction();
    await elsewhere('customer').where({ brand_id: brand.id, external_id: 'K-1' }).forUpdate();

    const batches = [1, 2, 3, 4].map((turn) =>
      insertUniqueCustomers(ours, [{ externalId: 'K-1', city: `Turn ${turn}` }, { externalId: `K-2${turn}` }], KEY));
    await untilOneWaits(database.sql);
    expect((await insertCustomer(theirs, { externalId: 'K-1' })).externalId).to.equal('K-1');

    await elsewhere.rollback();
    const results = await Promise.all(batches);
    expect(results.map(([first]) => first?.city)).to.deep.equal(['Turn 1', 'Turn 2', 'Turn 3', 'Turn 4']);
    expect(await customersStored(ours)).to.equal(6);
    await small.destroy();
  });
});
