import { expect } from 'chai';
import { makeBrand, makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { soapClient, type SoapClient } from './client.ts';
import { withDigits } from './digits.ts';

describe('customer set operations', () => {
  let gateway: TestGateway;
  let client: SoapClient;
  let customerIds: string[];
  let resourceId: unknown;
  before(async () => {
    gateway = await startGateway();
    client = withDigits(await soapClient(gateway));
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    await gateway.sql('customer').delete();
    customerIds = [];
    for (let made = 0; made < 7; made++) {
      customerIds.push(((await client.call('customer_insert', { customer: { lastname: `n${made}` } })) as { id: string }).id);
    }
    resourceId = await client.call('customer_getAll');
  });

  const customers = async (offset: number, size: number) => {
    const page = (await client.call('customerSet_getCustomers', { resourceId, offset, size })) as { Customer: object[] } | null;
    return page?.Customer ?? [];
  };
  const ids = async (offset: number, size: number) => {
    const page = (await client.call('customerSet_getCustomerIds', { resourceId, offset, size })) as { integer: string[] } | null;
    return page?.integer ?? [];
  };
  const at = (index: number) => client.call('customerSet_getCustomer', { resourceId, index });

  it('give pages of whole customers, of ids, and one by index', async () => {
    const whole = await Promise.all(customerIds.map((customerId) => client.call('customer_getById', { customerId })));
    expect(await customers(0, 50)).to.deep.equal(whole);
    expect(await customers(2, 3)).to.deep.equal(whole.slice(2, 5));
    expect(await customers(5, 50)).to.deep.equal(whole.slice(5));
    expect(await ids(0, 50)).to.deep.equal(customerIds);
    expect(await ids(6, 1)).to.deep.equal(customerIds.slice(6));
    expect([await at(0), await at(6)]).to.deep.equal([whole[0], whole[6]]);
  });

  it('answer <msg/> past the end; by index that is not found', async () => {
    for (const operation of ['customerSet_getCustomers', 'customerSet_getCustomerIds']) {
      const { text } = await soapCall(gateway, operation, `<resourceId>${String(resourceId)}</resourceId><offset>7</offset><size>50</size>`);
      expect(text).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    }
    expect(await client.fault('customerSet_getCustomer', { resourceId, index: 7 })).to.match(/^213 Index 7 not found/);
  });

  it('refuse sizes outside 1 to 50 and positions below 0 with fault 105', async () => {
    for (const operation of ['customerSet_getCustomers', 'customerSet_getCustomerIds']) {
      for (const size of [0, 51, -1, undefined]) {
        expect(await client.fault(operation, { resourceId, offset: 0, size })).to.equal('105 Size must be between 1 and 50');
      }
      expect(await client.fault(operation, { resourceId, offset: -1, size: 50 })).to.match(/^105 Field offset/);
    }
    expect(await client.fault('customerSet_getCustomer', { resourceId, index: -1 })).to.match(/^105 Field index/);
  });

  it('leave out customers deleted since, and keep size and place of the others', async () => {
    await client.call('customer_delete', { customer: { id: customerIds[2] } });
    expect(await client.call('resource_getById', { resourceId })).to.include({ status: 'READY', size: '7' });
    expect(await ids(0, 50)).to.deep.equal(customerIds.toSpliced(2, 1));
    expect(await ids(0, 3)).to.deep.equal(customerIds.slice(0, 2));
    expect(await customers(2, 2)).to.have.length(1);
    expect(await client.fault('customerSet_getCustomer', { resourceId, index: 2 }))
      .to.equal(`213 Customer ${customerIds[2]} not found`);
    expect(await at(3)).to.include({ id: customerIds[3] });
  });

  it('keep a customer who came or changed later as the set had it: not in it, and with the new values', async () => {
    await client.call('customer_insert', { customer: {} });
    await client.call('customer_update', { customer: { id: customerIds[0], lastname: 'changed' } });
    expect(await ids(0, 50)).to.deep.equal(customerIds);
    expect((await customers(0, 1))[0]).to.include({ lastname: 'changed' });
  });

  it('are refused with 402 when the set was freed, 213 for another brand or no set', async () => {
    const { token } = await makeToken(gateway.sql, { brand: await makeBrand(gateway.sql) });
    const foreigner = await soapClient({ url: gateway.url, token });
    const args = { resourceId, offset: 0, size: 50, index: 0 };
    for (const operation of ['customerSet_getCustomers', 'customerSet_getCustomerIds', 'customerSet_getCustomer']) {
      expect(await foreigner.fault(operation, args), operation).to.equal(`213 Resource ${String(resourceId)} not found`);
      expect(await client.fault(operation, { ...args, resourceId: '424242' })).to.equal('213 Resource 424242 not found');
      expect(await client.fault(operation, { ...args, resourceId: undefined })).to.equal('105 Parameter resourceId is missing');
    }
    await client.call('resource_free', { resourceId });
    for (const operation of ['customerSet_getCustomers', 'customerSet_getCustomerIds', 'customerSet_getCustomer']) {
      expect(await client.fault(operation, args), operation).to.match(/^402/);
    }
  });

  it('answer 2,000 pages asked at once, as clients with _allPages do', async () => {
    const pages = await Promise.all(Array.from({ length: 2000 }, (_, turn) => soapCall(gateway, 'customerSet_getCustomerIds',
      `<resourceId>${String(resourceId)}</resourceId><offset>${turn % 7}</offset><size>1</size>`)));
    expect(pages.every(({ fault }) => fault === undefined)).to.equal(true);
    expect(pages.every(({ text }, turn) => text.includes(`<ns1:integer>${customerIds[turn % 7]}</ns1:integer>`))).to.equal(true);
  });
});
