import { expect } from 'chai';
import { defineOption, insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { addMember, insertGroup } from '../../src/group/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { fitting } from './support.ts';

describe('conditions on options and groups', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql));
  });
  after(() => database.drop());

  const fit = (condition: unknown) => fitting(scope, condition);
  const define = (name: string, type: string, choices: string[] = []) =>
    defineOption(scope, { name, type, choices, maxLength: null });
  const customer = async (options: Record<string, string> = {}) => {
    const { id } = await insertCustomer(scope, {});
    await scope.sql('customer').where({ id }).update({ options: JSON.stringify(options) });
    return id;
  };

  it('compare an option by its type; what does not look like it is like nothing', async () => {
    await define('size', 'number');
    await define('since', 'date');
    await define('call', 'time');
    await define('seen', 'datetime');
    await define('card', 'boolean');
    await define('colour', 'choice', ['red', 'green']);
    const a = await customer({ size: '042', since: '2020-02-01', call: '09:30', seen: '2020-01-01 10:00', card: 'Y', colour: 'red' });
    const b = await customer({ size: 'large', since: 'soon', call: 'noon', seen: 'never', card: '0', colour: 'blue' });
    const c = await customer();
    const about = (option: string, says: object) => fit({ option, ...says });
    expect(await about('size', { is: 42 })).to.deep.equal([a]);
    expect(await about('size', { atLeast: '41.5', less: 43 })).to.deep.equal([a]);
    expect(await about('size', { isNot: 42 })).to.deep.equal([b, c]);
    expect(await about('size', { notEmpty: true })).to.deep.equal([a, b]);
    expect(await about('since', { after: '2020-01-31' })).to.deep.equal([a]);
    expect(await about('call', { is: '09:30:00' })).to.deep.equal([a]);
    expect(await about('call', { before: '09:30:01' })).to.deep.equal([a]);
    expect(await about('seen', { is: '2020-01-01 10:00:00' })).to.deep.equal([a]);
    expect(await about('seen', { before: { years: -1 } })).to.deep.equal([a]);
    expect(await about('card', { is: true })).to.deep.equal([a]);
    expect(await about('card', { is: false })).to.deep.equal([b]);
    expect(await about('colour', { in: ['red', 'green'] })).to.deep.equal([a]);
    expect(await about('colour', { empty: true })).to.deep.equal([c]);
    expect(await faultOf(about('colour', { is: 'blue' }))).to.match(/must be one of red, green, not blue/);
  });

  it('take any name and value of an option as such', async () => {
    const names = [`x') or true --`, '__proto__', '$1', 'constructor'];
    for (const name of names) await define(name, 'text');
    await define('number', 'number');
    const a = await customer(Object.fromEntries(names.map((name) => [name, name])));
    const many = await customer({ number: '9'.repeat(200_000) });
    for (const option of names) {
      expect(await fit({ option, is: option })).to.deep.equal([a]);
      expect(await fit({ option, contains: option.slice(1) })).to.deep.equal([a]);
    }
    expect(await fit({ option: 'number', more: 0 })).to.deep.equal([]);
    expect(await fit({ option: 'number', notEmpty: true })).to.deep.equal([many]);
    expect(await faultOf(fit({ option: 'none', is: 'x' }))).to.match(/at option: there is no option none/);
  });

  it('hold for members of a group, and of those below it when asked', async () => {
    const { id: top } = await insertGroup(scope, { name: 'top' });
    const { id: below } = await insertGroup(scope, { name: 'below', parentId: top });
    const { id: alone } = await insertGroup(scope, { name: 'alone' });
    const [a, b, c] = [await customer(), await customer(), await customer()];
    await addMember(scope, { groupId: top, customerId: a });
    await addMember(scope, { groupId: below, customerId: a });
    await addMember(scope, { groupId: below, customerId: b });
    await addMember(scope, { groupId: alone, customerId: c });
    expect(await fit({ group: top })).to.deep.equal([a]);
    expect(await fit({ group: Number(top), subgroups: true })).to.deep.equal([a, b]);
    expect(await fit({ not: { group: top, subgroups: true } })).to.deep.equal([c]);
    expect(await fit({ or: [{ group: alone }, { group: top }] })).to.deep.equal([a, c]);
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    expect(await faultOf(fitting(other, { group: top }))).to.equal(`105 The condition at group: there is no group ${top}`);
    expect(await faultOf(fit({ group: 'top' }))).to.match(/must be the number of a group, not top/);
  });
});
