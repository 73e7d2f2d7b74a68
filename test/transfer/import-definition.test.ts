import { expect } from 'chai';
import { defineOption } from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import {
  changeImport, createImport, createLocation, deleteLocation, findImport, listImports, removeImport, saveImport,
} from '../../src/transfer/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { importOf } from './import-support.ts';

describe('definitions of imports', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
    await createLocation(scope, { name: 'in', kind: 'folder' });
  });

  const create = (wish: Readonly<Record<string, unknown>> = {}, by = scope) => createImport(by, importOf(wish));
  const refused = async (wish: Readonly<Record<string, unknown>>, by = scope) => {
    const why = await faultOf(create(wish, by));
    expect(await listImports(scope), why).to.have.length(0);
    return why;
  };

  it('are kept with all that they say, and with defaults for the rest', async () => {
    const { id: group } = await insertGroup(scope, { name: 'members' });
    const wish = importOf({
      name: 'all of it',
      target: {
        kind: 'customers', unique: { fields: ['externalId'] }, mode: 'insert', emptyCells: 'clear', optIn: 'N', group, allowPasswords: true,
      },
      columns: [
        { column: 'nr', field: 'externalId', cleanUps: ['trim', { map: { '': 'x' } }] }, { column: '2', field: 'password' },
        { value: 'CRM', option: 'Origin' },
      ],
      format: { kind: 'fixed', widths: [3, 4], charset: 'windows-1252', header: true },
      file: { name: 'in/{Y}/a*.csv', archive: 'in/done', failed: 'in/failed', errors: 'in', missing: 'ignore' },
      notify: { to: ['a@example.com'], when: 'failure' },
    });
    const made = await createImport(scope, wish);
    expect(made).to.deep.include(wish);
    expect(made).to.deep.include({ createdBy: 'tester', modifiedBy: 'tester' });
    expect(await findImport(scope, 'all of it')).to.deep.equal(made);
    expect(await findImport(scope, made.id)).to.deep.equal(made);
    const plain = await create();
    expect(plain.target).to.deep.equal({
      kind: 'customers', unique: { fields: ['emailAddress'], options: [] }, mode: 'both', emptyCells: 'keep', allowPasswords: false,
    });
    expect(plain).to.deep.include({ columns: [], format: {}, file: { location: 'in', name: '*.csv', missing: 'fail' } });
    expect(plain).not.to.have.property('notify');
    expect((await listImports(scope)).map(({ name }) => name)).to.deep.equal(['all of it', 'test']);
  });

  it('are replaced by number, by name, and saved under their name', async () => {
    const { id } = await create();
    await create({ name: 'other' });
    const later = scopeOf(database.sql, brand, { actor: 'somebody else' });
    const changed = await changeImport(later, id, importOf({ name: 'new name', file: { name: 'b.csv' } }));
    expect(changed).to.deep.include({ id, name: 'new name', createdBy: 'tester', modifiedBy: 'somebody else' });
    expect(await faultOf(changeImport(scope, 'new name', importOf({ name: 'other' })))).to.equal('105 There is an import other already');
    expect(await faultOf(create({ name: 'other' }))).to.equal('105 There is an import other already');
    expect(await faultOf(changeImport(scope, 'test', importOf()))).to.equal('213 Import test not found');
    expect((await saveImport(scope, importOf({ name: 'other', file: { name: 'c.csv' } }))).file.name).to.equal('c.csv');
    expect((await saveImport(scope, importOf({ name: 'third' }))).name).to.equal('third');
    expect((await listImports(scope)).map(({ name, file }) => `${name} ${file.name}`)).to.deep.equal(
      ['new name b.csv', 'other c.csv', 'third *.csv']);
  });

  it('are removed, and keep their location while they are there', async () => {
    const { id } = await create();
    expect(await faultOf(deleteLocation(scope, 'in'))).to.match(/^105 Location in is still used/);
    await removeImport(scope, id);
    await deleteLocation(scope, 'in');
    for (const called of [id, 'test', 'a\0b', '99999999999999999999']) {
      expect(await faultOf(removeImport(scope, called))).to.match(/^213 Import .* not found$/);
      expect(await faultOf(findImport(scope, called))).to.match(/^213 Import .* not found$/);
    }
  });

  it('are of one brand only', async () => {
    const { id } = await create();
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    expect(await faultOf(findImport(other, id))).to.equal(`213 Import ${id} not found`);
    expect(await faultOf(findImport(other, 'test'))).to.equal('213 Import test not found');
    expect(await faultOf(removeImport(other, id))).to.equal(`213 Import ${id} not found`);
    expect(await faultOf(changeImport(other, id, importOf()))).to.equal(`213 Import ${id} not found`);
    expect(await faultOf(create({}, other))).to.equal('213 Location in not found');
    await createLocation(other, { name: 'in', kind: 'folder' });
    await create({}, other);
    expect(await listImports(scope)).to.have.length(1);
  });

  it('name only a group and a location that are there', async () => {
    const { id: group } = await insertGroup(scope, { name: 'gone' });
    await deleteGroup(scope, group);
    expect(await refused({ target: { kind: 'customers', unique: { fields: ['externalId'] }, group } })).to.equal(`213 Group ${group} not found`);
    expect(await refused({ file: { location: 'out' } })).to.equal('213 Location out not found');
  });

  it('name only options that are there, but where the brand makes new ones', async () => {
    const columns = [{ column: 'a', field: 'emailAddress' }, { column: 'b', option: 'Hobby' }];
    const key = { target: { kind: 'customers', unique: { options: ['Hobby'] } }, columns };
    expect(await refused(key)).to.equal('105 Customer option Hobby is not defined for this brand');
    for (const unknownOptions of ['fault', 'ignore'] as const) {
      const strict = scopeOf(database.sql, { ...brand, settings: { ...brand.settings, unknownOptions } });
      expect(await refused({ columns }, strict)).to.equal('105 Customer option Hobby is not defined for this brand');
    }
    const creating = scopeOf(database.sql, { ...brand, settings: { ...brand.settings, unknownOptions: 'create' } });
    await create({ columns }, creating);
    await defineOption(scope, { name: 'Hobby', type: 'text', choices: [], maxLength: null });
    await create({ ...key, name: 'by option' });
  });

  it('are as many as the setting says, also when two are made at once', async () => {
    const few = scopeOf(database.sql, brand, { settings: { IMPORTS_MAX: '2' } });
    const tries = await Promise.all(['a', 'b', 'c', 'd'].map((name) => faultOf(create({ name }, few))));
    expect(tries.filter((fault) => fault === 'no fault')).to.have.length(2);
    expect(tries.filter((fault) => fault.startsWith('105 A brand has at most 2 imports'))).to.have.length(2);
    const [{ name } = { name: '' }] = await listImports(scope);
    await saveImport(few, importOf({ name }));
  });
});
