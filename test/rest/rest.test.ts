import { expect } from 'chai';
import { failure } from '../../src/errors.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createReadiness, createRest, type RestParts } from '../../src/rest/index.ts';
import { createCallers } from '../../src/server/index.ts';
import { serve, type TestServer } from '../support/door-server.ts';
import { sendRaw } from '../support/raw-http.ts';

describe('the doors other than SOAP', () => {
  const open: TestServer[] = [];
  afterEach(() => Promise.all(open.splice(0).map(({ server }) => server.drain())));

  /** The real express part behind a real server; the log in memory. */
  async function started(given: Partial<RestParts> & { env?: Record<string, string> } = {}) {
    const { env = {}, ...parts } = given;
    const config = readConfig(env);
    const lines: string[] = [];
    const log = createLog('debug', { write: (line: string) => void lines.push(line) });
    const rest = createRest({
      log, metrics: createMetrics(), callers: createCallers(config), metricsDoor: undefined,
      readiness: createReadiness({ checks: {}, limits: config, log }),
      pages: { docs: (origin) => `<p>docs of ${origin}</p>`, files: new Map([['style.css', 'p { color: red }']]) },
      ...parts,
    });
    const one = await serve(rest, env);
    open.push(one);
    return { url: one.url, lines: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
  }

  it('say that the process lives', async () => {
    const { url } = await started();
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.json()]).to.deep.equal([200, { status: 'ok' }]);
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('tell on paths that can only be read that other methods are not offered', async () => {
    const { url } = await started();
    for (const path of ['healthz', 'readyz', 'docs']) {
      const answer = await fetch(`${url}/${path}`, { method: 'POST', body: '{' });
      expect([answer.status, answer.headers.get('allow')], path).to.deep.equal([405, 'GET, HEAD']);
      expect(await answer.json()).to.have.nested.property('error.code', 'METHOD_NOT_OFFERED');
      expect((await fetch(`${url}/${path}`, { method: 'HEAD' })).status, path).to.equal(200);
    }
  });

  it('answer an unknown path with JSON', async () => {
    const { url } = await started();
    const answer = await fetch(`${url}/nowhere`, { method: 'POST', body: '{' });
    expect(answer.status).to.equal(404);
    expect(await answer.json()).to.have.nested.property('error.code', 'PATH_UNKNOWN');
  });

  it('answer a path that does not decode with JSON and without internals', async () => {
    const { url } = await started();
    const answer = await fetch(`${url}/%ff`);
    expect(answer.status).to.be.oneOf([400, 404]);
    expect(await answer.text()).to.match(/^\{"error":/).and.not.match(/node_modules|URIError/);
  });

  it('answer an error of ours without telling what it was, and log it with the request', async () => {
    const { url, lines } = await started({ pages: { docs: () => { throw new Error('secret inside'); }, files: new Map() } });
    const answer = await fetch(`${url}/docs`);
    const text = await answer.text();
    expect(answer.status).to.equal(500);
    expect(text).to.include('INTERNAL').and.not.include('secret');
    const [line] = lines().filter(({ msg }) => msg === 'request');
    expect(line).to.include({ level: 'error', path: '/docs', status: 500 });
    expect(text).to.include(String(line?.['requestId']));
    expect(line).to.have.nested.property('err.message', 'secret inside');
  });

  it('answer a failure of the table with its code, text and status', async () => {
    const { url } = await started({ pages: { docs: () => { throw failure('BRAND_NOT_FOUND', { brand: 'x' }); }, files: new Map() } });
    const answer = await fetch(`${url}/docs`);
    expect([answer.status, await answer.json()])
      .to.deep.equal([404, { error: { code: 'BRAND_NOT_FOUND', message: 'Brand x not found' } }]);
  });

  it('log the path of a request and never its query string', async () => {
    const { url, lines } = await started();
    await fetch(`${url}/app?token=secret-1`, { headers: { authorization: 'Bearer secret-2', cookie: 'secret-3' } });
    const [line] = lines();
    expect(line).to.include({ method: 'GET', path: '/app', status: 404, msg: 'request', level: 'info' });
    expect(line).to.have.property('requestId').that.is.a('string');
    expect(JSON.stringify(lines())).not.to.include('secret');
  });

  it('log probes that go well at debug only', async () => {
    const { url, lines } = await started();
    await fetch(`${url}/healthz`);
    await fetch(`${url}/readyz`);
    expect(lines().map(({ level }) => level)).to.deep.equal(['debug', 'debug']);
  });

  it('show the docs for the host of the call, and load nothing but our own files', async () => {
    const { url } = await started({ env: { PUBLIC_URL: 'https://tolk.example/gate' } });
    const page = await fetch(`${url}/docs`);
    expect(await page.text()).to.equal('<p>docs of https://tolk.example/gate</p>');
    expect(page.headers.get('vary')).to.include('Host');
    const policy = page.headers.get('content-security-policy');
    expect(policy).to.include("default-src 'none'").and.include("style-src 'self' https://tolk.example;");
    expect(policy).not.to.include('upgrade-insecure-requests').and.not.include('unsafe-inline');
    expect(page.headers.get('referrer-policy')).to.equal('no-referrer');
    expect(page.headers.get('x-powered-by')).to.equal(null);
    const style = await fetch(`${url}/docs/style.css`);
    expect([style.headers.get('content-type'), await style.text()]).to.deep.equal(['text/css; charset=utf-8', 'p { color: red }']);
  });

  it('let a browser keep docs and files, but ask about them before each use', async () => {
    let docs = 'old';
    const { url } = await started({ pages: { docs: () => docs, files: new Map([['a.js', 'one']]) } });
    for (const [path, type] of [['docs', 'text/html'], ['docs/a.js', 'text/javascript']]) {
      const first = await fetch(`${url}/${path}`);
      expect(first.headers.get('cache-control')).to.equal('no-cache');
      expect(first.headers.get('content-type')).to.equal(`${type}; charset=utf-8`);
      // As a browser asks; fetch would add that it wants nothing from a cache.
      const head = `Host: a\r\nIf-None-Match: ${first.headers.get('etag')}\r\nConnection: close`;
      const again = () => sendRaw(url, `GET /${path} HTTP/1.1\r\n${head}\r\n\r\n`);
      expect(await again()).to.match(/^HTTP\/1.1 304 /);
      docs = 'new';
      expect(await again()).to.match(path === 'docs' ? /^HTTP\/1.1 200 [^]*new$/ : /^HTTP\/1.1 304 /);
    }
  });

  it('bring a browser to the one address from which the docs find their files', async () => {
    const { url } = await started();
    for (const path of ['/', '/docs/']) expect((await fetch(url + path)).url).to.equal(`${url}/docs`);
  });

  it('demand HTTPS for the future only from those who came by it', async () => {
    const { url } = await started({ env: { TRUST_PROXY: '127.0.0.1' } });
    const plain = await fetch(`${url}/healthz`);
    const encrypted = await fetch(`${url}/healthz`, { headers: { 'x-forwarded-proto': 'https' } });
    expect(plain.headers.get('strict-transport-security')).to.equal(null);
    expect(encrypted.headers.get('strict-transport-security')).to.match(/max-age=\d+/);
  });

  it('show no docs where only jobs are done', async () => {
    const { url } = await started({ pages: undefined });
    expect((await fetch(`${url}/docs`)).status).to.equal(404);
    expect((await fetch(`${url}/healthz`)).status).to.equal(200);
  });

  it('show metrics with the token only, and nothing at all without one', async () => {
    const { url } = await started({ metricsDoor: { token: 'let-me' } });
    const ask = async (authorization?: string) =>
      (await fetch(`${url}/metrics`, authorization === undefined ? {} : { headers: { authorization } })).status;
    expect(await Promise.all([ask(), ask('Bearer let-m'), ask('Basic let-me'), ask('Bearer let-me')]))
      .to.deep.equal([404, 404, 404, 200]);
    expect((await fetch(`${(await started()).url}/metrics`)).status).to.equal(404);
  });

  it('count requests by route and status, unknown paths together', async () => {
    const { url } = await started({ metricsDoor: 'open' });
    for (const path of ['/docs', '/docs?token=1', '/one', '/two']) await (await fetch(url + path)).text();
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).to.include('tolk_http_request_duration_seconds_count{route="/docs",status="200"} 2');
    expect(text).to.include('tolk_http_request_duration_seconds_count{route="none",status="404"} 2');
  });
});
