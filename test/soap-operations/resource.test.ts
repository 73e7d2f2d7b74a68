import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { soapClient, type SoapClient } from './client.ts';
import { withDigits } from './digits.ts';

describe('resource operations', () => {
  let gateway: TestGateway;
  let second: TestGateway;
  let client: SoapClient;
  before(async () => {
    gateway = await startGateway({ env: { RESULT_SET_INLINE: '10', TOLK_ROLE: 'web' } });
    second = await startGateway({ databaseUrl: gateway.databaseUrl, env: { TOLK_ROLE: 'worker' } });
    client = withDigits(await soapClient(gateway));
    await gateway.sql.raw(`
      insert into customer (brand_id, created_by, modified_by)
      select ?, 'test', 'test' from generate_series(1, 120)`, [gateway.brand.id]);
  });
  after(async () => {
    await second.stop();
    await gateway.stop();
  });

  const ask = async (resourceId: unknown) => (await client.call('resource_getById', { resourceId })) as Record<string, unknown>;

  it('getById shows a set from PROCESSING to READY, filled by the job of another instance', async () => {
    const resourceId = await client.call('customer_getAll');
    expect(['PROCESSING', 'READY']).to.include((await ask(resourceId))['status']);
    await until(async () => (await ask(resourceId))['status'] !== 'PROCESSING');
    expect(await ask(resourceId)).to.deep.equal({ id: resourceId, type: 'CUSTOMER_SET', status: 'READY', size: '120' });
    const last = await client.call('customerSet_getCustomerIds', { resourceId, offset: 100, size: 50 });
    expect((last as { integer: string[] }).integer).to.have.length(20);
  });

  it('getById shows one that cannot be built as ERROR, with the reason in the log', async () => {
    const resourceId = await client.call('customer_getByObject', { customer: { birthday: 'no date' } });
    expect(await ask(resourceId)).to.include({ status: 'ERROR', size: '0' });
    expect(gateway.lines.find(({ resource }) => resource === resourceId)).to.include({ reason: 'FIELD_VALUE', field: 'birthday' });
  });

  it('free answers true, again too; then the set is CLOSED', async () => {
    const resourceId = await client.call('customer_getByObject', { customer: { lastname: 'nobody' } });
    expect(await ask(resourceId)).to.include({ status: 'READY', size: '0' });
    for (let turn = 0; turn < 2; turn++) expect(await client.call('resource_free', { resourceId })).to.equal(true);
    expect(await ask(resourceId)).to.include({ status: 'CLOSED' });
    expect(await gateway.sql('result_set').where({ id: resourceId as string }).first()).to.include({ ids: null, state: 'CLOSED' });
  });

  it('know no set of another brand, nor one that never was', async () => {
    const resourceId = await client.call('customer_getByObject', { customer: { lastname: 'nobody' } });
    const { token } = await makeToken(gateway.sql, { brand: await makeBrand(gateway.sql) });
    const foreigner = await soapClient({ url: gateway.url, token });
    for (const operation of ['resource_getById', 'resource_free']) {
      expect(await foreigner.fault(operation, { resourceId })).to.equal(`213 Resource ${String(resourceId)} not found`);
      expect(await client.fault(operation, { resourceId: '424242' })).to.equal('213 Resource 424242 not found');
      expect((await soapCall(gateway, operation)).text).to.include('<faultstring>Parameter resourceId is missing</faultstring>');
    }
    expect(await ask(resourceId)).to.include({ status: 'READY' });
  });
});
