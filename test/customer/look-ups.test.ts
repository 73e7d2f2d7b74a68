import { expect } from 'chai';
import {
  countCustomers, customerById, customersByEmailAddress, customersByExternalId, customersByIds, customersByLogin,
  customersByMobilePhone, insertCustomer, type Customer,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { storedCustomer } from './support.ts';

type LookUp = (scope: Scope, value: string) => Promise<Customer[]>;

describe('looking customers up', () => {
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

  const lookUps: [field: 'externalId' | 'emailAddress' | 'mobilePhone', lookUp: LookUp][] = [
    ['externalId', customersByExternalId], ['emailAddress', customersByEmailAddress], ['mobilePhone', customersByMobilePhone],
  ];
  for (const [field, lookUp] of lookUps) {
    describe(`by ${field}`, () => {
      it('finds all exact matches of the brand by ascending id, as they are stored', async () => {
        const other = scopeOf(database.sql, await makeBrand(database.sql));
        await insertCustomer(other, { [field]: 'x1' });
        const mine = [await insertCustomer(scope, { [field]: 'x1' }), await insertCustomer(scope, { [field]: 'x1', city: 'Delft' })];
        await insertCustomer(scope, { [field]: 'x11' });
        expect(await lookUp(scope, 'x1')).to.deep.equal(mine);
        expect(await lookUp(scope, 'x')).to.deep.equal([]);
        expect(await lookUp(scope, 'x1 ')).to.deep.equal([]);
        expect(await lookUp(scope, '%')).to.deep.equal([]);
      });

      it('finds nothing for an empty value, though many have none', async () => {
        await insertCustomer(scope, {});
        expect(await lookUp(scope, '')).to.deep.equal([]);
      });

      it('stops at LIST_MAX and names the operation for more', async () => {
        const small = scopeOf(database.sql, brand, { settings: { LIST_MAX: '2' } });
        await insertCustomer(scope, { [field]: 'x1' });
        await insertCustomer(scope, { [field]: 'x1' });
        expect(await lookUp(small, 'x1')).to.have.length(2);
        await insertCustomer(scope, { [field]: 'x1' });
        expect(await faultOf(lookUp(small, 'x1'))).to.match(/^105 More than 2 records match.*customer_getByObject/);
      });
    });
  }

  it('by e-mail address ignores letter case and looks at the primary address only', async () => {
    const { id } = await insertCustomer(scope, { emailAddress: 'Ada@X.example', alternateEmailAddress: 'other@x.example' });
    expect((await customersByEmailAddress(scope, 'ADA@x.EXAMPLE')).map((found) => found.id)).to.deep.equal([id]);
    expect(await customersByEmailAddress(scope, 'other@x.example')).to.deep.equal([]);
    expect(await customersByExternalId(scope, 'Ada@X.example')).to.deep.equal([]);
  });

  it('by id is 213 for what is not there, is no id, or is of another brand', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await insertCustomer(other, {});
    for (const wrong of ['0', '-1', '999999999', '9223372036854775808', 'x', '', theirs.id]) {
      expect(await faultOf(customerById(scope, wrong)), wrong).to.match(/^213 Customer .* not found$/);
    }
  });

  it('by ids keeps the order and leaves out what is not there', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const theirs = await insertCustomer(other, {});
    const [a, b] = [await insertCustomer(scope, {}), await insertCustomer(scope, {})];
    const found = await customersByIds(scope, [b!.id, '999999999', theirs.id, a!.id]);
    expect(found).to.deep.equal([b, a]);
    expect(await customersByIds(scope, [])).to.deep.equal([]);
  });

  it('counts the customers of the brand', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    await insertCustomer(other, {});
    expect(await countCustomers(scope)).to.equal('0');
    await Promise.all([1, 2, 3].map(() => insertCustomer(scope, {})));
    expect(await countCustomers(scope)).to.equal('3');
  });

  describe('by user name and password', () => {
    const login = { userName: 'ada', password: 'Geheim! €' };

    it('finds who has both, and the answer never shows the password', async () => {
      const right = await insertCustomer(scope, login);
      await insertCustomer(scope, { userName: 'ada', password: 'other' });
      await insertCustomer(scope, { userName: 'ada' });
      await insertCustomer(scope, { userName: 'bob', password: login.password });
      expect(right.password).to.equal('');
      expect(await customersByLogin(scope, 'ada', login.password)).to.deep.equal([right]);
      for (const wrong of ['geheim! €', 'Geheim!', '']) expect(await customersByLogin(scope, 'ada', wrong)).to.deep.equal([]);
      expect(await customersByLogin(scope, 'Ada', login.password)).to.deep.equal([]);
    });

    it('finds nothing for an empty user name or password', async () => {
      await insertCustomer(scope, { password: login.password });
      await insertCustomer(scope, { userName: 'ada' });
      expect(await customersByLogin(scope, '', login.password)).to.deep.equal([]);
      expect(await customersByLogin(scope, 'ada', '')).to.deep.equal([]);
      const other = scopeOf(database.sql, await makeBrand(database.sql));
      await insertCustomer(other, login);
      expect(await customersByLogin(scope, 'ada', login.password)).to.deep.equal([]);
    });

    it('keeps a hash with a salt of its own, not the password', async () => {
      const [a, b] = [await insertCustomer(scope, login), await insertCustomer(scope, login)];
      const hashes = [(await storedCustomer(scope, a!.id))?.['password_hash'], (await storedCustomer(scope, b!.id))?.['password_hash']];
      expect(hashes[0]).to.match(/^scrypt:16384:8:1:/);
      expect(hashes[0]).to.not.equal(hashes[1]);
      expect(JSON.stringify(await storedCustomer(scope, a!.id))).to.not.contain('Geheim');
    });

    it('tries PASSWORD_CANDIDATES customers, lowest ids first', async () => {
      const few = scopeOf(database.sql, brand, { settings: { PASSWORD_CANDIDATES: '2' } });
      await insertCustomer(scope, { userName: 'ada', password: 'other' });
      const second = await insertCustomer(scope, login);
      await insertCustomer(scope, login);
      expect((await customersByLogin(few, 'ada', login.password)).map(({ id }) => id)).to.deep.equal([second.id]);
    });
  });
});
