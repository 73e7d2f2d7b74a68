import { expect } from 'chai';
import { defineOption } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';
import { mappingOf } from '../../src/transfer/import/index.ts';
import { withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { importOf, ORDERS } from './import-support.ts';

describe('imports: what columns of a file fill', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql));
  });

  const mapping = (wish: Readonly<Record<string, unknown>>, columns: readonly string[]) =>
    mappingOf(scope, importOf(wish), columns);
  const email = { column: 'mail', field: 'emailAddress' };

  it('is fields and then options, in their order, one column for several and constants too', async () => {
    const { kind, plan, values } = await mapping({
      target: {
        kind: 'customers', unique: { fields: ['emailAddress'] }, mode: 'update', emptyCells: 'clear', optIn: 'N', trackOptIn: 'Y',
      },
      columns: [
        { column: 'mail', option: 'First mail' }, { value: 'CRM', option: 'Origin' },
        { ...email, cleanUps: ['trim', 'lower'] }, { column: 'name', field: 'lastname' }, { value: '', field: 'city' },
      ],
    }, ['name', 'x', 'mail']);
    expect(kind).to.equal('customers');
    expect(plan).to.deep.equal({
      fields: ['emailAddress', 'lastname', 'city'], options: ['First mail', 'Origin'],
      unique: { fields: ['emailAddress'], options: [] }, mode: 'update', emptyCells: 'clear', fresh: { optIn: 'N', trackOptIn: 'Y' },
    });
    expect(values(['Berg', '?', ' A@B.NL '])).to.deep.equal(['a@b.nl', 'Berg', '', ' A@B.NL ', 'CRM']);
    expect(values(['', '', ''])).to.deep.equal(['', '', '', '', 'CRM']);
  });

  it('finds a column by its name, its name in other letters, and its number', async () => {
    const { values } = await mapping({
      columns: [
        { column: 'MAIL ', field: 'emailAddress' }, { column: 'Naam', field: 'lastname' }, { column: '3', field: 'city' },
        { column: 'É', field: 'state' },
      ],
    }, ['naam', 'Naam', 'x', 'mail', 'e\u0301']);
    expect(values(['a', 'b', 'c', 'd', 'e'])).to.deep.equal(['d', 'b', 'c', 'e']);
    const byName = await mapping({ columns: [{ column: '2', field: 'emailAddress' }] }, ['2', '1']);
    expect(byName.values(['two', 'one'])).to.deep.equal(['two']);
    const unnamed = await mapping({ columns: [{ column: '2', field: 'emailAddress' }] }, ['1', '2']);
    expect(unnamed.values(['one', 'two'])).to.deep.equal(['two']);
  });

  it('refuses a file that lacks columns as a whole, and names them', async () => {
    const columns = [email, { column: 'name', field: 'lastname' }, { column: '4', field: 'city' }, { column: '0', field: 'state' }];
    expect(await faultOf(mapping({ columns }, ['a', 'MAIL', 'b c']))).to.equal(
      '105 The file has no column for "name", "4", "0"; its columns are "a", "MAIL", "b c"');
  });

  it('refuses a name that several columns have, but not their numbers', async () => {
    expect(await faultOf(mapping({ columns: [email] }, ['mail', 'x', 'mail']))).to.equal(
      '105 Field column: is the name of columns 1, 3 of the file: use its number (mail)');
    expect(await faultOf(mapping({ columns: [email] }, ['Mail', 'x', 'MAIL']))).to.include('columns 1, 3');
    const third = await mapping({ columns: [{ ...email, column: '3' }] }, ['mail', 'x', 'mail']);
    expect(third.values(['a', 'b', 'c'])).to.deep.equal(['c']);
  });

  it('tells a cell that cannot be taken, with its column', async () => {
    const { values } = await mapping({
      columns: [email, { column: 'Geb. datum', field: 'birthday', cleanUps: [{ date: '{d}-{m}-{Y}' }] }],
    }, ['mail', 'geb. datum']);
    expect(values(['a', '1-2-1990'])).to.deep.equal(['a', '1990-02-01']);
    expect(() => values(['a', '1990'])).to.throw(TolkError, 'Column Geb. datum: is not written as {d}-{m}-{Y} (1990)');
  });

  it('is matched by name when nothing is said, secrets and numbers of customers left out', async () => {
    await defineOption(scope, { name: 'Club-kaart', type: 'text', choices: [], maxLength: null });
    const columns = ['E-mailadres', 'Woonplaats', 'clubkaart', 'password', 'id', 'x'];
    const { plan, values } = await mapping({}, columns);
    expect(plan).to.deep.include({ fields: ['emailAddress', 'city'], options: ['Club-kaart'] });
    expect(values(['a', 'b', 'c', 'd', 'e', 'f'])).to.deep.equal(['a', 'b', 'c']);
    const byId = await mapping({ target: { kind: 'customers', unique: { fields: ['id'] } } }, columns);
    expect(byId.plan).to.deep.include({ fields: ['id', 'emailAddress', 'city'] });
    expect(byId.values(['a', 'b', 'c', 'd', 'e', 'f'])).to.deep.equal(['e', 'a', 'b', 'c']);
    expect(await faultOf(mapping({ target: { kind: 'customers', unique: { fields: ['externalId'], options: ['Club-kaart'] } } }, columns)))
      .to.include('has no column for "externalId"');
    expect(await faultOf(mapping({ target: { kind: 'customers', unique: { options: ['Club-kaart'] } } }, ['city'])))
      .to.include('has no column for "Club-kaart"');
  });

  it('is parents and then columns of rows', async () => {
    await withModel(scope, ORDERS);
    const { kind, plan, values } = await mapping({
      target: {
        kind: 'rows', table: 'line', unique: ['sku'], parent: [
          { of: 'customer', by: 'externalId', column: 'klant', cleanUps: ['trim'] }, { of: 'order', by: 'nr', column: 'order' },
        ],
      },
      columns: [{ column: 'sku', rowColumn: 'sku', cleanUps: ['upper'] }, { value: '1', rowColumn: 'amount' }],
    }, ['order', 'Klant', 'SKU']);
    expect(kind).to.equal('rows');
    expect(plan).to.deep.equal({
      table: 'line', parent: [{ of: 'customer', by: 'externalId' }, { of: 'order', by: 'nr' }], columns: ['sku', 'amount'],
      unique: ['sku'], mode: 'both', emptyCells: 'keep',
    });
    expect(values(['O1', ' K1 ', 'abc'])).to.deep.equal(['K1', 'O1', 'ABC', '1']);
  });

  it('is matched with columns of the table by name, each but once', async () => {
    await withModel(scope, { ...ORDERS, tables: [{ name: 'order', columns: [
      { name: 'nr', type: 'string', unique: true }, { name: 'a_b', type: 'string' }, { name: 'ab', type: 'string' }, { name: 'x', type: 'string' },
    ] }], contains: [{ parent: 'customer', child: 'order' }] });
    const target = { kind: 'rows', table: 'order', unique: ['nr'], parent: [{ of: 'customer', by: 'id', column: 'customer' }] };
    const { plan, values } = await mapping({ target }, ['A-B', 'NR', 'customer', 'ab', '']);
    expect(plan).to.deep.include({ columns: ['nr', 'a_b', 'ab'] });
    expect(values(['1', '2', '3', '4', '5'])).to.deep.equal(['3', '2', '1', '4']);
    expect((await mapping({ target }, ['nr', 'customer', 'ab'])).plan).to.deep.include({ columns: ['nr', 'ab'] });
    expect((await mapping({ target }, ['nr', 'customer', 'A-B'])).plan).to.deep.include({ columns: ['nr', 'a_b'] });
    expect(await faultOf(mapping({ target }, ['customer', 'x']))).to.include('has no column for "nr"');
    expect(await faultOf(mapping({ target }, ['nr']))).to.include('has no column for "customer"');
    expect(await faultOf(mapping({ target: { ...target, table: 'gone' } }, ['customer', 'nr']))).to.include('Table gone');
  });
});
