import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { sendRaw } from '../support/raw-http.ts';
import { storedNames } from '../support/wire.ts';
import { call, outcomeOf, PATH } from './call-support.ts';

describe('the method of a REST call', () => {
  let gateway: TestGateway;
  let id: number;
  before(async () => {
    gateway = await startGateway();
    ({ id } = JSON.parse((await call(gateway, { body: '{"lastname":"Visser"}' })).text) as { id: number });
  });
  after(() => gateway.stop());

  it('HEAD is answered like GET, without the body', async () => {
    for (const path of [`/${id}`, '/0', '?externalid=1', '?nonsense=1']) {
      const [get, head] = [await call(gateway, { method: 'GET', path }), await call(gateway, { method: 'HEAD', path })];
      expect([head.status, head.text], path).to.deep.equal([get.status, '']);
      expect({ ...get.headers, date: '' }).to.deep.equal({ ...head.headers, date: '' });
    }
    expect((await call(gateway, { method: 'HEAD', path: `/${id}`, headers: { Authorization: 'Bearer x' } })).status).to.equal(401);
  });

  it('OPTIONS tells what there is, to everybody', async () => {
    for (const [path, allowed] of [['', 'POST, GET, HEAD, OPTIONS'], ['/1', 'GET, PUT, DELETE, HEAD, OPTIONS']] as const) {
      const { status, headers, text } = await call(gateway, { method: 'OPTIONS', path, headers: { Authorization: '' } });
      expect([status, headers['allow'], text]).to.deep.equal([204, allowed, '']);
      expect(headers).to.not.have.property('access-control-allow-origin');
    }
  });

  it('any other is refused and told what is offered', async () => {
    for (const [method, path] of [['PATCH', '/1'], ['POST', '/1'], ['PUT', ''], ['DELETE', ''], ['TRACE', '/1'], ['PROPFIND', '']] as const) {
      const answer = await call(gateway, { method, path, body: ['TRACE', 'DELETE'].includes(method) ? '' : '{}' });
      expect(outcomeOf(answer), method).to.equal('405 METHOD_NOT_OFFERED');
      expect(answer.headers['x-deployteq-api-error']).to.equal(`Method ${method} is not offered here; offered: ${answer.headers['allow']}`);
    }
    expect(await sendRaw(gateway.url, `FOO ${PATH} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).to.match(/^HTTP\/1.1 400 /);
  });

  it('is not changed by a header or a parameter', async () => {
    const headers = { 'X-HTTP-Method-Override': 'DELETE', 'X-HTTP-Method': 'DELETE', 'X-Method-Override': 'DELETE' };
    expect(outcomeOf(await call(gateway, { method: 'GET', path: `/${id}`, headers }))).to.equal('200');
    expect(outcomeOf(await call(gateway, { method: 'GET', path: `/${id}?_method=DELETE` }))).to.equal('200');
    expect(await storedNames(gateway)).to.deep.equal(['Visser']);
  });

  it('GET and DELETE leave a body that comes along, and the next call on the connection is the next', async () => {
    const { id: other } = JSON.parse((await call(gateway, { body: '{}' })).text) as { id: number };
    const auth = `Host: x\r\nAuthorization: Bearer ${gateway.token}\r\n`;
    const inside = `DELETE ${PATH}/${id} HTTP/1.1\r\n${auth}\r\n`;
    const answers = await sendRaw(gateway.url,
      `GET ${PATH}/${id} HTTP/1.1\r\n${auth}Content-Length: ${inside.length}\r\n\r\n${inside}`
      + `DELETE ${PATH}/${other} HTTP/1.1\r\n${auth}Transfer-Encoding: chunked\r\nContent-Encoding: br\r\n\r\n3\r\nabc\r\n0\r\n\r\n`
      + `GET ${PATH}/${id} HTTP/1.1\r\n${auth}Connection: close\r\n\r\n`);
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).to.deep.equal(['200', '204', '200']);
    expect(await storedNames(gateway)).to.deep.equal(['Visser']);
  });
});
