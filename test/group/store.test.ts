import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { groupById, insertGroup, updateGroup, upsertGroup } from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { makeGroup } from './support.ts';

describe('storing groups', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' });
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  const stored = (id: string) => database.sql('customer_group').where({ brand_id: brand.id, id }).first();

  it('gives a new group its id, author, times in the zone of the brand, and counts of nobody', async () => {
    const group = await insertGroup(scope, { id: '999999', name: ' Test ', description: 'of tests' });
    const { id, createdAt, ...rest } = group;
    expect(rest).to.deep.equal({
      parentId: '0', name: ' Test ', description: 'of tests', createdBy: 'tester', modifiedBy: 'tester',
      modifiedAt: createdAt, countDate: createdAt, customerCount: '0', customerCountRecursive: '0',
    });
    expect(id).to.not.equal('999999');
    const { rows: [row] } = await database.sql.raw<{ rows: { shown: string }[] }>(
      `select to_char(created_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD HH24:MI:SS') as shown
       from customer_group where id = ?`, [id],
    );
    expect(createdAt).to.equal(row?.shown);
    expect(await stored(id)).to.include({ name: ' Test ', parent_id: null });
  });

  it('hangs a new group under its parent, for which 0 is the top', async () => {
    const top = await insertGroup(scope, { name: 'top', parentId: '0' });
    const below = await insertGroup(scope, { name: 'below', parentId: top.id });
    expect([top.parentId, below.parentId]).to.deep.equal(['0', top.id]);
    expect(await stored(below.id)).to.include({ parent_id: top.id });
  });

  it('refuses a parent that is not there or in another brand', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const foreign = await makeGroup(other, 'foreign');
    expect(await faultOf(insertGroup(scope, { name: 'x', parentId: '424242' }))).to.equal('213 Group 424242 not found');
    expect(await faultOf(insertGroup(scope, { name: 'x', parentId: foreign }))).to.equal(`213 Group ${foreign} not found`);
    expect(await database.sql('customer_group').where({ name: 'x' })).to.deep.equal([]);
  });

  it('refuses a group without a name', async () => {
    for (const name of [undefined, null, '', ' \t']) {
      expect(await faultOf(insertGroup(scope, { name }))).to.match(/^105 Field name: must not be empty/);
    }
  });

  it('refuses texts longer than their settings, counted in characters', async () => {
    const small = scopeOf(database.sql, brand, { settings: { GROUP_NAME_LENGTH: '3', GROUP_DESCRIPTION_LENGTH: '4' } });
    const { id } = await insertGroup(small, { name: '👍👍👍', description: '1234' });
    expect(await faultOf(insertGroup(small, { name: '1234' }))).to.match(/^105 Field name: is longer than 3 characters/);
    expect(await faultOf(updateGroup(small, { id, description: '12345' })))
      .to.match(/^105 Field description: is longer than 4 characters/);
    expect(await groupById(scope, id)).to.include({ name: '👍👍👍', description: '1234' });
  });

  it('refuses more levels and more groups than the settings allow', async () => {
    const tight = scopeOf(database.sql, await makeBrand(database.sql), { settings: { GROUP_DEPTH: '2', GROUP_COUNT: '3' } });
    const top = await makeGroup(tight, 'top');
    const below = await makeGroup(tight, 'below', top);
    expect(await faultOf(insertGroup(tight, { name: 'third', parentId: below })))
      .to.equal('105 Groups hang at most 2 levels deep');
    await makeGroup(tight, 'another');
    expect(await faultOf(insertGroup(tight, { name: 'fourth' }))).to.equal('105 A brand has at most 3 groups');
  });

  it('changes what is given and keeps the rest, the parent always', async () => {
    const parent = await makeGroup(scope, 'parent');
    const made = await insertGroup(scope, { name: 'old', description: 'kept', parentId: parent });
    await database.sql('customer_group').where({ id: made.id }).update({
      created_at: '2020-01-01T00:00:00Z', modified_at: '2020-01-01T00:00:00Z',
    });
    const changed = await updateGroup(scopeOf(database.sql, brand, { actor: 'second' }), {
      id: made.id, name: 'new', description: null, parentId: '0',
    });
    expect(changed).to.include({
      name: 'new', description: 'kept', parentId: parent, createdBy: 'tester', modifiedBy: 'second',
      createdAt: '2020-01-01 09:00:00',
    });
    expect(changed.modifiedAt > changed.createdAt).to.equal(true);
    expect(await groupById(scope, made.id)).to.deep.equal(changed);
    expect(await updateGroup(scope, { id: made.id, description: '' })).to.include({ name: 'new', description: '' });
    expect(await faultOf(updateGroup(scope, { id: made.id, name: '' }))).to.match(/^105 Field name/);
  });

  it('accepts a whole record back', async () => {
    const made = await insertGroup(scope, { name: 'whole' });
    expect(await updateGroup(scope, made)).to.include({ id: made.id, name: 'whole', customerCount: '0' });
  });

  it('refuses to change a group that is not there, has no id, or is of another brand', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const foreign = await makeGroup(other, 'foreign');
    expect(await faultOf(updateGroup(scope, { id: foreign, name: 'mine' }))).to.equal(`213 Group ${foreign} not found`);
    expect(await faultOf(updateGroup(scope, { id: '424242', name: 'x' }))).to.equal('213 Group 424242 not found');
    expect(await faultOf(updateGroup(scope, { name: 'x' }))).to.match(/^213 Group .* not found$/);
    expect(await groupById(other, foreign)).to.include({ name: 'foreign' });
  });

  it('upserts: changes the group of that id, else stores a new one', async () => {
    const { id } = await insertGroup(scope, { name: 'first' });
    expect(await upsertGroup(scope, { id, description: 'changed' })).to.include({ id, name: 'first', description: 'changed' });
    const fresh = await upsertGroup(scope, { id: '424242', name: 'fresh', parentId: id });
    expect(fresh.id).to.not.equal('424242');
    expect(await groupById(scope, fresh.id)).to.include({ name: 'fresh', parentId: id });
    expect(await faultOf(upsertGroup(scope, { id: '424242' }))).to.match(/^105 Field name/);
  });
});
