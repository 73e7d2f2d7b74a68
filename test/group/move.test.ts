import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { allGroups, groupById, insertGroup, moveGroup } from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { makeGroup } from './support.ts';

describe('moving groups', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  const parentOf = async (id: string) => (await groupById(scope, id)).parentId;
  const faultOfMove = (groupId: string | undefined, newParentId: string | undefined, by = scope) =>
    faultOf(moveGroup(by, { groupId, newParentId }));

  async function chain(length: number): Promise<string[]> {
    const ids: string[] = [];
    for (let level = 0; level < length; level++) ids.push(await makeGroup(scope, `level ${level}`, ids.at(-1)));
    return ids;
  }

  it('hangs a group with all below it under another parent, and at the top', async () => {
    const [top = '', middle = '', leaf = ''] = await chain(3);
    const target = await makeGroup(scope, 'target');
    const moved = await moveGroup(scopeOf(database.sql, brand, { actor: 'mover' }), { groupId: middle, newParentId: target });
    expect(moved).to.include({ id: middle, parentId: target, modifiedBy: 'mover', createdBy: 'tester' });
    expect([await parentOf(middle), await parentOf(leaf), await parentOf(top)]).to.deep.equal([target, middle, '0']);
    expect(await moveGroup(scope, { groupId: middle, newParentId: '0' })).to.include({ parentId: '0' });
    expect(await parentOf(leaf)).to.equal(middle);
  });

  it('changes nothing where the group hangs already', async () => {
    const [top = '', below = ''] = await chain(2);
    const before = await groupById(scope, below);
    expect(await moveGroup(scopeOf(database.sql, brand, { actor: 'mover' }), { groupId: below, newParentId: top }))
      .to.deep.equal(before);
    expect(await moveGroup(scope, { groupId: top, newParentId: '0' })).to.include({ id: top, modifiedBy: 'tester' });
  });

  it('refuses a place under itself or below itself', async () => {
    const [top = '', middle = '', leaf = ''] = await chain(3);
    for (const target of [top, middle, leaf]) expect(await faultOfMove(top, target)).to.match(/^301 /);
    expect(await parentOf(top)).to.equal('0');
  });

  it('refuses groups and parents that are not there or of another brand', async () => {
    const [top = ''] = await chain(1);
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const foreign = await makeGroup(other, 'foreign');
    expect(await faultOfMove(top, '424242')).to.equal('213 Group 424242 not found');
    expect(await faultOfMove(top, foreign)).to.equal(`213 Group ${foreign} not found`);
    expect(await faultOfMove('424242', top)).to.equal('213 Group 424242 not found');
    expect(await faultOfMove(undefined, top)).to.match(/^213 .* not found/);
    expect(await faultOfMove(top, '0', other)).to.equal(`213 Group ${top} not found`);
    expect(await faultOfMove(top, undefined)).to.equal('105 Parameter newParentId is missing');
  });

  it('refuses a place that would make the tree too deep', async () => {
    const [, second = ''] = await chain(2);
    const [moving = ''] = await chain(2);
    expect(await faultOfMove(moving, second, scopeOf(database.sql, brand, { settings: { GROUP_DEPTH: '3' } })))
      .to.equal('105 Groups hang at most 3 levels deep');
    expect(await faultOfMove(moving, second, scopeOf(database.sql, brand, { settings: { GROUP_DEPTH: '4' } }))).to.equal('no fault');
  });

  it('makes no circle when two instances move two groups under each other', async () => {
    const instances = [scope, scopeOf(database.another(), brand)] as const;
    for (let round = 0; round < 10; round++) {
      const [one, two] = [await makeGroup(scope, 'one'), await makeGroup(scope, 'two')];
      const faults = await Promise.all([faultOfMove(one, two, instances[0]), faultOfMove(two, one, instances[1])]);
      expect(faults.map((fault) => fault.slice(0, 3)).toSorted()).to.deep.equal(['301', 'no ']);
    }
    await expectTree();
  });

  it('keeps a tree while two instances move at random', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 12; made++) ids.push((await insertGroup(scope, { name: `g${made}` })).id);
    const instances = [scope, scopeOf(database.another(), brand)];
    const moves = Array.from({ length: 120 }, (_, turn) =>
      [ids[turn * 7 % 12], ids[turn * 5 % 11], instances[turn % 2]] as [string, string, Scope]);
    const faults = await Promise.all(moves.map(([group, parent, by]) => faultOfMove(group, parent, by)));
    expect(faults.filter((fault) => !/^(no fault|301)/.test(fault))).to.deep.equal([]);
    expect(faults).to.include('no fault');
    await expectTree();
  });

  /** From each group the way up ends at the top. */
  async function expectTree(): Promise<void> {
    const parents = new Map((await allGroups(scope)).map(({ id, parentId }) => [id, parentId]));
    for (const start of parents.keys()) {
      let steps = 0;
      for (let id = start; id !== '0'; id = parents.get(id) ?? '0') expect(steps++).to.be.lessThan(parents.size);
    }
  }
});
