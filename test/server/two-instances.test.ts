import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { revokeToken } from '../../src/access/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';

const BY_NUMBER = '<externalId>K-1</externalId>';
const tagged = (tag: string, text: string) => [...text.matchAll(new RegExp(`<ns1:${tag}>([^<]*)<`, 'g'))].map(([, value]) => value);

describe('two instances on one database', () => {
  let database: TestDatabase;
  let one: TestGateway;
  let two: TestGateway;
  before(async () => {
    database = await testDatabase();
    one = await startGateway({ databaseUrl: database.url, env: { RESULT_SET_INLINE: '0' } });
    two = await startGateway({ databaseUrl: database.url, env: { ACCESS_CACHE_TIME: '3600000' } });
  });
  after(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await database.drop();
  });

  /** The second instance, with the token of the first. */
  const other = () => ({ url: two.url, token: one.token });

  it('one reads what the other wrote', async () => {
    await soapCall(one, 'customer_insert', `<customer>${BY_NUMBER}<lastname>Visser</lastname></customer>`);
    const { text } = await soapCall(other(), 'customer_getByExternalId', BY_NUMBER);
    expect(tagged('lastname', text)).to.deep.equal(['Visser']);
  });

  it('keep the customers of two brands apart', async () => {
    const { text } = await soapCall(two, 'customer_getByExternalId', BY_NUMBER);
    expect(text).to.include('<ns1:msg/>');
  });

  it('make one customer of one key, inserted on both at the same moment', async () => {
    const parameters = '<uniqueCustomerFields><string>externalId</string></uniqueCustomerFields>'
      + '<customer><externalId>K-both</externalId></customer>';
    const calls = Array.from({ length: 20 }, (_, turn) =>
      soapCall(turn % 2 ? one : other(), 'customer_insertUnique', parameters));
    expect(new Set((await Promise.all(calls)).map(({ fault }) => fault))).to.deep.equal(new Set([undefined]));
    const found = await database.sql('customer').where({ brand_id: one.brand.id, external_id: 'K-both' });
    expect(found).to.have.length(1);
  });

  it('refuse a token that was revoked beside them, although one believes it for an hour', async () => {
    const brand = one.brand;
    expect((await soapCall(other(), 'email_listOptions')).fault).to.equal(undefined);
    const { id } = await database.sql('token').where({ brand_id: brand.id }).first<{ id: string }>('id');
    await revokeToken(database.sql, { name: 'test', door: 'cli' }, brand.id, id);
    while ((await soapCall(other(), 'email_listOptions')).fault !== '202') await sleep(10);
    expect((await soapCall(one, 'email_listOptions')).fault).to.equal('202');
  });
});

describe('a web instance and a working one', () => {
  it('share the work: the one answers, the other does the jobs', async () => {
    const database = await testDatabase();
    const web = await startGateway({ databaseUrl: database.url, env: { TOLK_ROLE: 'web', RESULT_SET_INLINE: '0', RESULT_SET_POLL_HOLD: '0' } });
    await soapCall(web, 'customer_insert', `<customer>${BY_NUMBER}</customer>`);
    const [resourceId] = tagged('msg', (await soapCall(web, 'customer_getAll')).text);
    const status = async () =>
      tagged('status', (await soapCall(web, 'resource_getById', `<resourceId>${resourceId}</resourceId>`)).text)[0];
    expect(await status()).to.equal('PROCESSING');

    const worker = await startGateway({ databaseUrl: database.url, env: { TOLK_ROLE: 'worker', METRICS_TOKEN: 'x' } });
    while (await status() === 'PROCESSING') await sleep(10);
    expect(await status()).to.equal('READY');

    expect((await fetch(`${worker.url}/readyz`)).status).to.equal(200);
    const refused = await fetch(`${worker.url}/app/api/soap/public/index.php?wsdl`);
    expect(refused.status).to.equal(404);
    const metrics = await (await fetch(`${worker.url}/metrics`, { headers: { authorization: 'Bearer x' } })).text();
    expect(metrics).to.match(/tolk_job_duration_seconds_count\{job="resource.build",outcome="done"\} 1/);
    await Promise.all([web.stop(), worker.stop()]);
    await database.drop();
  });
});
