import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../../src/app/service.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { emptyDatabase, testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-http.ts';
import { soapCall, soapEnvelope } from '../support/soap-call.ts';
import { until } from '../support/until.ts';

const CUSTOMER = '<customer><externalId>K-1</externalId><lastname>Visser</lastname></customer>';

describe('the service', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { METRICS_TOKEN: 'let-me', METRICS_PORT: '0', LOG_LEVEL: 'debug' } }); });
  after(() => gateway.stop());

  it('writes a customer by SOAP in the brand of the token', async () => {
    const answer = await soapCall(gateway, 'customer_insert', CUSTOMER);
    expect(answer).to.include({ status: 200, fault: undefined });
    const stored = await gateway.sql('customer').where({ brand_id: gateway.brand.id }).select('lastname', 'external_id');
    expect(stored).to.deep.equal([{ lastname: 'Visser', external_id: 'K-1' }]);
  });

  it('logs a call with request id, operation, brand and time, and nothing of what was sent', async () => {
    await soapCall(gateway, 'customer_getByExternalId', '<externalId>K-secret</externalId>');
    const find = () => gateway.lines.findLast(({ operation }) => operation === 'customer_getByExternalId');
    while (find() === undefined) await sleep(1); // the line comes after the answer
    const line = find();
    expect(line).to.include({ level: 'info', brandId: gateway.brand.id });
    expect(line?.['requestId']).to.be.a('string');
    expect(line?.['ms']).to.be.a('number');
    expect(JSON.stringify(gateway.lines)).not.to.include(gateway.token).and.not.include('K-secret');
  });

  it('counts calls by operation and outcome', async () => {
    await soapCall(gateway, 'customer_getById', '<customerId>987654321</customerId>');
    await soapCall(gateway, 'no_such_operation');
    const headers = { authorization: 'Bearer let-me' };
    const scrape = async () => (await fetch(`${gateway.url}/metrics`, { headers })).text();
    while (!(await scrape()).includes('operation="none"')) await sleep(1); // counted after the answer
    const text = await scrape();
    expect(text).to.include('tolk_soap_requests_total{operation="customer_getById",outcome="refused"} 1');
    expect(text).to.include('tolk_soap_requests_total{operation="none",outcome="protocol"} 1');
    expect(text).to.include('tolk_soap_request_duration_seconds_count{operation="customer_getById"} 1');
    expect(text).to.match(/tolk_pool_connections\{pool="requests",state="free"\} \d/);
    expect(text).to.match(/^tolk_jobs_due \d/m).and.match(/^tolk_workers 1$/m);
    expect(text).to.include('process_cpu_seconds_total');
    expect(text).not.to.include('no_such_operation');
  });

  it('shows metrics on a port of their own without a token, and nothing else there but health', async () => {
    const url = gateway.metricsUrl ?? '';
    expect((await fetch(`${url}/metrics`)).status).to.equal(200);
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
    expect((await fetch(`${url}/docs`)).status).to.equal(404);
  });

  it('finds the SOAP door when the whole address is sent, as through a proxy', async () => {
    const body = soapEnvelope(gateway.token, 'email_listOptions');
    const head = `POST http://elsewhere.example/app/api/soap/public/index.php HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
      + `Content-Type: text/xml\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await sendRaw(gateway.url, head + body)).to.match(/^HTTP\/1\.1 200 /).and.include('email_listOptionsResponse');
  });

  it('answers a wrong path below the SOAP door with a fault, elsewhere in the language of the caller', async () => {
    const post = async (path: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(gateway.url + path, { method: 'POST', body: '<x/>', headers });
      return `${answer.status} ${await answer.text()}`;
    };
    expect(await post('/app/api/soap/public/inedx.php')).to.match(/^404 [^]*<faultcode>SOAP-ENV:Client</);
    expect(await post('/', { 'content-type': 'text/xml; charset=utf-8' })).to.match(/^404 [^]*<faultcode>/);
    expect(await post('/soap', { 'content-type': 'application/soap+xml' })).to.match(/^404 [^]*Fault/);
    expect(await post('/soap', { soapaction: '""' })).to.match(/^404 [^]*<faultcode>/);
    expect(await post('/app/api/none', { 'content-type': 'application/json' })).to.match(/^404 \{"error":\{"code":"PATH_UNKNOWN"/);
  });

  it('keeps the connection after a page too', async () => {
    const ask = (method: string, path: string) => sendRaw(gateway.url,
      `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    for (const path of ['/app/api/soap/public/index.php?wsdl', '/app/api/soap/public/index.php', '/docs']) {
      for (const method of ['GET', 'HEAD']) expect(await ask(method, path), `${method} ${path}`).to.match(/"status":"ok"/);
    }
  });

  it('shows the docs of its operations', async () => {
    expect(await (await fetch(`${gateway.url}/docs`)).text()).to.include('customer_getByExternalId');
    expect((await fetch(`${gateway.url}/docs/style.css`)).headers.get('content-type')).to.equal('text/css; charset=utf-8');
  });
});

describe('the start of the service', () => {
  const start = (env: Record<string, string>) =>
    startService({ config: readConfig({ PORT: '0', ...env }), log: createLog('silent') });
  const refusal = (env: Record<string, string>) =>
    start(env).then(async (service) => `started ${await service.stop()}`, (error: Error) => error.message);
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  const connections = async () => {
    const { rows } = await database.sql.raw<{ rows: { count: string }[] }>(
      `select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return Number(rows[0]?.count);
  };

  it('migrates an empty database, and does so once when two start at the same moment', async () => {
    const empty = await emptyDatabase();
    const services = await Promise.all([1, 2].map(() => start({ DATABASE_URL: empty.url, DRAIN_GRACE: '0' })));
    expect(services.flatMap(({ migrated }) => migrated)).to.include('0001_access');
    expect(services.flatMap(({ migrated }) => migrated).filter((name) => name === '0001_access')).to.have.length(1);
    await Promise.all(services.map((service) => service.stop()));
    await empty.drop();
  });

  it('refuses a port that is taken, and leaves nothing behind', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    expect(await refusal({ DATABASE_URL: database.url, PORT: String(port) })).to.equal(
      `127.0.0.1:${port} is taken by another process; set PORT to a free one`,
    );
    other.close();
    await until(async () => await connections() === 0);

    // What is found wrong after the port is open closes it again: else callers, and /readyz, would be answered.
    await once(other.listen(port, '127.0.0.1'), 'listening');
    other.close();
    await once(other, 'close');
    const jobs = { JOB_HEARTBEAT: '30000', JOB_STALE: '20000' };
    const said = await refusal({ DATABASE_URL: database.url, PORT: String(port), ...jobs });
    expect(said).to.match(/^JOB_HEARTBEAT \(30000\)/);
    expect(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => 'nobody')).to.equal('nobody');
  });

  it('refuses to be reached from elsewhere by plain HTTP', async () => {
    expect(await refusal({ DATABASE_URL: database.url, HOST: '0.0.0.0' })).to.match(/^HOST=0\.0\.0\.0 is reachable/);
  });

  it('refuses networks that are none', async () => {
    expect(await refusal({ DATABASE_URL: database.url, TRUST_PROXY: 'nginx' })).to.match(/^TRUST_PROXY: nginx is neither/);
    await until(async () => await connections() === 0);
  });

  it('refuses a database that does not answer within DATABASE_WAIT', async () => {
    expect(await refusal({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x', DATABASE_WAIT: '0' })).to.match(/ECONNREFUSED/);
  });
});
