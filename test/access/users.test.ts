import { expect } from 'chai';
import {
  allowBrand, createToken, createUser, deactivateUser, deleteUser, listUsers, reactivateUser, userByName, withdrawBrand,
} from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { complaint, emptyAccess, operator, refusal } from './access-support.ts';

describe('users', () => {
  let database: TestDatabase;
  let brands: [Brand, Brand];

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    await emptyAccess(database.sql);
    brands = [await makeBrand(database.sql, { name: 'One' }), await makeBrand(database.sql, { name: 'Two' })];
  });

  const seen = async () => (await listUsers(database.sql)).map(({ name, state, brands: of }) => ({ name, state, of }));

  it('are made with access to brands, and listed', async () => {
    const [one, two] = brands;
    await createUser(database.sql, { name: ' shop ', brandIds: [one.id, two.id, one.id] });
    await createUser(database.sql, { name: 'crm', brandIds: [] });
    expect(await seen()).to.deep.equal([
      { name: 'shop', state: 'active', of: ['One', 'Two'] }, { name: 'crm', state: 'active', of: [] },
    ]);
    expect((await listUsers(database.sql))[0]?.lastActiveAt).to.match(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  it('get access to a brand and lose it', async () => {
    const [one, two] = brands;
    const shop = await createUser(database.sql, { name: 'shop', brandIds: [one.id] });
    await allowBrand(database.sql, shop.id, two.id);
    await allowBrand(database.sql, shop.id, two.id);
    await withdrawBrand(database.sql, operator, shop.id, one.id);
    expect(await seen()).to.deep.equal([{ name: 'shop', state: 'active', of: ['Two'] }]);
  });

  it('go from active to inactive and back, and to deleted for good', async () => {
    const shop = await createUser(database.sql, { name: 'shop', brandIds: [brands[0].id] });
    const states = [];
    for (const act of [deactivateUser, deactivateUser, reactivateUser, reactivateUser, deactivateUser, deleteUser]) {
      await act(database.sql, operator, shop.id);
      states.push((await seen())[0]?.state);
    }
    expect(states).to.deep.equal(['inactive', 'inactive', 'active', 'active', 'inactive', 'deleted']);
    for (const act of [deactivateUser, reactivateUser, deleteUser]) {
      expect(await refusal(() => act(database.sql, operator, shop.id))).to.equal('USER_NOT_FOUND');
    }
    await allowBrand(database.sql, shop.id, brands[1].id);
    expect(await seen()).to.deep.equal([{ name: 'shop', state: 'deleted', of: [] }]);
  });

  it('of the same name are one, in any letter case, also when made at once; a deleted one frees its name', async () => {
    const other = database.another();
    const tries = await Promise.allSettled(['shop', 'Shop', 'SHOP'].map((name) => createUser(other, { name, brandIds: [] })));
    expect(tries.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    const first = await userByName(database.sql, 'sHOP');
    expect(await complaint(() => createUser(database.sql, { name: 'shop', brandIds: [] }))).to.equal('There is a user shop already');

    await deleteUser(database.sql, operator, first.id);
    expect(await complaint(() => userByName(database.sql, 'shop'))).to.equal('User shop not found');
    const second = await createUser(database.sql, { name: 'shop', brandIds: [] });
    expect(second.id).not.to.equal(first.id);
    expect(await userByName(database.sql, 'shop')).to.deep.equal(second);
  });

  it('are refused a name that cannot be shown', async () => {
    for (const name of ['', 'a\u0007', '\ud800', 'x'.repeat(101)]) {
      expect(await refusal(() => createUser(database.sql, { name, brandIds: [] }))).to.equal('FIELD_VALUE');
    }
    expect(await seen()).to.deep.equal([]);
  });

  it('have tokens of their brands only', async () => {
    const [one, two] = brands;
    const user = await createUser(database.sql, { name: 'shop', brandIds: [one.id] });
    expect(await complaint(() => createToken(database.sql, operator, { brand: two, user }, readConfig({}))))
      .to.equal('User shop has no access to brand Two');
    expect(await database.sql('token').count()).to.deep.equal([{ count: '0' }]);
  });
});
