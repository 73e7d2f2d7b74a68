import { expect } from 'chai';
import { CUSTOMER_FIELDS } from '../../src/customer/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapClient } from '../soap-operations/client.ts';
import { BothDoors, MEMBERS, type Wish } from './both-doors.ts';
import { restClient } from './support.ts';

const settable = CUSTOMER_FIELDS.filter(({ name }) => name in MEMBERS);
const nameAndValue = <Value>(value: (field: (typeof settable)[number]) => Value) =>
  Object.fromEntries(settable.map((field) => [field.name, value(field)]));

const FULL = nameAndValue(({ name, kind, max, values }) =>
  (kind === 'enum' ? String(values.at(-1)) : kind === 'date' ? '2000-02-29' : `${name} é𝔸&<"'`.slice(0, max - 1)));
const OTHER = nameAndValue(({ kind, max, values }) =>
  (kind === 'enum' ? String(values[0]) : kind === 'date' ? '1980-12-31' : 'z'.repeat(Math.min(max, 9))));
const EMPTY = nameAndValue(() => '');
const SQL = nameAndValue(({ kind, max, values }) =>
  (kind === 'enum' ? String(values[1]) : kind === 'date' ? '1999-01-01' : `');drop table customer;--$1?`.slice(0, max)));
const OPTIONS = { 'shoe': '42', 'a b': 'x  y', "');--": "');--", '__proto__': 'own', 'constructor': '1', '7': 'seven' };
const WHOLE: Wish = { fields: FULL, options: OPTIONS, accounts: [['net', 'a-1'], ['net', 'a-2'], ["');--", '__proto__']] };

describe('one and the same customer over SOAP and by REST', () => {
  let gateway: TestGateway;
  let both: BothDoors;
  before(async () => {
    gateway = await startGateway();
    both = await BothDoors.open(gateway);
  });
  after(() => gateway.stop());
  let made = 0;
  /** Accounts belong to one customer only. */
  const own = (wish: Wish): Wish => {
    made++;
    const accounts = wish.accounts?.map(([network, id]) => [network && `${network} ${made}`, id] as const);
    return accounts === undefined ? wish : { ...wish, accounts };
  };

  it('covers every field that SOAP can set', () => {
    const missing = CUSTOMER_FIELDS.filter(({ name, kept }) => !kept && !(name in MEMBERS)).map(({ name }) => name);
    expect(missing).to.deep.equal(['imageUrl', 'trackOptIn']);
  });

  const inserts: Readonly<Record<string, Wish>> = {
    'nothing': {},
    'every field, options and accounts': WHOLE,
    'every field empty': { fields: EMPTY },
    'every field null': { fields: { ...nameAndValue(() => null), birthday: '' } },
    'every field as long as it may be': { fields: nameAndValue(({ kind, max, values }) =>
      (kind === 'enum' ? String(values[0]) : kind === 'date' ? '9999-12-31' : '𝔸'.repeat(max))) },
    'SQL in every field': { fields: SQL },
    'a day with a time': { fields: { birthday: '1980-12-31 23:59:59' } },
    'the day that is none': { fields: { birthday: '0000-00-00' } },
    'the day that is none, with a time': { fields: { birthday: '0000-00-00 00:00:00' } },
    'blanks around values': { fields: { lastname: '  Visser ', externalId: ' 7 ' } },
    'an option without a value': { options: { shoe: '' } },
    'an account twice, and one that is none': { accounts: [['n', '1'], ['n', '1'], ['', '']] },
  };
  for (const [what, wish] of Object.entries(inserts)) {
    it(`is made of ${what}`, async () => {
      await both.expectSame(await both.insert(own(wish)));
    });
  }

  const updates: Readonly<Record<string, Wish>> = {
    'nothing': {},
    'what it has already': { fields: FULL, options: OPTIONS },
    'every field': { fields: OTHER },
    'every field empty': { fields: EMPTY },
    'one field': { fields: { city: 'Leiden' } },
    'null': { fields: { city: null, gender: null, password: null } },
    'a password': { fields: { password: 'another' } },
    'options: one new, one changed, one taken away, one as it was': { options: { hat: 'M', shoe: '43', constructor: '', 7: 'seven' } },
    'an option taken away that it has not': { options: { coat: '' } },
    'accounts: one new': { accounts: [['new', 'b-1']] },
    'everything at once': { fields: OTHER, options: { shoe: '' }, accounts: [['all', '1']] },
  };
  for (const [what, wish] of Object.entries(updates)) {
    it(`is changed by ${what}`, async () => {
      const pair = await both.insert(own(WHOLE));
      await both.update(pair, own(wish));
      await both.expectSame(pair);
      await both.update(pair, wish.accounts === undefined ? wish : {});
      await both.expectSame(pair);
    });
  }

  it('loses its birthday by an empty element there and by null here', async () => {
    const pair = await both.insert({ fields: { birthday: '1980-12-31' } });
    await both.soap.call('customer_update', { customer: { id: pair.soapId, birthday: '' } });
    expect((await both.rest.call('PUT', `/${pair.restId}`, { birthday: null })).body).to.include({ birthday: null });
    await both.expectSame(pair);
  });

  it('is found by the same values', async () => {
    const { soapId, restId } = await both.insert({ fields: { externalId: 'Find Me', emailAddress: 'Find@x.example' } });
    for (const [operation, name, value, isFound] of [
      ['customer_getByExternalId', 'externalId', 'Find Me', true], ['customer_getByExternalId', 'externalId', 'find me', false],
      ['customer_getByExternalId', 'externalId', 'Find', false], ['customer_getByEmailAddress', 'emailAddress', 'fIND@X.example', true],
      ['customer_getByEmailAddress', 'emailAddress', 'find@x.example ', false],
    ] as const) {
      const soap = (await both.soap.call(operation, { [name]: value })) as { Customer: { id: unknown }[] } | null;
      const rest = await both.rest.call<{ id: number }[]>('GET', `?${String(new URLSearchParams({ [MEMBERS[name] ?? '']: value }))}`);
      expect((soap?.Customer ?? []).map(({ id }) => String(id)), value).to.deep.equal(isFound ? [soapId] : []);
      expect(rest.body.map(({ id }) => String(id)), value).to.deep.equal(isFound ? [restId] : []);
    }
  });

  it('of one brand logs in over SOAP with the password that was set by REST', async () => {
    const { id } = await restClient(gateway).insert({ username: 'ada', password: 'by REST' });
    const soap = await soapClient(gateway);
    const ask = async (password: string) => soap.call('customer_getByUserNameAndPassword', { userName: 'ada', password });
    expect(await ask('by REST')).to.have.nested.property('Customer[0].id').that.satisfies((found: unknown) => String(found) === String(id));
    expect(await ask('by SOAP')).to.equal(null);
  });

  for (const settings of [{ optIn: 'N', smsOptIn: 'N' }, { optIn: 'N', unknownOptions: 'ignore' }]) {
    it(`has the defaults of a brand with ${JSON.stringify(settings)}`, async () => {
      const strict = await BothDoors.open(gateway, settings);
      for (const wish of [{}, { fields: { optIn: '', smsOptIn: 'Y' } }, { options: { unheard: 'of' } }]) {
        await strict.expectSame(await strict.insert(wish));
      }
    });
  }
});
