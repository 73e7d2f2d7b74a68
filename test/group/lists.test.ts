import { expect } from 'chai';
import type { Scope } from '../../src/db/index.ts';
import {
  addMembers, allGroups, childrenOfGroup, groupsByExample, groupsOfCustomer, insertGroup, parentOfGroup, updateGroup,
  type Group,
} from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { makeCustomers, makeGroup } from './support.ts';

describe('lists of groups', () => {
  let database: TestDatabase;
  let scope: Scope;
  let other: Scope;
  let top: string;
  let left: string;
  let right: string;
  let leaf: string;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    other = scopeOf(database.sql, await makeBrand(database.sql));
    top = await makeGroup(scope, 'top');
    await makeGroup(other, 'top');
    left = await makeGroup(scope, 'left', top);
    right = await makeGroup(scope, 'right', top);
    leaf = await makeGroup(scope, 'leaf', left);
  });
  after(() => database.drop());

  const ids = (groups: Group[]) => groups.map(({ id }) => id);

  it('give all groups of the brand, flat, by id', async () => {
    expect(ids(await allGroups(scope))).to.deep.equal([top, left, right, leaf]);
    expect(await allGroups(other)).to.have.length(1);
  });

  it('give the children of a group, one level', async () => {
    expect(ids(await childrenOfGroup(scope, top))).to.deep.equal([left, right]);
    expect(await childrenOfGroup(scope, leaf)).to.deep.equal([]);
    expect(await faultOf(childrenOfGroup(other, top))).to.equal(`213 Group ${top} not found`);
    expect(await faultOf(childrenOfGroup(scope, undefined))).to.match(/^213 .* not found$/);
  });

  it('give the parent of a group; the top has none', async () => {
    expect(await parentOfGroup(scope, leaf)).to.include({ id: left, name: 'left' });
    expect(await faultOf(parentOfGroup(scope, top))).to.match(/^213 .*not found/);
    expect(await faultOf(parentOfGroup(other, leaf))).to.equal(`213 Group ${leaf} not found`);
  });

  it('find groups that equal every field set', async () => {
    const [customer] = await makeCustomers(scope, 1);
    await addMembers(scope, leaf, [customer]);
    const full = await updateGroup(scope, { id: leaf, description: 'the last' });
    expect(ids(await groupsByExample(scope, { name: 'left' }))).to.deep.equal([left]);
    expect(ids(await groupsByExample(scope, { parentId: top }))).to.deep.equal([left, right]);
    expect(ids(await groupsByExample(scope, { parentId: '0' }))).to.deep.equal([top]);
    expect(ids(await groupsByExample(scope, { customerCount: '1' }))).to.deep.equal([leaf]);
    expect(ids(await groupsByExample(scope, full))).to.deep.equal([leaf]);
    for (const field of Object.keys(full)) {
      const unequal = field === 'description' || field === 'name' || field.endsWith('By') ? 'unequal' : '77';
      expect(await groupsByExample(scope, { ...full, [field]: unequal }), field).to.deep.equal([]);
    }
    expect(await groupsByExample(scope, { name: 'LEFT' })).to.deep.equal([]);
  });

  it('leave empty and nil fields out of the comparison', async () => {
    expect(ids(await groupsByExample(scope, { name: 'left', description: '', parentId: null, id: undefined })))
      .to.deep.equal([left]);
    expect(await groupsByExample(scope, {})).to.have.length(4);
  });

  it('give the groups of a customer; of an unknown one none', async () => {
    const [customer] = await makeCustomers(scope, 1);
    await addMembers(scope, right, [customer]);
    await addMembers(scope, top, [customer]);
    expect(ids(await groupsOfCustomer(scope, customer ?? ''))).to.deep.equal([top, right]);
    expect(await groupsOfCustomer(other, customer ?? '')).to.deep.equal([]);
    expect(await groupsOfCustomer(scope, '424242')).to.deep.equal([]);
  });

  it('stop at LIST_MAX with a fault that names another way', async () => {
    const tight = scopeOf(database.sql, scope.brand, { settings: { LIST_MAX: '3' } });
    expect(await faultOf(allGroups(tight))).to.match(/^105 There are more than 3 groups: .*group_getChildren/);
    expect(await faultOf(groupsByExample(tight, {}))).to.match(/^105/);
    await insertGroup(scope, { name: 'third child', parentId: top });
    expect(await childrenOfGroup(tight, top)).to.have.length(3);
  });
});
