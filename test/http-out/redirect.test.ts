import { expect } from 'chai';
import type { RequestListener } from 'node:http';
import { tlsFile } from '../support/tls/index.ts';
import { client, closeAll, httpServer, refusalOf, tlsServer, toLoopback } from './support.ts';

const to = (location: string, status = 302): RequestListener =>
  (_request, response) => void response.writeHead(status, { Location: location }).end();

describe('a redirect of an outgoing call', () => {
  afterEach(closeAll);

  for (const [status, given, becomes] of [
    [301, 'POST', 'GET'], [302, 'POST', 'GET'], [303, 'POST', 'GET'], [303, 'PUT', 'GET'], [303, 'HEAD', 'HEAD'],
    [301, 'PUT', 'PUT'], [302, 'DELETE', 'DELETE'], [307, 'POST', 'POST'], [308, 'POST', 'POST'], [301, 'GET', 'GET'],
  ] as const) {
    it(`with ${status} makes ${given} to ${becomes}, by the fetch standard`, async () => {
      const { url, seen } = await httpServer((request, response) => {
        if (request.url === '/a/first') to('../second?x=1#part', status)(request, response);
        else response.end('here');
      });
      const hasBody = given !== 'GET' && given !== 'HEAD';
      const answer = await client().request({
        method: given, url: `${url}/a/first`, headers: { 'Content-Type': 'text/plain', Authorization: 'Bearer x', 'X-Key': 'k' },
        ...(hasBody ? { body: 'told' } : {}),
      });
      expect(answer).to.include({ status: 200 });
      expect(seen[1]).to.include({ method: becomes, path: '/second?x=1', body: hasBody && becomes === given ? 'told' : '' });
      expect(seen[1]?.headers).to.include({ authorization: 'Bearer x', 'x-key': 'k' });
      expect(seen[1]?.headers['content-type']).to.equal(becomes === given ? 'text/plain' : undefined);
    });
  }

  it('takes no key along to another server', async () => {
    const other = await httpServer((_request, response) => void response.end());
    const { url } = await httpServer(to(`${other.url}/x`, 307));
    await client().request({
      method: 'POST', url, body: 'told',
      headers: { Authorization: 'Bearer x', Cookie: 'a=b', 'X-Api-Key': 'k', 'Content-Type': 'text/plain', 'Idempotency-Key': '7' },
    });
    const [{ headers } = { headers: {} }] = other.seen;
    expect(headers).to.include({ 'content-type': 'text/plain', 'idempotency-key': '7', 'user-agent': 'Tolk' });
    expect(headers).not.to.have.any.keys('authorization', 'cookie', 'x-api-key');
  });

  it('takes no confidential body along to another server; without it, or to the same, it is followed', async () => {
    const other = await httpServer((_request, response) => void response.end());
    const { url, seen } = await httpServer((request, response) => {
      const [, status = '', place = ''] = (request.url ?? '').split('/');
      if (status === '') response.end();
      else to(place === 'here' ? '/' : `${other.url}/x`, Number(status))(request, response);
    });
    const ask = (path: string, method: 'POST' | 'PUT') =>
      client().request({ method, url: `${url}${path}`, body: 'told', isConfidential: true });
    for (const [path, method] of [['/307/', 'POST'], ['/308/', 'POST'], ['/302/', 'PUT']] as const) {
      expect(await refusalOf(ask(path, method))).to.match(/^HTTP_OUT_REDIRECT .*a body with secrets to another server/);
    }
    expect(other.seen).to.deep.equal([]);
    await ask('/302/', 'POST');
    expect(other.seen.map(({ method, body }) => [method, body])).to.deep.equal([['GET', '']]);
    await ask('/307/here', 'POST');
    expect(seen.at(-1)).to.include({ method: 'POST', path: '/', body: 'told' });
  });

  it('is not followed into the house', async () => {
    const inner = await httpServer((_request, response) => void response.end());
    const { port } = await httpServer(to(`http://127.0.0.1:${inner.port}/secret`));
    const outer = client({ HTTP_OUT_ALLOW: 'shop.example' }, { lookup: toLoopback });
    const said = await refusalOf(outer.request({ method: 'GET', url: `http://shop.example:${port}/` }));
    expect(said).to.match(/^HTTP_OUT_PRIVATE 127\.0\.0\.1 /);
    const byName = await httpServer(to(`http://inner.example:${inner.port}/secret`));
    const named = outer.request({ method: 'GET', url: `http://shop.example:${byName.port}/` });
    expect(await refusalOf(named)).to.match(/^HTTP_OUT_PRIVATE inner\.example /);
    expect(inner.seen).to.deep.equal([]);
  });

  it('from https to http is not followed', async () => {
    const plain = await httpServer((_request, response) => void response.end());
    const port = await tlsServer({ cert: tlsFile('first.crt'), key: tlsFile('first.key') }, to(plain.url));
    const certificate = { ca: tlsFile('first.crt') };
    const said = await refusalOf(client().request({ method: 'GET', url: `https://localhost:${port}/`, certificate }));
    expect(said).to.equal('HTTP_OUT_REDIRECT localhost redirects from https to http, which is not followed');
    expect(plain.seen).to.deep.equal([]);
  });

  for (const [what, location] of [
    ['a file', 'file:///etc/passwd'], ['an address with a password', 'http://a:secret@127.0.0.1/'], ['no address', 'http://'],
  ] as const) {
    it(`to ${what} is not followed`, async () => {
      const { url } = await httpServer(to(location));
      expect(await refusalOf(client().request({ method: 'GET', url })))
        .to.match(/^HTTP_OUT_(URL|REDIRECT) /).and.not.to.match(/secret|passwd/);
    });
  }

  it('is followed HTTP_OUT_REDIRECTS times, so that a loop ends', async () => {
    const { url, seen } = await httpServer(to('/again'));
    const said = await refusalOf(client({ HTTP_OUT_PRIVATE: '1', HTTP_OUT_REDIRECTS: '3' }).request({ method: 'GET', url }));
    expect(said).to.match(/^HTTP_OUT_REDIRECT .*more than 3 times/);
    expect(seen).to.have.length(4);
  });

  it('is an answer like others for who follows none', async () => {
    const { url, seen } = await httpServer(to('/again'));
    const answer = await client().request({ method: 'GET', url, redirects: 0 });
    expect([answer.status, answer.headers['location'], seen.length]).to.deep.equal([302, '/again', 1]);
  });
});
