import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until, untilOneWaits } from '../support/until.ts';

describe('the end of the service', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  const started = (env: Record<string, string> = {}) => startGateway({ databaseUrl: database.url, env });

  /** A call that waits in the database until `release`. */
  async function heldCall(gateway: TestGateway) {
    const externalId = `held-${gateway.brand.id}`;
    await soapCall(gateway, 'customer_insert', `<customer><externalId>${externalId}</externalId></customer>`);
    const lock = await database.sql.transaction();
    const [row] = await lock('customer').where({ external_id: externalId }).forUpdate().select<{ id: string }[]>('id');
    const call = soapCall(gateway, 'customer_update', `<customer><id>${row?.id}</id><city>Delft</city></customer>`)
      .catch((error: unknown) => error);
    await untilOneWaits(database.sql);
    const city = async () =>
      (await database.sql('customer').where({ external_id: externalId }).first<{ city: string }>('city')).city;
    return { call, city, release: () => lock.rollback() };
  }

  it('lets a call under way end, answers it and keeps what it wrote', async () => {
    const gateway = await started();
    const { call, city, release } = await heldCall(gateway);
    const stopped = gateway.stop();
    await release();
    expect(await call).to.include({ status: 200, fault: undefined });
    expect(await stopped).to.equal(true);
    expect(await city()).to.equal('Delft');
  });

  it('cuts off at DRAIN_LIMIT a call that does not end, and says so', async () => {
    const gateway = await started({ DRAIN_LIMIT: '100', JOB_ABORT_GRACE: '10' });
    const { call, release } = await heldCall(gateway);
    const stopped = gateway.stop();
    expect(await call).to.be.instanceOf(Error);
    await release();
    expect(await stopped).to.equal(false);
  });

  it('is not ready from its beginning on, while calls are still taken', async () => {
    const gateway = await started({ DRAIN_GRACE: '300' });
    const stopped = gateway.stop();
    const [ready, alive, call] = await Promise.all([
      fetch(`${gateway.url}/readyz`), fetch(`${gateway.url}/healthz`), soapCall(gateway, 'email_listOptions'),
    ]);
    expect([ready.status, await ready.json()]).to.deep.equal([503, { ready: false, reasons: ['the process ends'] }]);
    expect([alive.status, call.status]).to.deep.equal([200, 200]);
    expect(await stopped).to.equal(true);
  });

  it('loses no call of clients that keep their connections', async () => {
    const gateway = await started({ DRAIN_GRACE: '300' });
    const statuses: number[] = [];
    const broken: unknown[] = [];
    let isStopping = false;
    const client = async () => {
      while (!isStopping) {
        await soapCall(gateway, 'customer_getTotalNumberOfCustomers')
          .then(({ status }) => statuses.push(status), (error: unknown) => broken.push(error));
      }
    };
    const clients = Array.from({ length: 10 }, client);
    while (statuses.length < 100) await sleep(5);
    const stopped = gateway.stop();
    await sleep(50); // inside the grace: clients go on until they are told
    isStopping = true;
    await Promise.all(clients);
    expect(broken).to.deep.equal([]);
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    expect(await stopped).to.equal(true);
  });

  it('writes the last use of a token that was used just before', async () => {
    const gateway = await started({ ACTIVITY_FLUSH: '3600000' });
    await soapCall(gateway, 'email_listOptions');
    await gateway.stop();
    const used = await database.sql('token').where({ brand_id: gateway.brand.id }).pluck<unknown[]>('last_used_at');
    expect(used).to.have.length(1).and.have.nested.property('[0]').that.is.instanceOf(Date);
  });

  it('leaves no connection open', async () => {
    const own = await testDatabase();
    const gateway = await startGateway({ databaseUrl: own.url });
    await soapCall(gateway, 'customer_getTotalNumberOfCustomers');
    await fetch(`${gateway.url}/readyz`);
    await gateway.stop();
    // The server needs a moment to see that a connection was closed.
    await until(async () => (await own.sql('pg_stat_activity')
      .whereRaw('datname = current_database() and pid <> pg_backend_pid()')).length === 0);
    await own.drop();
  });
});
