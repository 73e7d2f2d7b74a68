import { expect } from 'chai';
import {
  addAccount, customerByAccount, customerById, customersByEmailAddress, customersByExternalId, customersByIds,
  customersByLogin, customersByMobilePhone, customersLike, deleteCustomer, insertUniqueCustomer, updateCustomer,
  upsertByFields, type CustomerInput,
} from '../../src/customer/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';

const MANY = 120_000;
/** PostgreSQL plans a statement anew five times before it may settle on one plan for all values. */
const TIMES = 7;

/** Half of the customers have no number, no address and so on: an index must not stumble over them. */
const FILL = `
  insert into customer (
    brand_id, external_id, email_address, mobile_phone, user_name, lastname, options, created_by, modified_by)
  select ?, case when n % 2 = 0 then 'K-' || n else '' end,
    case when n % 2 = 0 then 'User' || n || '@x.example' else '' end,
    case when n % 2 = 0 then '+31' || n else '' end, case when n % 2 = 0 then 'user' || n else '' end, 'Visser',
    case when n % 2 = 0 then jsonb_build_object('crm', n::text, 'rhythm', 'WEEKLY') else '{}' end, 'x', 'x'
  from generate_series(1, ?::int) as n`;

describe('with many customers', () => {
  let database: TestDatabase;
  let scope: Scope;
  let last: string;
  before(async () => {
    database = await testDatabase();
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    const other = await makeBrand(database.sql);
    await database.sql('customer_option').insert(['crm', 'rhythm'].map((name) =>
      ({ brand_id: scope.brand.id, name, created_by: 'x' })));
    await database.sql.raw(FILL, [scope.brand.id, MANY]);
    await database.sql.raw(FILL, [other.id, 1000]);
    const [found] = await database.sql('customer').where({ brand_id: scope.brand.id }).max<{ max: string }[]>('id as max');
    last = found?.max ?? '';
    await addAccount(scope, last, 'net', 'a');
    await database.sql.raw('vacuum analyze customer, customer_account, customer_option');
  });
  after(() => database.drop());

  /** Of this transaction and, on the same connection, of those of the last second. */
  async function counts({ sql }: TxScope, index: string): Promise<number[]> {
    const [found = []] = await rows<string[]>(sql, statement(`
      select seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0), pg_stat_get_xact_numscans($1::regclass)
      from pg_stat_xact_user_tables where relname = 'customer'`), [index]);
    return found.map(Number);
  }

  /**
   * How often the act scanned the table from end to end, the rows it read, and the scans of an index. It is
   * undone.
   */
  async function seen(index: string, act: (tx: TxScope) => Promise<unknown>) {
    let before: number[] = [];
    let after: number[] = [];
    const undone = new Error('undone');
    await scope.transaction(async (tx) => {
      before = await counts(tx, index);
      await act(tx);
      after = await counts(tx, index);
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    const grown = after.map((count, place) => count - (before[place] ?? NaN));
    const [tableScans = NaN, read = NaN, indexScans = NaN] = grown;
    return { tableScans, read, indexScans };
  }

  const unique = (customer: CustomerInput, fields: string[], options: string[] = []) => (tx: TxScope) =>
    insertUniqueCustomer(tx, customer, { fields, options });
  const crm = { options: [{ name: 'crm', value: `${MANY}` }] };

  const acts: [name: string, index: string, act: (tx: TxScope) => Promise<unknown>][] = [
    ['customer_getById', 'customer_pk', (tx) => customerById(tx, last)],
    ['a page of 50', 'customer_pk', (tx) => customersByIds(tx, Array.from({ length: 50 }, (_, place) => `${Number(last) - place}`))],
    ['customer_getByExternalId', 'customer_by_external_id', (tx) => customersByExternalId(tx, `K-${MANY}`)],
    ['customer_getByEmailAddress', 'customer_by_email_address', (tx) => customersByEmailAddress(tx, `user${MANY}@X.example`)],
    ['customer_getByMobilePhone', 'customer_by_mobile_phone', (tx) => customersByMobilePhone(tx, `+31${MANY}`)],
    ['customer_getByUserNameAndPassword', 'customer_by_user_name', (tx) => customersByLogin(tx, `user${MANY}`, 'x')],
    ['customer_getByAccountId', 'customer_pk', (tx) => customerByAccount(tx, 'net', 'a')],
    ['customer_update', 'customer_pk', (tx) => updateCustomer(tx, { id: last, city: 'Delft' })],
    ['customer_delete', 'customer_pk', (tx) => deleteCustomer(tx, last)],
    ['insertUnique by number', 'customer_by_external_id', unique({ externalId: `K-${MANY}` }, ['externalId'])],
    ['insertUnique by address', 'customer_by_email_address', unique({ emailAddress: `USER${MANY}@x.example` }, ['emailAddress'])],
    [
      'insertUnique by address and an empty number', 'customer_by_email_address',
      unique({ emailAddress: `user${MANY}@x.example` }, ['externalId', 'emailAddress']),
    ],
    ['insertUnique by option', 'customer_by_options', unique(crm, [], ['crm'])],
  ];
  for (const [name, index, act] of acts) {
    it(`${name} uses ${index} and reads only what it finds`, async () => {
      if (name === 'customer_delete') {
        const { tableScans, read } = await seen(index, act);
        expect({ tableScans, few: read < 10 }).to.deep.equal({ tableScans: 0, few: true });
        return;
      }
      const { tableScans, read, indexScans } = await seen(index, async (tx) => {
        for (let time = 0; time < TIMES; time++) await act(tx);
      });
      expect(tableScans).to.equal(0);
      expect(indexScans).to.be.at.least(TIMES);
      expect(read / TIMES).to.be.lessThan(name === 'a page of 50' ? 51 : 10);
    });
  }

  const batches: [index: string, fields: string[], options: string[], item: (number: number) => CustomerInput][] = [
    ['customer_by_external_id', ['externalId'], [], (number) => ({ externalId: `K-${number}`, city: 'Delft' })],
    ['customer_by_email_address', ['emailAddress'], [], (number) => ({ emailAddress: `User${number}@x.example`, title: 'Dr' })],
    ['customer_by_options', [], ['crm'], (number) => ({ options: [{ name: 'crm', value: `${number}` }], city: 'Delft' })],
  ];
  for (const [index, fields, options, item] of batches) {
    it(`a batch finds each of its customers in ${index}`, async () => {
      const batch = Array.from({ length: 1000 }, (_, place) => item(place * 100 + 2));
      const { tableScans, read, indexScans } = await seen(index, (tx) =>
        upsertByFields(tx, batch, { fields, options }));
      expect({ tableScans, indexScans }).to.deep.equal({ tableScans: 0, indexScans: 1000 });
      expect(read).to.be.lessThan(5000);
    });
  }

  const examples: [name: string, index: string, example: CustomerInput][] = [
    ['a number', 'customer_by_external_id', { externalId: `K-${MANY}`, lastname: 'Visser' }],
    ['an address', 'customer_by_email_address', { emailAddress: `user${MANY}@x.example` }],
    ['an option', 'customer_by_options', crm],
    ['an id', 'customer_pk', { id: `${MANY}` }],
  ];
  for (const [name, index, example] of examples) {
    it(`a set like ${name} is filled from ${index}`, async () => {
      const { text, values } = await customersLike(scope, { customer: example });
      const { tableScans, read, indexScans } = await seen(index, (tx) => rows(tx.sql, { name: '', text }, values));
      expect({ tableScans, indexScans }).to.deep.equal({ tableScans: 0, indexScans: 1 });
      expect(read).to.be.lessThan(5);
    });
  }
});
