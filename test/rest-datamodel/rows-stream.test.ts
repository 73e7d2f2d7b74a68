import { expect } from 'chai';
import http from 'node:http';
import { once } from 'node:events';
import { rows, statement } from '../../src/db/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { rowCaller, type RowCaller } from './row-calls.ts';

const ROWS = 4000;
/** So large that the buffers of a connection take no half of them. */
const LABEL = 'x'.repeat(6000);

/** Whether no request has asked the database anything for a while. */
const QUIET = statement(`
  select coalesce(bool_and(state = 'idle' and state_change < now() - interval '300 ms'), true)
  from pg_stat_activity where datname = current_database() and application_name = 'tolk' and pid <> pg_backend_pid()`);

describe('all rows of a table over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  const open: http.ClientRequest[] = [];
  before(async () => {
    gateway = await startGateway({ env: { DATABASE_POOL: '2', ROW_STREAM_BATCH: '100', ROW_BATCH_BYTES: '10000000' } });
    caller = await rowCaller(gateway);
    const model = statement(`
      insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
      select t.brand_id, t.id, 0, jsonb_build_object(c.id::text, $2::text || n), 'x', 'x'
      from dm_table t join dm_column c on c.brand_id = t.brand_id and c.table_id = t.id and c.name = 'label'
      cross join generate_series(1, $3::int) n where t.brand_id = $1`);
    await rows(gateway.sql, model, [caller.brand.id, LABEL, ROWS]);
  });
  after(() => gateway.stop());
  afterEach(() => open.splice(0).forEach((request) => request.destroy()));

  /** Asks and takes nothing yet. */
  async function ask(
    from: { readonly url: string } = gateway, { agent, query = '' }: { agent?: http.Agent; query?: string } = {},
  ): Promise<http.IncomingMessage> {
    const request = http.get(`${from.url}/dataextension/extratype${query}`, {
      headers: { authorization: `Bearer ${caller.token}` }, ...agent === undefined ? {} : { agent },
    });
    request.on('error', () => undefined);
    open.push(request);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return response;
  }

  async function textOf(response: http.IncomingMessage): Promise<string> {
    const pieces: Buffer[] = [];
    for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  it('come whole, in the order of their ids', async () => {
    const all = JSON.parse(await textOf(await ask())) as { label: string; clang_id: string }[];
    expect(all.map(({ label }) => label.slice(LABEL.length))).to.deep.equal(
      Array.from({ length: ROWS }, (_, i) => String(i + 1)));
    expect(all.map(({ clang_id }) => clang_id)).to.deep.equal(all.map(({ clang_id }) => clang_id).sort());
  });

  it('wait for a slow reader, who holds no connection to the database', async () => {
    const slow = await Promise.all([ask(), ask()]);
    const others = await Promise.all(Array.from({ length: 10 }, () => caller.send('GET', '/season')));
    expect(others.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 200));
    // Nothing is asked any more, and not all has been read: a row that goes now does not come.
    await until(async () => (await rows<[boolean]>(gateway.sql, QUIET, []))[0]?.[0] === true);
    const last = statement('delete from dm_row where brand_id = $1 and id = (select max(id) from dm_row where brand_id = $1)');
    await rows(gateway.sql, last, [caller.brand.id]);
    const texts = await Promise.all(slow.map(textOf));
    expect(texts.map((text) => (JSON.parse(text) as unknown[]).length)).to.deep.equal([ROWS - 1, ROWS - 1]);
  });

  it('stop when the reader goes away', async () => {
    const before = gateway.lines.length;
    const response = await ask();
    response.destroy();
    await until(() => gateway.lines.slice(before).some(({ msg }) => msg === 'request'));
    const [line] = gateway.lines.slice(before).filter(({ msg }) => msg === 'request');
    expect(line).to.include({ path: '/dataextension/extratype', level: 'info' }).and.not.have.property('err');
    const idle = statement(`
      select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and pid <> pg_backend_pid()`);
    await until(async () => (await rows<[string]>(gateway.sql, idle, []))[0]?.[0] === '0');
    expect((await caller.send('GET', '/season?limit=1')).status).to.equal(200);
  });

  const patience: readonly (readonly [what: string, env: Record<string, string>, query: string])[] = [
    ['the reader takes too long', { ROW_STREAM_TIME: '2000' }, ''],
    ['the reader stops taking', { ANSWER_TIME: '200' }, ''],
    ['the reader of a page stops taking', {
      ANSWER_TIME: '200', ROW_PAGE_MAX: `${ROWS}`, ROW_PAGE_BYTES: '100000000',
    }, `?limit=${ROWS}`],
  ];
  for (const [what, env, query] of patience) {
    it(`are cut off when ${what}, so that nobody takes a part for the whole`, async () => {
      const hasty = await startGateway({ databaseUrl: gateway.databaseUrl, env });
      try {
        const response = await ask(hasty, { query });
        await until(() => hasty.lines.some(({ msg }) => msg === 'request'));
        const failed: unknown = await textOf(response).then(() => undefined, (error: unknown) => error);
        expect(failed).to.have.property('code', 'ECONNRESET');
        const line = hasty.lines.find(({ msg }) => msg === 'request');
        expect(line).to.have.nested.property('err.message', 'the answer was not taken in time and was cut off');
      } finally {
        await hasty.stop();
      }
    });
  }

  it('are cut off when what contains them goes meanwhile', async () => {
    const customer = await caller.customer();
    const put = statement(`
      insert into dm_row (brand_id, table_id, parent_id, data, created_by, modified_by)
      select t.brand_id, t.id, $2, jsonb_build_object(c.id::text, $3::text), 'x', 'x'
      from dm_table t join dm_column c on c.brand_id = t.brand_id and c.table_id = t.id and c.name = 'booking'
      cross join generate_series(1, $4::int) n where t.brand_id = $1`);
    await rows(gateway.sql, put, [caller.brand.id, customer.replace('/customer/clang_', ''), LABEL, ROWS]);
    const request = http.get(`${gateway.url}/dataextension${customer}/stay`, {
      headers: { authorization: `Bearer ${caller.token}` },
    });
    request.on('error', () => undefined);
    open.push(request);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    await rows(gateway.sql, statement('delete from customer where brand_id = $1'), [caller.brand.id]);
    const failed: unknown = await textOf(response).then(() => undefined, (error: unknown) => error);
    expect(failed).to.have.property('code', 'ECONNRESET');
  });

  it('are an error like others when refused at the start', async () => {
    for (const target of ['/nothing', '/customer/clang_99/stay', '/stay', '/customer']) {
      const refused = await caller.send('GET', target);
      expect([refused.status, refused.headers.get('content-type')]).to.deep.equal([404, 'application/json; charset=utf-8']);
    }
  });
});
