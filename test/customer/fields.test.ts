import { expect } from 'chai';
import {
  blankCustomer, CUSTOMER_FIELDS, customerById, insertCustomer, updateCustomer, type CustomerInput,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { customersStored, storedCustomer, storedHistory } from './support.ts';

describe('the fields of a customer', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' });
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  const settable = CUSTOMER_FIELDS.filter(({ kept, keptAt }) => !kept && keptAt.length === 0);
  /** A value of its own for every field that can be set at this door. */
  const filled = Object.fromEntries(settable.map(({ name, kind, max, values }) => {
    if (kind === 'enum') return [name, values.at(-2)];
    return [name, kind === 'date' ? '2000-02-29' : name.slice(0, max)];
  }));

  it('come back where they were put, each in its column', async () => {
    const { id } = await insertCustomer(scope, filled);
    const answer = await customerById(scope, id);
    expect(answer).to.deep.include({ ...filled, password: '', id, mailStatus: 'ACTIVE', softBounceCount: '0' });
    const stored = await storedCustomer(scope, id);
    const texts = settable.filter(({ kind }) => kind === 'text' || kind === 'enum');
    for (const { name, column } of texts) expect(stored?.[column], name).to.equal(filled[name]);
    expect(stored?.['birthday']).to.equal('2000-02-29');
  });

  it('have the values of a new customer where nothing is given', async () => {
    const customer = await insertCustomer(scope, undefined);
    expect(customer).to.include({
      complaintCount: '0', smsOptIn: 'Y', optIn: 'Y', trackOptIn: 'Y', gender: 'UNKNOWN', maritalStatus: 'UNKNOWN',
      birthday: '0000-00-00', poBox: '0', emailType: 'MULTIPART', mailStatus: 'ACTIVE', softBounceCount: '0',
      hardBounceCount: '0', status: 'SUSPECT', lastname: '', emailAddress: '', imageUrl: '', password: '',
      createdBy: 'tester', modifiedBy: 'tester',
    });
    expect(customer.accounts).to.deep.equal([]);
    expect(customer.options).to.deep.equal([]);
    expect(customer.createdAt).to.equal(customer.modifiedAt);
    expect(await storedCustomer(scope, customer.id)).to.include({ opt_in: 'Y', birthday: null, po_box: '0', password_hash: '' });
  });

  it('show times in the zone of the brand', async () => {
    const { id } = await insertCustomer(scope, {});
    await database.sql('customer').where({ id }).update({ created_at: '2026-03-01T20:30:05.9Z', modified_at: '2026-07-01T00:00:00Z' });
    expect(await customerById(scope, id)).to.include({ createdAt: '2026-03-02 05:30:05', modifiedAt: '2026-07-01 09:00:00' });
  });

  it('have the opt-ins of the brand where nothing is given', async () => {
    const strict = await makeBrand(database.sql, { settings: { optIn: 'N', smsOptIn: 'N', trackOptIn: 'N' } });
    const silent = scopeOf(database.sql, strict);
    expect(await insertCustomer(silent, { optIn: '', smsOptIn: null })).to.include({ optIn: 'N', smsOptIn: 'N', trackOptIn: 'N' });
    for (const given of ['optIn', 'smsOptIn', 'trackOptIn']) {
      const others = { optIn: 'N', smsOptIn: 'N', trackOptIn: 'N' };
      expect(await insertCustomer(silent, { [given]: 'Y' })).to.include({ ...others, [given]: 'Y' });
    }
    expect(blankCustomer(silent)).to.include({ optIn: 'N', smsOptIn: 'N' });
  });

  it('of a blank customer are those of a new one, and nothing is stored', async () => {
    const before = await customersStored(scope);
    const blank = blankCustomer(scope);
    expect(await customersStored(scope)).to.equal(before);
    expect(blank).to.not.have.any.keys('id', 'createdBy', 'createdAt', 'modifiedBy', 'modifiedAt');
    const { id, createdBy, createdAt, modifiedBy, modifiedAt, ...rest } = await insertCustomer(scope, blank);
    expect(rest).to.deep.equal(blank);
    expect([id, createdBy, createdAt, modifiedBy, modifiedAt]).to.not.include('');
  });

  it('keep what is nil or absent, and lose what is empty', async () => {
    const { id } = await insertCustomer(scope, filled);
    const kept = await updateCustomer(scope, { id, title: null, birthday: undefined, city: 'Delft' });
    expect(kept).to.include({ title: filled['title'], birthday: '2000-02-29', city: 'Delft' });
    const emptied = await updateCustomer(scope, { id, title: '', birthday: '', poBox: '', gender: '', status: '', password: '' });
    expect(emptied).to.include({
      title: '', birthday: '0000-00-00', poBox: '0', gender: filled['gender'], status: filled['status'], city: 'Delft',
    });
    expect(await storedCustomer(scope, id)).to.include({ title: '', birthday: null }).and.not.include({ password_hash: '' });
  });

  it('that the gateway keeps are ignored when they come back', async () => {
    const { id } = await insertCustomer(scope, { lastname: 'Visser' });
    const forged = {
      id, complaintCount: '7', mailStatus: 'INACTIVE', softBounceCount: '9', hardBounceCount: '9', imageUrl: 'x', createdBy: 'me',
      createdAt: '1999-01-01 00:00:00', modifiedBy: 'me', modifiedAt: '1999-01-01 00:00:00',
    };
    const before = await customerById(scope, id);
    expect(await updateCustomer(scope, forged)).to.deep.equal(before);
    const inserted = await insertCustomer(scope, forged);
    expect(inserted).to.include({ complaintCount: '0', mailStatus: 'ACTIVE', softBounceCount: '0', createdBy: 'tester' });
    expect(inserted.id).to.not.equal(id);
  });

  it('that only other doors can set are ignored at this one, and kept', async () => {
    const rest = scopeOf(database.sql, brand, { door: 'rest' });
    const { id } = await insertCustomer(rest, {});
    await updateCustomer(rest, { id, imageUrl: 'https://x.example/1.png' });
    expect(await updateCustomer(scope, { id, imageUrl: 'y', city: 'Delft' })).to.include({ imageUrl: 'https://x.example/1.png', city: 'Delft' });
    expect(await updateCustomer(scope, { id, imageUrl: '' })).to.include({ imageUrl: 'https://x.example/1.png' });
    expect(await insertCustomer(scope, { imageUrl: 'y' })).to.include({ imageUrl: '' });
    expect(await insertCustomer(scope, { imageUrl: 'x'.repeat(256) })).to.include({ imageUrl: '' });
    expect(await faultOf(updateCustomer(rest, { id, imageUrl: 'x'.repeat(256) }))).to.match(/105 Field imageUrl: has more than 255/);
    expect(await updateCustomer(rest, { id, imageUrl: '' })).to.include({ imageUrl: '' });
    const [, ...changes] = await storedHistory(scope, id);
    expect(changes.map((change) => [change.door, Object.keys(change.changes)])).to.deep.equal([
      ['rest', ['imageUrl']], ['soap', ['city']], ['rest', ['imageUrl']],
    ]);
  });

  it('of a whole record sent back change nothing', async () => {
    const record = await insertCustomer(scope, {
      ...filled, options: [{ name: 'shoe', value: '42' }], accounts: [{ network: 'net', accountId: 'a-1' }],
    });
    expect(await updateCustomer(scope, record)).to.deep.equal(record);
    expect((await storedHistory(scope, record.id)).map(({ act }) => act)).to.deep.equal(['inserted', 'updated']);
  });

  it('take text as it is: blanks, quotes, SQL, names of properties, other planes', async () => {
    const texts = { lastname: `  '); drop table customer; --\\`, firstname: '__proto__', title: '𝔸'.repeat(100), city: 'null' };
    const { id } = await insertCustomer(scope, texts);
    expect(await customerById(scope, id)).to.include(texts);
    expect(await updateCustomer(scope, { id, lastname: '{"a": [1]}', address: "''$1?:x" })).to.include({
      lastname: '{"a": [1]}', address: "''$1?:x", title: texts.title,
    });
  });

  describe('are refused with 105, field and value, and nothing is stored', () => {
    const cases: [given: CustomerInput, fault: RegExp][] = [
      [{ gender: 'man' }, /105 Field gender: is not one of MAN, .*NONBINARY.* \(man\)/],
      [{ optIn: 'J' }, /105 Field optIn: is not one of Y, N \(J\)/],
      [{ status: 'GOLD' }, /105 Field status: .* \(GOLD\)/],
      [{ maritalStatus: 'toString' }, /105 Field maritalStatus/],
      [{ emailType: 'AMP' }, /105 Field emailType/],
      [{ birthday: '31-12-1980' }, /105 Field birthday: is not a date YYYY-MM-DD \(31-12-1980\)/],
      [{ birthday: '2001-02-29' }, /105 Field birthday.*2001-02-29/],
      [{ birthday: '0000-01-01' }, /105 Field birthday/],
      [{ birthday: '1980-13-01' }, /105 Field birthday/],
      [{ birthday: '1980-12-31 25:00:00' }, /105 Field birthday/],
      [{ firstname: 'x'.repeat(41) }, /105 Field firstname: has more than 40 characters \(x+\)/],
      [{ title: '𝔸'.repeat(101) }, /105 Field title: has more than 100 characters/],
      [{ alternateZipCode: '12345678' }, /105 Field alternateZipCode: has more than 7 characters/],
      [{ password: 'secret'.repeat(9) }, /105 Field password: has more than 50 characters \(\(hidden\)\)/],
      [{ lastname: 'a\0b' }, /105 Field lastname: has a character that cannot be kept/],
      [{ lastname: '\ud800' }, /105 Field lastname: has a character that cannot be kept/],
    ];
    for (const [given, fault] of cases) {
      it(JSON.stringify(given).slice(0, 60), async () => {
        const before = await customersStored(scope);
        expect(await faultOf(insertCustomer(scope, given))).to.match(fault);
        expect(await customersStored(scope)).to.equal(before);
      });
    }
  });

  it('take days in each form that clients send', async () => {
    expect(await insertCustomer(scope, { birthday: '1980-12-31 00:00:00' })).to.include({ birthday: '1980-12-31' });
    expect(await insertCustomer(scope, { birthday: '0001-01-01' })).to.include({ birthday: '0001-01-01' });
    expect(await insertCustomer(scope, { birthday: '0000-00-00' })).to.include({ birthday: '0000-00-00' });
    expect(await insertCustomer(scope, { birthday: '0000-00-00 00:00:00' })).to.include({ birthday: '0000-00-00' });
  });
});
