import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isConnectionFailure, openStore } from '../../src/db/index.ts';
import { cutInFront, type Cut } from '../support/cut.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall, type SoapAnswer } from '../support/soap-call.ts';

const CALL = 'customer_getTotalNumberOfCustomers';

describe('a database that goes away', () => {
  let database: TestDatabase;
  let cut: Cut;
  let gateway: TestGateway;
  before(async () => {
    database = await testDatabase();
    cut = await cutInFront(database.url);
    const env = { READY_CACHE: '0', READY_TIMEOUT: '500', ACCESS_CACHE_TIME: '0', JOB_POLL: '100', LISTEN_RETRY: '100' };
    gateway = await startGateway({ databaseUrl: cut.url, env: { ...env, DATABASE_DIRECT_URL: cut.url } });
  });
  after(async () => {
    await gateway.stop();
    await cut.stop();
    await database.drop();
  });

  const readiness = async () => (await fetch(`${gateway.url}/readyz`)).status;
  async function until<Result>(ask: () => Promise<Result>, isGood: (result: Result) => boolean): Promise<Result> {
    for (;;) {
      const result = await ask();
      if (isGood(result)) return result;
      await sleep(20);
    }
  }
  const answered = () => until(() => soapCall(gateway, CALL), ({ status }) => status === 200);

  function expectServerFault(answer: SoapAnswer): void {
    expect(answer).to.include({ status: 500, fault: 'SOAP-ENV:Server' });
    expect(answer.text).to.include('The database does not answer').and.not.match(/ECONN|127\.0\.0\.1|terminat/);
  }

  it('is told to callers as a Server fault, turns readiness off, and is used again when it is back', async () => {
    await answered();
    await until(readiness, (status) => status === 200);
    cut.cut();
    expectServerFault(await soapCall(gateway, CALL));
    expectServerFault(await soapCall({ url: gateway.url, token: 'another-token' }, CALL));
    expect(await readiness()).to.equal(503);
    expect((await fetch(`${gateway.url}/healthz`)).status).to.equal(200);
    cut.mend();
    expect((await answered()).text).to.include('<ns1:msg>0</ns1:msg>');
    await until(readiness, (status) => status === 200);
  });

  it('is not ready either when it takes everything in and says nothing', async () => {
    await answered();
    cut.freeze();
    const answer = await (await fetch(`${gateway.url}/readyz`)).json();
    expect(answer).to.deep.equal({ ready: false, reasons: ['database: no answer within 500 ms'] });
    cut.mend();
    await until(readiness, (status) => status === 200);
    await answered();
  });

  it('counts as away when it does not take a connection in time', async () => {
    cut.freeze();
    const client = new pg.Client({ connectionString: cut.url, connectionTimeoutMillis: 20 });
    const error = await client.connect().then(() => undefined, (reason: unknown) => reason);
    expect(isConnectionFailure(error)).to.equal(true);
    cut.mend();
    await answered();
  });

  it('is told as a Server fault when the server ends the connections and takes no new ones', async () => {
    await answered();
    const name = new URL(database.url).pathname.slice(1);
    const elsewhere = openStore({ url: new URL('/postgres', database.url).href, connections: 1, prepare: true });
    await elsewhere.raw(`alter database ${name} allow_connections false`);
    await elsewhere.raw('select pg_terminate_backend(pid) from pg_stat_activity where datname = ?', [name]);
    expectServerFault(await soapCall(gateway, CALL));
    expect(await readiness()).to.equal(503);
    await elsewhere.raw(`alter database ${name} allow_connections true`);
    await elsewhere.destroy();
    await answered();
    await until(readiness, (status) => status === 200);
  });

  it('finds its jobs done after it was away', async () => {
    await answered();
    cut.cut();
    await soapCall(gateway, CALL);
    cut.mend();
    await answered();
    await database.sql.raw(`select graphile_worker.add_job('maintenance.house', '{}', job_key => 'after')`);
    await until(
      async () => (await database.sql.raw<{ rows: unknown[] }>(`select from graphile_worker.jobs where key = 'after'`)).rows,
      (jobs) => jobs.length === 0,
    );
  });
});

describe('a database that comes late', () => {
  it('is waited for at the start', async () => {
    const database = await testDatabase();
    const cut = await cutInFront(database.url);
    cut.cut();
    const starting = startGateway({ databaseUrl: cut.url, env: { DATABASE_DIRECT_URL: cut.url } });
    await sleep(100);
    cut.mend();
    const gateway = await starting;
    expect(gateway.lines.map(({ msg }) => msg)).to.include('waiting for the database');
    expect((await soapCall(gateway, CALL)).status).to.equal(200);
    await gateway.stop();
    await cut.stop();
    await database.drop();
  });
});

describe('a schema that is not current', () => {
  it('turns readiness off with the reason', async () => {
    const gateway = await startGateway({ env: { READY_CACHE: '0' } });
    const last = await gateway.sql('knex_migrations').orderBy('id', 'desc').first<{ id: number }>();
    await gateway.sql('knex_migrations').where({ id: last.id }).update({ name: 'another' });
    const answer = await fetch(`${gateway.url}/readyz`);
    expect([answer.status, await answer.json()])
      .to.deep.equal([503, { ready: false, reasons: ['database: 1 migrations are not applied'] }]);
    await gateway.stop();
  });
});
