import { expect } from 'chai';
import {
  addAccount, allCustomers, customersLike, customersLikeSource, defineOption, insertCustomer, type CustomerInput,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';

describe('sets of customers', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' });
    scope = scopeOf(database.sql, brand);
    await insertCustomer(scopeOf(database.sql, await makeBrand(database.sql)), { lastname: 'Visser' });
  });
  after(() => database.drop());

  const numbered = (text: string) => text.replace(/\$\d+/g, '?');
  const idsOf = async ({ text, values }: { text: string; values: readonly unknown[] }) => {
    // pg itself, because parameters may come in any order and more than once
    const client = await database.sql.client.acquireConnection();
    try {
      const { rows } = await client.query(`select id from (${text}) as found order by id`, values);
      return (rows as { id: string }[]).map(({ id }) => id);
    } finally {
      await database.sql.client.releaseConnection(client);
    }
  };
  /** As a set does: through JSON. */
  const like = async (customer: CustomerInput, of = scope) =>
    idsOf(await customersLike(of, JSON.parse(JSON.stringify(customersLikeSource(customer).params))));

  it('of all hold the customers of the brand', async () => {
    const made = [await insertCustomer(scope, {}), await insertCustomer(scope, {})];
    expect(await idsOf(allCustomers(scope))).to.deep.equal(made.map(({ id }) => id));
    expect(numbered(allCustomers(scope).text)).to.contain('brand_id = ?');
  });

  it('like an example equal it in all that it gives; nil and empty do not take part', async () => {
    const a = await insertCustomer(scope, { lastname: 'Visser', city: 'Delft', gender: 'WOMAN', birthday: '1980-12-31' });
    const b = await insertCustomer(scope, { lastname: 'Visser', city: 'Leiden', poBox: '7' });
    expect(await like({ lastname: 'Visser', city: '', title: null })).to.deep.equal([a.id, b.id]);
    expect(await like({ lastname: 'Visser', city: 'Delft' })).to.deep.equal([a.id]);
    expect(await like({ gender: 'WOMAN', birthday: '1980-12-31' })).to.deep.equal([a.id]);
    expect(await like({ birthday: '0000-00-00' })).to.deep.equal([b.id]);
    expect(await like({ poBox: '7' })).to.deep.equal([b.id]);
    expect(await like({ lastname: 'visser' })).to.deep.equal([]);
    expect(await like({ lastname: 'Visser', city: 'Visser' })).to.deep.equal([]);
    expect(await like({})).to.deep.equal([a.id, b.id]);
  });

  it('like a whole record hold that customer alone', async () => {
    const record = await insertCustomer(scope, {
      lastname: 'Visser', emailAddress: 'A@x.example', options: [{ name: 'shoe', value: '42' }],
      accounts: [{ network: 'net', accountId: 'a' }],
    });
    await insertCustomer(scope, { lastname: 'Visser' });
    expect(await like(record)).to.deep.equal([record.id]);
    expect(await like({ ...record, id: '' })).to.deep.equal([record.id]);
    expect(await like({ createdAt: record.createdAt, emailAddress: 'a@X.example' })).to.deep.equal([record.id]);
    expect(await like({ createdAt: '2001-01-01 00:00:00' })).to.deep.equal([]);
    expect(await like({ softBounceCount: '1' })).to.deep.equal([]);
    expect(await like({ mailStatus: 'INACTIVE' })).to.deep.equal([]);
  });

  it('like options and accounts hold those that have them all', async () => {
    const pair = (name: string, value: string | null) => ({ name, value });
    const a = await insertCustomer(scope, { options: [pair('shoe', '42'), pair('__proto__', 'x'), pair('hat', '7')] });
    const b = await insertCustomer(scope, { options: [pair('shoe', '42')] });
    await addAccount(scope, b.id, 'net', 'b');
    expect(await like({ options: [pair('shoe', '42')] })).to.deep.equal([a.id, b.id]);
    expect(await like({ options: [pair('shoe', '42'), pair('__proto__', 'x'), pair('hat', ''), pair('no', null)] })).to.deep.equal([a.id]);
    expect(await like({ options: [pair('shoe', '4')] })).to.deep.equal([]);
    expect(await like({ options: [pair('nowhere', '1')] })).to.deep.equal([]);
    expect(await like({ accounts: [{ network: 'net', accountId: 'b' }] })).to.deep.equal([b.id]);
    expect(await like({ accounts: [{ network: 'net', accountId: 'a' }] })).to.deep.equal([]);
  });

  it('like an option that is ignored hold nobody, rather than all', async () => {
    const ignoring = scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions: 'ignore' } }));
    await defineOption(ignoring, { name: 'known', type: 'text', choices: [], maxLength: null });
    await insertCustomer(ignoring, { lastname: 'Visser', options: [{ name: 'known', value: '1' }] });
    expect(await like({ lastname: 'Visser', options: [{ name: 'unknown', value: '1' }] }, ignoring)).to.deep.equal([]);
  });

  it('take values as values', async () => {
    const lastname = `' or 1=1 --`;
    const { id } = await insertCustomer(scope, { lastname });
    await insertCustomer(scope, {});
    expect(await like({ lastname })).to.deep.equal([id]);
  });

  it('like what no customer can have are refused', async () => {
    const strict = scopeOf(database.sql, await makeBrand(database.sql, { settings: { unknownOptions: 'fault' } }));
    const cases: [CustomerInput, RegExp][] = [
      [{ gender: 'X' }, /105 Field gender/], [{ birthday: '1-1-2000' }, /105 Field birthday/], [{ id: 'x' }, /105 Field id/],
      [{ firstname: 'x'.repeat(41) }, /105 Field firstname/], [{ createdAt: 'today' }, /105 Field createdAt/],
      [{ options: [{ name: 'unknown', value: '1' }] }, /105 Customer option unknown/], [{ options: [{ value: '1' }] }, /105 Field options/],
      [{ password: 'secret' }, /105 Field password: cannot be searched for \(\(hidden\)\)/],
    ];
    for (const [example, fault] of cases) expect(await faultOf(like(example, strict))).to.match(fault);
  });

  it('never keep the password of an example', () => {
    expect(JSON.stringify(customersLikeSource({ password: 'secret' }))).to.not.contain('secret');
    expect(customersLikeSource({ password: '' }).params).to.deep.equal({ customer: { password: '' } });
  });
});
