import { expect } from 'chai';
import {
  customerHistory, deleteCustomer, insertCustomer, maintainHistory, updateCustomer,
} from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { storedHistory } from './support.ts';

describe('the history of customers', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql, { timeZone: 'Asia/Tokyo' });
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  it('says when, who, by which door, and which fields from what to what', async () => {
    const { id } = await insertCustomer(scope, {
      lastname: 'Visser', birthday: '1980-12-31', title: '', options: [{ name: 'shoe', value: '42' }, { name: 'hat', value: '7' }],
    });
    const door = scopeOf(database.sql, brand, { actor: 'another', door: 'rest' });
    await updateCustomer(door, {
      id, lastname: 'Bakker', birthday: '', city: '', title: null, password: 'secret',
      options: [{ name: 'shoe', value: '43' }, { name: 'hat', value: '' }, { name: 'new', value: '1' }],
    });
    const [inserted, updated] = await customerHistory(scope, id);
    expect(inserted).to.deep.include({ act: 'inserted', changedBy: 'tester', door: 'soap' });
    expect(inserted?.changes).to.deep.equal({
      lastname: [null, 'Visser'], birthday: [null, '1980-12-31'], 'options.shoe': [null, '42'], 'options.hat': [null, '7'],
      optIn: [null, 'Y'], smsOptIn: [null, 'Y'], trackOptIn: [null, 'Y'],
    });
    expect(updated).to.deep.include({ act: 'updated', changedBy: 'another', door: 'rest' });
    expect(updated?.changes).to.deep.equal({
      lastname: ['Visser', 'Bakker'], birthday: ['1980-12-31', '0000-00-00'], password: [],
      'options.shoe': ['42', '43'], 'options.hat': ['7', null], 'options.new': [null, '1'],
    });
    expect(JSON.stringify(await storedHistory(scope, id))).to.not.match(/secret|scrypt/);
  });

  it('shows times in the zone of the brand and the newest HISTORY_MAX changes, oldest first', async () => {
    const { id } = await insertCustomer(scope, { city: '0' });
    for (const city of ['1', '2', '3']) await updateCustomer(scope, { id, city });
    const few = scopeOf(database.sql, brand, { settings: { HISTORY_MAX: '2' } });
    const changes = (await customerHistory(few, id)).map((entry) => entry.changes['city']);
    expect(changes).to.deep.equal([['1', '2'], ['2', '3']]);
    await database.sql('customer_history').insert({
      brand_id: brand.id, customer_id: id, changed_at: '2000-01-01T20:00:00Z', act: 'updated', changed_by: 'x', door: 'cli', changes: {},
    });
    expect((await customerHistory(scope, id))[0]?.changedAt).to.equal('2000-01-02 05:00:00');
  });

  it('is that of the brand alone, also after the customer is gone', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const { id } = await insertCustomer(scope, {});
    await deleteCustomer(scope, id);
    expect((await customerHistory(scope, id)).map(({ act }) => act)).to.deep.equal(['inserted', 'deleted']);
    expect(await customerHistory(other, id)).to.deep.equal([]);
    expect(await customerHistory(scope, 'x')).to.deep.equal([]);
  });

  describe('partitions', () => {
    beforeEach(() => database.sql('customer_history_default').delete());

    const partitions = async () => {
      const { rows } = await database.sql.raw<{ rows: { name: string }[] }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'customer_history'::regclass order by 1`,
      );
      return rows.map(({ name }) => name);
    };
    const monthsAhead = async () => {
      const { rows } = await database.sql.raw<{ rows: { name: string }[] }>(
        `select 'customer_history_' || to_char(now() at time zone 'UTC' + n * interval '1 month', 'YYYY_MM') as name
         from generate_series(0, 3) as n`,
      );
      return rows.map(({ name }) => name);
    };

    it('are there for this month and three ahead from the start; changes go into this month', async () => {
      const months = await monthsAhead();
      expect(await partitions()).to.deep.equal([...months, 'customer_history_default']);
      const { id } = await insertCustomer(scope, {});
      const rows = await database.sql(months[0] ?? '').where({ customer_id: id });
      expect(rows).to.have.length(1);
    });

    it('are made by the upkeep when they are missing, once by two instances', async () => {
      const months = await monthsAhead();
      const missing = months[3] ?? '';
      await database.sql.raw(`drop table ${missing}`);
      const results = await Promise.all([maintainHistory(database.sql), maintainHistory(database.another())]);
      expect(results.flatMap(({ made }) => made)).to.deep.equal([missing]);
      expect(await partitions()).to.deep.equal([...months, 'customer_history_default']);
      expect(await maintainHistory(database.sql)).to.deep.equal({ made: [], strays: 0 });
    });

    it('take the rows of their month out of the default partition', async () => {
      const months = await monthsAhead();
      const missing = months[3] ?? '';
      await database.sql.raw(`drop table ${missing}`);
      await database.sql.raw(
        `insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
         values (?, 1, date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + interval '3 months 5 days',
           'updated', 'x', 'cli', '{}')`, [brand.id],
      );
      expect(await database.sql('customer_history_default')).to.have.length(1);
      expect(await maintainHistory(database.sql)).to.deep.equal({ made: [missing], strays: 0 });
      expect(await database.sql(missing)).to.have.length(1);
      expect(await database.sql('customer_history_default')).to.have.length(0);
    });

    it('report rows of months that have none', async () => {
      await database.sql('customer_history').insert({
        brand_id: brand.id, customer_id: 1, changed_at: '1999-01-01', act: 'updated', changed_by: 'x', door: 'cli', changes: {},
      });
      expect((await maintainHistory(database.sql)).strays).to.be.greaterThan(0);
    });
  });
});
