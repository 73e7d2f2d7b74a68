import { expect } from 'chai';
import { CUSTOMER_FIELDS } from '../../src/customer/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { BothDoors, MEMBERS, type Pair, type Wish } from './both-doors.ts';

const settable = CUSTOMER_FIELDS.filter(({ name }) => name in MEMBERS);

describe('one and the same refusal over SOAP and by REST', () => {
  let gateway: TestGateway;
  let both: BothDoors;
  let pair: Pair;
  before(async () => {
    gateway = await startGateway({ env: { ACCOUNTS_MAX: '2', OPTIONS_MAX: '8' } });
    const base = { choices: [], maxLength: null };
    both = await BothDoors.open(gateway, {}, [
      { ...base, name: 'size', type: 'number' }, { ...base, name: 'price', type: 'decimal' },
      { ...base, name: 'day', type: 'date' }, { ...base, name: 'at', type: 'datetime' }, { ...base, name: 'hour', type: 'time' },
      { ...base, name: 'news', type: 'boolean' }, { ...base, name: 'short', type: 'text', maxLength: 3 },
      { ...base, name: 'colour', type: 'choice', choices: ['red', 'blue'] },
    ]);
    pair = await both.insert({ fields: { lastname: 'Visser' } });
  });
  after(() => gateway.stop());

  for (const { name, kind, max } of settable.filter((field) => field.kind === 'text' || field.kind === 'password')) {
    it(`of a ${name} that is too long`, async () => {
      const shown = kind === 'password' ? '\\(hidden\\)' : 'z+…?';
      expect(await both.refusal({ fields: { [name]: 'z'.repeat(max + 1) } }))
        .to.match(new RegExp(`^400 FIELD_VALUE: Field ${MEMBERS[name]}: has more than ${max} characters \\(${shown}\\)$`));
    });
  }

  for (const { name } of settable.filter(({ kind }) => kind === 'enum')) {
    it(`of a ${name} that is none`, async () => {
      expect(await both.refusal({ fields: { [name]: 'toString' } }))
        .to.match(new RegExp(`^400 FIELD_VALUE: Field ${MEMBERS[name]}: is not one of .* \\(toString\\)$`));
    });
  }

  it('of a day that is none', async () => {
    for (const day of ['31-12-1980', '2001-02-29', '1980-13-01', '1980-12-31T10:00:00Z', 'now()', '0000-01-01']) {
      expect(await both.refusal({ fields: { birthday: day } }, pair))
        .to.equal(`400 FIELD_VALUE: Field birthday: is not a date YYYY-MM-DD (${day})`);
    }
  });

  const values: readonly (readonly [name: string, value: string])[] = [
    ['size', '4.2'], ['price', '1,5'], ['day', '31-12-1980'], ['at', '1980-12-31'], ['hour', '25:00'], ['news', 'maybe'],
    ['short', 'long'], ['colour', 'green'],
  ];
  for (const [name, value] of values) {
    it(`of option ${name} that is ${value}`, async () => {
      expect(await both.refusal({ options: { [name]: value } }, pair))
        .to.match(new RegExp(`^400 FIELD_VALUE: Field options\\.${name}: .* \\(${value}\\)$`));
    });
  }

  const wishes: readonly (readonly [what: string, wish: Wish, text: RegExp])[] = [
    ['an option without a name', { options: { '': 'x' } }, /^400 FIELD_VALUE: Field options: has a value without a name \(x\)$/],
    ['a name of an option that is too long', { options: { ['n'.repeat(101)]: 'x' } }, /^400 FIELD_VALUE: Field options: has more than 100/],
    ['one option too many', { options: { one: 'more' } }, /^409 OPTIONS_EXCEEDED: A brand has at most 8 .*one would be one more$/],
    ['an account without a network', { accounts: [['', 'a']] }, /^400 FIELD_VALUE: Field network: is empty \(\)$/],
    ['an account without an id', { accounts: [['n', '']] }, /^400 FIELD_VALUE: Field accountid: is empty \(\)$/],
    ['an account that is too long', { accounts: [['n', 'x'.repeat(256)]] }, /^400 FIELD_VALUE: Field accountid: has more than 255/],
    ['the first of two that are wrong', { fields: { gender: 'x', city: 'y'.repeat(71) } }, /^400 FIELD_VALUE: Field gender/],
  ];
  for (const [what, wish, text] of wishes) {
    it(`of ${what}`, async () => {
      expect(await both.refusal(wish)).to.match(text);
      expect(await both.refusal(wish, pair)).to.match(text);
    });
  }

  it('of an account that somebody else has, and of one too many', async () => {
    const { restId } = await both.insert({ accounts: [['taken', '1']] });
    await both.soap.call('account_addToCustomer', { customerId: pair.soapId, network: 'mine', accountId: '1' });
    await both.rest.call('PUT', `/${pair.restId}`, { accounts: [{ network: 'mine', accountid: '1' }] });
    const wish = { accounts: [{ network: 'taken', accountid: '1' }] };
    expect(await both.rest.refusal('PUT', `/${pair.restId}`, wish))
      .to.equal(`409 ACCOUNT_TAKEN: Account 1 of network taken belongs to customer ${restId} already`);
    expect(await both.refusal({ fields: { city: 'Leiden' }, accounts: [['a', '2'], ['a', '3']] }, pair))
      .to.equal(`409 ACCOUNTS_EXCEEDED: Customer ${pair.restId} has 2 accounts, the most that are kept`);
  });

  it('of a customer that is not there', async () => {
    const nobody = { soapId: '999999999', restId: '999999999' };
    expect(await both.refusal({ fields: { city: 'Leiden' } }, nobody)).to.equal('404 CUSTOMER_NOT_FOUND: Customer 999999999 not found');
    for (const [operation, args] of [['customer_delete', { customer: { id: 999999999 } }], ['customer_getById', { customerId: 999999999 }]] as const) {
      expect(await both.soap.fault(operation, args)).to.equal('213 Customer 999999999 not found');
    }
    for (const method of ['DELETE', 'GET']) {
      expect(await both.rest.refusal(method, '/999999999')).to.equal('404 CUSTOMER_NOT_FOUND: Customer 999999999 not found');
    }
  });

  it('of an option that a brand with unknownOptions = fault does not know', async () => {
    const strict = await BothDoors.open(gateway, { unknownOptions: 'fault' });
    expect(await strict.refusal({ options: { shoe: '42' } }))
      .to.equal('400 OPTION_UNKNOWN: Customer option shoe is not defined for this brand');
  });
});
