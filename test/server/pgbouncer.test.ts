import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { revokeToken } from '../../src/access/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { pgbouncerVersion, startPgbouncer, type Pooler } from '../support/pgbouncer.ts';
import { soapCall } from '../support/soap-call.ts';

const TIMES = Array.from({ length: 200 }, (_, index) => index);

describe('through PgBouncer in transaction mode', () => {
  let database: TestDatabase;
  let pooler: Pooler;
  let gateway: TestGateway;

  before(async function () {
    if (pgbouncerVersion() === undefined) return this.skip();
    database = await testDatabase();
    pooler = await startPgbouncer(database.url);
    gateway = await startGateway({
      databaseUrl: pooler.url,
      env: {
        DATABASE_DIRECT_URL: database.url, DATABASE_PREPARE: '0', DATABASE_LISTEN: '0',
        DATABASE_POOL: '20', ACCESS_CACHE_TIME: '100', JOB_POLL: '100', RESULT_SET_INLINE: '10', READY_CACHE: '0',
      },
    });
  });
  after(async () => {
    await gateway?.stop();
    await pooler?.stop();
    await database?.drop();
  });

  it('writes and reads from many callers at once', async () => {
    const inserts = TIMES.map((time) =>
      soapCall(gateway, 'customer_insert', `<customer><externalId>K-${time}</externalId><lastname>L${time}</lastname></customer>`));
    expect(new Set((await Promise.all(inserts)).map(({ fault }) => fault))).to.deep.equal(new Set([undefined]));
    const reads = await Promise.all(TIMES.map((time) =>
      soapCall(gateway, 'customer_getByExternalId', `<externalId>K-${time}</externalId>`)));
    expect(reads.filter(({ text }, time) => text.includes(`<ns1:lastname>L${time}</ns1:lastname>`))).to.have.length(200);
  });

  it('makes one customer of one key, inserted by many at the same moment', async () => {
    const parameters = '<uniqueCustomerFields><string>externalId</string></uniqueCustomerFields>'
      + '<customer><externalId>K-both</externalId></customer>';
    await Promise.all(TIMES.slice(0, 30).map(() => soapCall(gateway, 'customer_insertUnique', parameters)));
    expect(await database.sql('customer').where({ external_id: 'K-both' })).to.have.length(1);
  });

  it('does jobs', async () => {
    const { text } = await soapCall(gateway, 'customer_getAll');
    const resource = `<resourceId>${/msg>(\d+)</.exec(text)?.[1]}</resourceId>`;
    const status = async () => /status>(\w+)</.exec((await soapCall(gateway, 'resource_getById', resource)).text)?.[1];
    while (await status() === 'PROCESSING') await sleep(10);
    expect(await status()).to.equal('READY');
    const page = await soapCall(gateway, 'customerSet_getCustomers', `${resource}<offset>0</offset><size>50</size>`);
    expect(page.text.match(/<ns1:Customer>/g)).to.have.length(50);
  });

  it('is ready', async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).to.equal(200);
  });

  it('sees a revoked token when its cache ages', async () => {
    const { id } = await database.sql('token').where({ brand_id: gateway.brand.id }).first<{ id: string }>('id');
    await revokeToken(database.sql, { name: 'test', door: 'cli' }, gateway.brand.id, id);
    while ((await soapCall(gateway, 'email_listOptions')).fault !== '202') await sleep(10);
  });
});
