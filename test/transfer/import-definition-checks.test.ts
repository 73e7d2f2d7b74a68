import { expect } from 'chai';
import type { Scope } from '../../src/db/index.ts';
import { createImport, createLocation, listImports } from '../../src/transfer/index.ts';
import { withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { importOf, ORDERS } from './import-support.ts';

type Wish = Readonly<Record<string, unknown>>;

const LIMITS = {
  IMPORT_NAME_LENGTH: '10', IMPORT_TARGETS: '3', IMPORT_CLEAN_UPS: '2', IMPORT_MAPPED_VALUES: '3', MAIL_RECIPIENTS: '1',
};

describe('definitions of imports are refused', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: LIMITS });
    await createLocation(scope, { name: 'in', kind: 'folder' });
    await withModel(scope, ORDERS);
  });
  after(() => database.drop());

  /** Each wish with a piece of what it is refused with. */
  const all = async (...cases: readonly (readonly [Wish, string])[]) => {
    for (const [wish, text] of cases) {
      const why = await faultOf(Promise.resolve().then(() => createImport(scope, importOf(wish))));
      expect(why, JSON.stringify(wish)).to.include(text);
    }
    expect(await listImports(scope)).to.have.length(0);
  };
  const email = { column: 'mail', field: 'emailAddress' };
  const customers = (rest: Wish = {}) => ({ kind: 'customers', unique: { fields: ['emailAddress'] }, ...rest });
  const lines = (rest: Wish = {}) => ({
    kind: 'rows', table: 'line', unique: ['sku'],
    parent: [{ of: 'customer', by: 'id', column: 'c' }, { of: 'order', by: 'nr', column: 'o' }], ...rest,
  });

  it('with a name that is none', () => all(
    [{ name: '' }, 'name: must not be empty'], [{ name: ' ' }, 'name: must not be empty'], [{ name: '12' }, 'digits alone'],
    [{ name: 'x'.repeat(11) }, 'longer than 10'], [{ name: 'a\0' }, 'cannot be kept'], [{ name: '\ud800' }, 'cannot be kept'],
  ));

  it('where something is filled twice, or by nothing, or is no target', () => all(
    [{ columns: [email, { ...email, column: 'b' }] }, 'columns.1.field: is filled twice (emailAddress)'],
    [{ columns: [email, { column: 'a', option: 'o' }, { value: 'b', option: 'o' }] }, 'columns.2.option: is filled twice (o)'],
    [{ columns: [{ column: 'a' }] }, 'columns.0: must have one of field, option and rowColumn'],
    [{ columns: [{ column: 'a', field: 'city', option: 'b' }] }, 'columns.0: must have one of'],
    [{ columns: [{ field: 'city' }] }, 'columns.0: must have either column or value'],
    [{ columns: [{ column: 'a', value: 'b', field: 'city' }] }, 'columns.0: must have either'],
    [{ columns: [{ column: '', field: 'city' }] }, 'columns.0.column: must not be empty'],
    [{ columns: [email, { column: 'a', rowColumn: 'sku' }] }, 'columns.1.rowColumn: is not for this target'],
    [{ target: lines(), columns: [email] }, 'columns.0.field: is not for this target'],
  ));

  it('with fields that are none, that the gateway keeps, or passwords that nobody allowed', () => all(
    [{ columns: [email, { column: 'a', field: 'mail' }] }, 'columns.1.field: is no field of a customer (mail)'],
    [{ columns: [email, { column: 'a', field: 'createdAt' }] }, 'columns.1.field: is kept by the gateway'],
    [{ columns: [email, { column: 'a', field: 'id' }] }, 'columns.1.field: is given by the gateway'],
    [{ columns: [email, { column: 'a', field: 'password' }] }, 'columns.1.field: needs allowPasswords'],
    [{ columns: [email, { column: 'a', option: '' }] }, 'columns.option: is no name'],
    [{ columns: [email, { column: 'a', option: 'x'.repeat(101) }] }, 'columns.option: is no name'],
  ));

  it('with a key that tells nobody apart, or is not filled', () => all(
    [{ target: customers({ unique: {} }) }, 'target.unique: must name a field or an option'],
    [{ target: { kind: 'customers' } }, 'target.unique: must name a field or an option'],
    [{ target: customers({ unique: { fields: ['e-mail'] } }) }, 'target.unique.fields: is no field'],
    [{ target: customers({ unique: { fields: ['password'] } }) }, 'target.unique.fields: cannot tell customers apart'],
    [{ target: customers({ unique: { fields: ['mailStatus'] } }) }, 'target.unique.fields: cannot tell customers apart'],
    [{ target: customers({ unique: { fields: ['externalId'] } }), columns: [email] }, 'is filled by no column of the file (externalId)'],
    [{ columns: [{ value: 'a@b.nl', field: 'emailAddress' }] }, 'is filled by no column of the file (emailAddress)'],
  ));

  it('with rows that cannot be', () => all(
    [{ target: lines({ table: 'x' }) }, '213 Table x'], [{ target: lines({ table: 'customer' }) }, 'The import into table customer'],
    [{ target: lines(), columns: [{ column: 'a', rowColumn: 'x' }, { column: 'sku', rowColumn: 'sku' }] }, '213 Column x of table line'],
    [{ target: lines({ unique: ['amount'] }) }, 'Column amount of table line is not unique'],
    [{ target: lines(), columns: [{ column: 'a', rowColumn: 'amount' }] }, 'target.unique: is filled by no column of the file (sku)'],
    [{ target: lines({ parent: [] }) }, 'The import into table line'],
    [{ target: lines({ parent: [{ of: 'customer', by: 'id', column: 'c' }] }) }, 'not in customer'],
    [{ target: lines({ parent: [{ of: 'customer', by: 'city', column: 'c' }] }) }, 'not by city'],
    [{ target: lines({ parent: [{ of: 'order', by: 'day', column: 'o' }] }) }, 'Column day of table order is not unique'],
    [{ target: lines({ parent: [{ of: 'order', by: 'nr', column: 'o', cleanUps: [{ date: 'x' }] }] }) }, 'Field date'],
  ));

  it('with clean-ups that are none', () => all(
    [{ columns: [{ ...email, cleanUps: ['caps'] }] }, 'columns.0.cleanUps.0: is none of trim'],
    [{ columns: [{ ...email, cleanUps: [{ date: '{d}' }] }] }, 'Field date: has a part of a date alone'],
    [{ columns: [email, { value: 'a', field: 'city', cleanUps: ['trim'] }] }, 'has clean-ups for a constant value'],
  ));

  it('with files that cannot be picked or moved', () => all(
    [{ file: { name: '' } }, 'Field file'], [{ file: { name: '../a.csv' } }, 'Field file'], [{ file: { name: '{x}.csv' } }, 'Field file name'],
    [{ file: { name: 'i*/a.csv' } }, 'file.name: has * or ? in a folder'], [{ file: { name: 'a.part' } }, 'still being written'],
    [{ file: { archive: '' } }, 'file.archive: is the folder where files are picked up'],
    [{ file: { name: 'in/*.csv', failed: 'in' } }, 'file.failed: is the folder where files are picked up'],
    [{ file: { archive: 'done/{Y}' } }, 'file.archive: is a folder, which has no date variables'], [{ file: { errors: '/x' } }, 'folder'],
    [{ file: { missing: 'never' } }, 'file.missing'],
  ));

  it('with formats and addresses that are none', () => all(
    [{ format: { kind: 'fixed' } }, 'format.widths: are missing'], [{ format: { delimiter: 'ab' } }, 'format.delimiter'],
    [{ format: { delimiter: '"', quote: '"' } }, 'format.quote: is the delimiter too'], [{ format: { widths: [0] } }, 'format.widths.0'],
    [{ notify: { to: [] } }, 'notify.to: must not be empty'], [{ notify: { to: ['a'] } }, 'notify.to.0: is no e-mail address'],
    [{ unknown: 1 }, 'Unrecognized key'], [{ target: { kind: 'x' } }, 'target.kind'],
  ));

  it('beyond the limits of the settings', () => all(
    [{ columns: [email, ...['city', 'state', 'title'].map((field) => ({ value: 'x', field }))] }, 'columns: are more than 3'],
    [{ columns: [{ ...email, cleanUps: ['trim', 'lower', 'trim'] }] }, 'columns.0.cleanUps: are more than 2'],
    [{ columns: [
      { ...email, cleanUps: [{ map: { a: 'b', c: 'd' } }] }, { column: 'b', field: 'city', cleanUps: [{ map: { a: 'b', c: 'd' } }] },
    ] }, 'columns.1.cleanUps: map more than 3 values'],
    [{ notify: { to: ['a@b.nl', 'c@d.nl'] } }, 'notify.to: are more than 1'],
  ));
});
