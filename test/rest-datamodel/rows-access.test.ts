import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { EXAMPLE, refusalOf } from './model-calls.ts';
import { idOf, rowCaller, type RowCaller } from './row-calls.ts';

describe('who may see and change rows over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  let row: string;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
    row = await caller.make('/extratype', { code: 'A', price: 1 });
  });
  after(() => gateway.stop());

  it('shows a token as Bearer or in the query, the header first', async () => {
    const { token } = caller;
    expect((await caller.send('GET', row)).status).to.equal(200);
    expect((await caller.send('GET', `${row}?token=${token}`, { token: null })).status).to.equal(200);
    expect((await caller.send('GET', `${row}?token=${token}`, { token: 'wrong' })).status).to.equal(401);
    expect((await caller.send('GET', `${row}?token=wrong`)).status).to.equal(200);
  });

  it('is told nothing without a token that is active, not even what there is', async () => {
    const codes = { '': 'TOKEN_MISSING', '?token=': 'TOKEN_MISSING', '?token=00000000-0000-0000-0000-000000000000': 'TOKEN_UNKNOWN' };
    for (const [query, code] of Object.entries(codes)) {
      for (const [method, target] of [['GET', row], ['GET', '/nothing'], ['GET', '/extratype'], ['POST', '/extratype'],
        ['PUT', row], ['DELETE', row], ['GET', '/customer/clang_1']] as const) {
        const refused = await caller.send(method, target + query, { token: null, ...method === 'POST' ? { body: '{' } : {} });
        expect([refused.status, refusalOf(refused)], `${method} ${target}`).to.deep.equal([401, code]);
        expect(refused.headers.get('www-authenticate')).to.equal('Bearer');
      }
    }
    expect((await caller.send('GET', row)).json).to.include({ price: 1 });
  });

  it('needs data.read to read and data.write to write', async () => {
    const { brand } = caller;
    const { token: reader } = await makeToken(gateway.sql, { brand, rights: ['data.read'] });
    const { token: writer } = await makeToken(gateway.sql, { brand, rights: ['data.write'] });
    const status = async (token: string, method: string, target: string, body?: object) =>
      (await caller.send(method, target, { token, body })).status;
    expect(await status(reader, 'GET', row)).to.equal(200);
    expect(await status(reader, 'HEAD', '/extratype')).to.equal(200);
    expect(await status(reader, 'POST', '/extratype', { code: 'X' })).to.equal(403);
    expect(await status(reader, 'PUT', row, { price: 9 })).to.equal(403);
    expect(await status(reader, 'DELETE', row)).to.equal(403);
    expect(await status(writer, 'GET', row)).to.equal(403);
    expect(await status(writer, 'GET', '/extratype')).to.equal(403);
    expect(await status(writer, 'PUT', row, { price: 1 })).to.equal(200);
    const refused = await caller.send('DELETE', row, { token: reader });
    expect(refusalOf(refused)).to.equal('RIGHT_MISSING');
    expect(await caller.count()).to.equal(1);
  });

  it('reaches nothing of another brand, though it knows the ids', async () => {
    const other = await rowCaller(gateway);
    const theirs = await other.make('/extratype', { code: 'A', label: 'theirs' });
    const customer = await other.customer();
    const stay = await other.make(`${customer}/stay`, { booking: 'theirs' });
    for (const target of [theirs, customer, stay, `${customer}/stay`]) {
      expect((await caller.send('GET', target)).status, target).to.equal(404);
    }
    for (const target of [theirs, stay]) {
      expect((await caller.send('PUT', target, { body: {} })).status).to.equal(404);
      expect((await caller.send('DELETE', target)).status).to.equal(404);
    }
    expect((await caller.send('POST', `${customer}/stay`, { body: {} })).status).to.equal(404);
    expect((await other.send('GET', theirs)).json).to.include({ label: 'theirs' });
    expect((await other.send('GET', stay)).json).to.include({ booking: 'theirs' });
    const all = (await caller.send('GET', '/extratype')).json as { clang_id: string }[];
    expect(all.map(({ clang_id }) => clang_id)).to.deep.equal([idOf(row)]);
  });

  it('leaves no token in logs, links or answers', async () => {
    const { token } = caller;
    const before = gateway.lines.length;
    for (let i = 0; i < 3; i++) await caller.make('/season', {});
    const wish = { token: null };
    const answers = [
      await caller.send('GET', `/season?limit=1&token=${token}`, wish),
      await caller.send('POST', `/season?token=${token}`, { ...wish, body: {} }),
      await caller.send('GET', `/season?token=${token}&x=1`, wish),
      await caller.send('GET', `/nothing?token=${token}`, wish),
      await caller.send('GET', `/season?token=${token}&format=html`, wish),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 201, 400, 404, 200]);
    for (const { headers, text } of answers) expect(JSON.stringify([...headers]) + text).not.to.include(token);
    const lines = gateway.lines.slice(before);
    expect(lines.length).to.be.greaterThan(7);
    expect(JSON.stringify(lines)).not.to.include(token).and.not.include('limit=1');
    expect(lines.map(({ path }) => path)).to.include('/dataextension/season');
  });

  it('is counted by kind of address, never by names', async () => {
    const metered = await startGateway({ databaseUrl: gateway.databaseUrl, env: { METRICS_TOKEN: 'let-me' } });
    try {
      await caller.send('GET', row, { gateway: metered });
      const text = await (await fetch(`${metered.url}/metrics`, { headers: { authorization: 'Bearer let-me' } })).text();
      expect(text).to.include('tolk_http_request_duration_seconds_count{route="/dataextension/*path",status="200"} 1');
      expect(text).not.to.include('extratype');
    } finally {
      await metered.stop();
    }
  });

  it('is the same for two instances: what one writes or defines the other knows', async () => {
    const second = await startGateway({ databaseUrl: gateway.databaseUrl });
    try {
      const both = [undefined, second];
      const made = await caller.send('POST', '/season', { body: { starts: '2026-05-01' }, gateway: second });
      expect(made.headers.get('x-resource')).to.match(new RegExp(`^${second.url}/`));
      const target = new URL(made.headers.get('x-resource') ?? '').pathname.replace('/dataextension', '');
      for (const on of both) expect((await caller.send('GET', target, on && { gateway: on })).json).to.include({ starts: '2026-05-01' });
      const [stay, extra, extratype, season] = EXAMPLE.tables;
      const renamed = { ...EXAMPLE, tables: [stay, extra, extratype, { ...season, columns: [{ name: 'note', type: 'string' }] }] };
      expect((await caller.send('PUT', '/_model?force=true', { body: renamed })).status).to.equal(200);
      for (const on of both) {
        const shown = (await caller.send('GET', target, on && { gateway: on })).json as object;
        expect(Object.keys(shown)).to.include('note').and.not.include('starts');
        const refused = await caller.send('PUT', target, { body: { starts: '2026-06-01' }, ...on && { gateway: on } });
        expect(refusalOf(refused)).to.equal('COLUMN_UNKNOWN');
      }
    } finally {
      await second.stop();
    }
  });

  it('writes addresses as others reach us', async () => {
    const proxied = await startGateway({ databaseUrl: gateway.databaseUrl, env: { PUBLIC_URL: 'https://gw.example/tolk' } });
    try {
      const made = await caller.send('POST', '/season', { body: {}, gateway: proxied, root: '/app/api/dataextension' });
      expect(made.headers.get('x-resource')).to.match(/^https:\/\/gw\.example\/tolk\/app\/api\/dataextension\/season\/clang_\w{13}\?format=json$/);
      const page = await caller.send('GET', '/season?limit=1', { gateway: proxied });
      expect(page.headers.get('link')).to.match(/^<https:\/\/gw\.example\/tolk\/dataextension\/season\?/);
    } finally {
      await proxied.stop();
    }
  });
});
