import { expect } from 'chai';
import { makeBrand, makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import {
  CUSTOMERS, customersStored, restClient, storedCustomer, storedHistory, type Json, type RestClient,
} from './support.ts';

/** The example of the fact sheet (customer-rest.md 5). */
const ADA = {
  externalid: 'K-20811', emailaddress: 'ada@harbour.example', firstname: 'Ada', lastname: 'Visser', gender: 'WOMAN',
  optin: 'Y', smsoptin: 'N', status: 'CUSTOMER', city: 'Delft', country: 'NL', birthday: null,
};

describe('customers by REST', () => {
  let gateway: TestGateway;
  let rest: RestClient;
  before(async () => {
    gateway = await startGateway();
    rest = restClient(gateway);
  });
  after(() => gateway.stop());

  const read = async (id: unknown) => (await rest.call('GET', `/${String(id)}`)).body;

  it('take the example of the contract by ?token= and answer 201 with the customer', async () => {
    const response = await fetch(`${gateway.url}${CUSTOMERS}?token=${gateway.token}`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ADA),
    });
    const made = (await response.json()) as Json;
    expect(response.status).to.equal(201);
    expect(made).to.include(ADA).and.include({ pobox: '0', maritalstatus: 'UNKNOWN', emailtype: 'MULTIPART', trackoptin: 'Y' });
    expect(made).to.deep.include({ options: {}, accounts: [] }).and.not.have.any.keys('password', 'customerId');
    expect(Object.keys(made)[0]).to.equal('id');
    expect(made['id']).to.be.a('number');
    expect(response.headers.get('location')).to.equal(`${gateway.url}${CUSTOMERS}/${String(made['id'])}`);
    expect(await storedCustomer(gateway, made['id'])).to.include({ external_id: 'K-20811', lastname: 'Visser', birthday: null });
    const again = await fetch(`${response.headers.get('location')}?token=${gateway.token}`);
    expect(await again.json()).to.deep.equal(made);
  });

  it('are as many as were sent: nothing is unique', async () => {
    const before = await customersStored(gateway);
    const [one, two] = [await rest.insert(ADA), await rest.insert(ADA)];
    expect(one.id).to.not.equal(two.id);
    expect(await customersStored(gateway)).to.equal(before + 2);
  });

  it('show counts and ids as numbers, written exactly', async () => {
    const { id } = await rest.insert();
    await gateway.sql('customer').where({ id }).update({ complaint_count: 3, soft_bounce_count: 2, hard_bounce_count: 1 });
    const { text } = await rest.call('GET', `/${id}`);
    expect(text).to.include(`{"id":${id},`).and.include('"softbouncecount":2,"hardbouncecount":1,"complaintcount":3,');
    const big = '9007199254740993';
    await gateway.sql('customer').where({ id }).update({ id: big });
    expect((await rest.call('GET', `/${big}`)).text).to.include(`{"id":${big},`);
  });

  it('are changed by PUT in what is named, and in nothing else', async () => {
    const made = await rest.insert({ ...ADA, options: { shoe: '42', hat: 'M' }, accounts: [{ network: 'net', accountid: 'a-1' }] });
    const { status, body } = await rest.call('PUT', `/${made.id}`, {
      city: 'Leiden', options: { shoe: '', hat: 'L' }, accounts: [{ network: 'net', accountid: 'a-2' }],
    });
    expect(status).to.equal(200);
    expect(body).to.deep.include({
      ...made, modifiedat: body['modifiedat'], city: 'Leiden', options: { hat: 'L' },
      accounts: [{ network: 'net', accountid: 'a-1' }, { network: 'net', accountid: 'a-2' }],
    });
    expect(await read(made.id)).to.deep.equal(body);
    expect((await storedHistory(gateway, made.id)).at(-2)).to.deep.include({
      act: 'updated', door: 'rest',
      changes: { 'city': ['Delft', 'Leiden'], 'options.hat': ['M', 'L'], 'options.shoe': ['42', null] },
    });
  });

  it('that are sent back as they were read change nothing, whatever the gateway keeps', async () => {
    const made = await rest.insert({ ...ADA, password: 'secret', options: { shoe: '42' }, accounts: [{ network: 'n', accountid: 'x' }] });
    const history = await storedHistory(gateway, made.id);
    const stored = await storedCustomer(gateway, made.id);
    const forged = { id: 1, createdby: 'me', createdat: 5, modifiedby: null, mailstatus: 'INACTIVE', complaintcount: '7' };
    for (const body of [made, {}, { ...made, ...forged }, { lastname: null, options: null, accounts: null }]) {
      expect((await rest.call('PUT', `/${made.id}`, body)).body).to.deep.equal(made);
    }
    expect(await storedHistory(gateway, made.id)).to.deep.equal(history);
    expect(await storedCustomer(gateway, made.id)).to.deep.equal(stored);
  });

  it('lose by empty texts what can be empty, and by null only a birthday', async () => {
    const { id } = await rest.insert({ ...ADA, birthday: '1980-12-31', pobox: '7', password: 'secret', imageurl: 'https://x.example/1' });
    const { password_hash: hash } = (await storedCustomer(gateway, id)) ?? {};
    const { body: kept } = await rest.call('PUT', `/${id}`, { lastname: null, gender: null, imageurl: null, password: null });
    expect(kept).to.include({ lastname: 'Visser', gender: 'WOMAN', birthday: '1980-12-31', imageurl: 'https://x.example/1' });
    const { body } = await rest.call('PUT', `/${id}`, {
      lastname: '', gender: '', pobox: '', imageurl: '', password: '', birthday: null,
    });
    expect(body).to.include({ lastname: '', gender: 'WOMAN', pobox: '0', imageurl: '', birthday: null });
    expect(await storedCustomer(gateway, id)).to.include({ lastname: '', birthday: null, password_hash: hash });
  });

  it('take numbers as their text', async () => {
    const made = await rest.insert({ zipcode: 2611, addressnumber: 12.5, options: { shoe: 42 }, accounts: [{ network: 'n', accountid: 77 }] });
    expect(made).to.deep.include({ zipcode: '2611', addressnumber: '12.5', options: { shoe: '42' } });
    expect(made['accounts']).to.deep.equal([{ network: 'n', accountid: '77' }]);
  });

  it('are found by customer number, and by e-mail address whatever its case; else []', async () => {
    const shared = { externalid: 'K/2&3 ü', emailaddress: 'Two+1@x.example' };
    const both = [await rest.insert(shared), await rest.insert(shared)];
    const find = async (query: Record<string, string>) =>
      (await rest.call<Json[]>('GET', `?${String(new URLSearchParams(query))}`)).body;
    expect(await find({ externalid: 'K/2&3 ü' })).to.deep.equal(both);
    expect(await find({ emailaddress: 'two+1@X.example' })).to.deep.equal(both);
    expect(await find({ externalid: 'K/2&3 ü', token: 'ignored: the header wins' })).to.deep.equal(both);
    for (const none of ['externalid=k%2F2', 'externalid=', 'emailaddress=', 'emailaddress=nobody', "externalid=' or 1=1 --"]) {
      expect((await rest.call('GET', `?${none}`)).body, none).to.deep.equal([]);
    }
  });

  it('that are too many for a list are refused like over SOAP', async () => {
    const small = await startGateway({ env: { LIST_MAX: '2' } });
    try {
      const client = restClient(small);
      for (let n = 0; n < 3; n++) await client.insert({ externalid: n < 2 ? 'few' : 'many', emailaddress: 'same@x.example' });
      expect((await client.call<Json[]>('GET', '?externalid=few')).body).to.have.length(2);
      expect(await client.refusal('GET', '?emailaddress=same@x.example')).to.match(/^400 LIST_TOO_LONG: More than 2 /);
    } finally {
      await small.stop();
    }
  });

  it('are gone after DELETE, with a history that says so', async () => {
    const { id } = await rest.insert({ ...ADA, accounts: [{ network: 'gone', accountid: '1' }] });
    const { status, text } = await rest.call('DELETE', `/${id}`);
    expect([status, text]).to.deep.equal([204, '']);
    for (const [method, body] of [['GET'], ['DELETE'], ['PUT', {}]] as const) {
      expect(await rest.refusal(method, `/${id}`, body)).to.equal(`404 CUSTOMER_NOT_FOUND: Customer ${id} not found`);
    }
    expect(await storedCustomer(gateway, id)).to.equal(undefined);
    expect((await storedHistory(gateway, id)).at(-1)).to.include({ act: 'deleted', door: 'rest' });
    expect(await gateway.sql('customer_account').where({ network: 'gone' })).to.deep.equal([]);
  });

  it('of another brand are not there, and stay as they are', async () => {
    const other = await makeBrand(gateway.sql);
    const foreign = restClient({ url: gateway.url, token: (await makeToken(gateway.sql, { brand: other })).token });
    const mine = await rest.insert(ADA);
    for (const [method, body] of [['GET'], ['DELETE'], ['PUT', { city: 'Rotterdam' }]] as const) {
      expect(await foreign.refusal(method, `/${mine.id}`, body)).to.equal(`404 CUSTOMER_NOT_FOUND: Customer ${mine.id} not found`);
    }
    expect((await foreign.call('GET', '?externalid=K-20811')).body).to.deep.equal([]);
    expect(await read(mine.id)).to.deep.equal(mine);
  });
});
