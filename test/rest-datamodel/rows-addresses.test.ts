import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-http.ts';
import { refusalOf } from './model-calls.ts';
import { idOf, rowCaller, type RowCaller } from './row-calls.ts';

describe('addresses of rows', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  let type: string;
  let customer: string;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
    type = await caller.make('/extratype', { code: 'A' });
    customer = await caller.customer();
  });
  after(() => gateway.stop());

  const OFFERED = {
    '/extratype': 'GET, HEAD, POST, OPTIONS',
    '/extratype/clang_0000000000000': 'GET, HEAD, PUT, DELETE, OPTIONS',
    '/customer/clang_1': 'GET, HEAD, OPTIONS',
    '/customer/clang_1/stay': 'GET, HEAD, POST, OPTIONS',
    '/customer/clang_1/stay/clang_0000000000000': 'GET, HEAD, PUT, DELETE, OPTIONS',
  };
  for (const [target, allowed] of Object.entries(OFFERED)) {
    it(`offer ${allowed} at ${target}`, async () => {
      const others = ['PUT', 'DELETE', 'POST', 'PATCH', 'COPY'].filter((method) => !allowed.includes(method));
      for (const method of others) {
        const refused = await caller.send(method, target);
        expect([refused.status, refused.headers.get('allow'), refusalOf(refused)], method)
          .to.deep.equal([405, allowed, 'METHOD_NOT_OFFERED']);
      }
      const options = await caller.send('OPTIONS', target, { token: null });
      expect([options.status, options.headers.get('allow'), options.text]).to.deep.equal([204, allowed, '']);
    });
  }

  it('answer HEAD as GET without the body', async () => {
    for (const target of ['/extratype', '/extratype?limit=5', type, customer, '/extratype?format=html']) {
      const get = await caller.send('GET', target);
      const head = await caller.send('HEAD', target);
      expect([head.status, head.text], target).to.deep.equal([200, '']);
      for (const name of ['content-type', 'etag', 'cache-control', 'content-length']) {
        if (name !== 'content-length' || !target.startsWith('/extratype?format') && target !== '/extratype') {
          expect(head.headers.get(name), `${target} ${name}`).to.equal(get.headers.get(name));
        }
      }
    }
    const missing = await caller.send('HEAD', '/nothing');
    expect([missing.status, missing.headers.get('x-deployteq-api-error')])
      .to.deep.equal([404, 'Table nothing not found at this place of the data model']);
  });

  it('are those of the table in exactly its letters, a slash at the end or not', async () => {
    expect((await caller.send('GET', '/extratype/')).status).to.equal(200);
    expect((await caller.send('GET', `${type}/`)).status).to.equal(200);
    expect((await caller.send('GET', '/Extratype')).status).to.equal(404);
  });

  it('are decoded once', async () => {
    expect((await caller.send('GET', type.replace('extra', '%65xtra'))).json).to.include({ code: 'A' });
    const twice = await caller.send('GET', type.replace('extra', '%2565xtra'));
    expect([twice.status, refusalOf(twice)]).to.deep.equal([404, 'TABLE_NOT_FOUND']);
    const slash = await caller.send('GET', type.replace('/extratype/', '/extratype%2F'));
    expect(slash.status).to.equal(404);
  });

  it('name nothing when they are of no form', async () => {
    const segments = [
      '..%2f', '%00', 'x'.repeat(3000), '%E2%82%AC', "extratype'%3B%20drop%20table%20dm_row--", '__proto__',
      'constructor', 'null', '0', '%5c', 'clang_77', '*', '%3Cscript%3E', '_x',
    ];
    for (const segment of segments) {
      for (const target of [`/${segment}`, `/extratype/${segment}`, `${customer}/${segment}`, `/customer/${segment}/stay`,
        `${type}/${segment}`, `//${segment}`]) {
        const answer = await caller.send('GET', target);
        expect(answer.status, target).to.equal(404);
        refusalOf(answer);
      }
    }
    expect(await caller.count()).to.equal(1);
  });

  const raw = (path: string) => sendRaw(gateway.url, `GET /dataextension${path} HTTP/1.1\r\nHost: gw.example\r\n`
    + `Authorization: Bearer ${caller.token}\r\nConnection: close\r\n\r\n`);

  it('are refused when they do not decode', async () => {
    for (const path of ['/extratype/%', '/extratype/%FF', '/%zz', '/customer/%C3%28/stay']) {
      expect(await raw(path), path).to.match(/^HTTP\/1.1 400 /).and.match(/REQUEST_BROKEN/);
    }
  });

  it('are taken as they are, without a walk up', async () => {
    for (const path of ['/..', '/../healthz', '/extratype/..', `${customer}/../extratype`, '/%2e%2e/%2e%2e']) {
      expect(await raw(path), path).to.match(/^HTTP\/1.1 404 /).and.match(/X-Deployteq-API-Error: /);
    }
  });

  it('name a row below its own parents only, and only in its own table', async () => {
    const other = await caller.customer();
    const stay = await caller.make(`${customer}/stay`, { booking: 'mine' });
    const extra = await caller.make(`${stay}/extra`, { code: 'A' });
    const foreign = [
      stay.replace(customer, other), extra.replace(customer, other), `${type}/stay/${idOf(stay)}`,
      `/extratype/${idOf(stay)}`, `${customer}/extra/${idOf(extra)}`, `${customer}/extratype`, `/stay/${idOf(stay)}`,
      stay.replace('clang_', 'CLANG_'), stay.replace(/.$/, ''), `${stay}0`, '/customer/clang_999999/stay',
    ];
    for (const target of foreign) {
      for (const [method, body] of [['GET', undefined], ['PUT', {}], ['DELETE', undefined]] as const) {
        const kind = target.endsWith('stay') || target.endsWith('extratype') ? 'collection' : 'row';
        if (kind === 'collection' && method !== 'GET') continue;
        const refused = await caller.send(method, target, { body });
        expect(refused.status, `${method} ${target}`).to.equal(404);
        refusalOf(refused);
      }
    }
    for (const target of [`${stay.replace(customer, other)}/extra`, '/customer/clang_999999/stay', '/stay']) {
      expect((await caller.send('POST', target, { body: {} })).status, target).to.equal(404);
    }
    expect((await caller.send('GET', stay)).json).to.include({ booking: 'mine' });
  });

  it('show rows as XML and as pages too, and say which formats there are', async () => {
    const types = { json: 'application/json', xml: 'application/xml', html: 'text/html' };
    for (const [format, contentType] of Object.entries(types)) {
      for (const target of [type, '/extratype', '/extratype?limit=1', customer]) {
        const answer = await caller.send('GET', `${target}${target.includes('?') ? '&' : '?'}format=${format}`);
        expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, `${contentType}; charset=utf-8`]);
      }
    }
    for (const target of ['/extratype', type, customer]) {
      const refused = await caller.send('GET', `${target}?format=pdf`);
      expect([refused.status, refusalOf(refused)]).to.deep.equal([400, 'FORMAT_UNKNOWN']);
    }
  });
});
