import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { client, closeAll, httpServer, refusalOf } from './support.ts';

describe('an outgoing call', () => {
  afterEach(closeAll);

  it('sends method, path, query, headers and body as they are given, and gives the answer back', async () => {
    const { url, seen } = await httpServer((_request, response) => {
      response.writeHead(201, { 'X-One': 'a', 'Set-Cookie': ['b=1', 'c=2'] }).end('made');
    });
    const answer = await client().request({
      method: 'PUT', url: `${url}/a%20b?c=d#e`, headers: { 'X-Key': 'k', 'Content-Type': 'text/plain' }, body: 'é',
    });
    expect(answer).to.deep.include({ status: 201, body: Buffer.from('made'), isCut: false });
    expect(answer.headers).to.include({ 'x-one': 'a', 'set-cookie': 'b=1, c=2' });
    expect(seen).to.have.length(1);
    expect(seen[0]).to.include({ method: 'PUT', path: '/a%20b?c=d', body: 'é' });
    expect(seen[0]?.headers).to.include({ 'x-key': 'k', 'content-type': 'text/plain', 'content-length': '2' });
  });

  it('takes every status for an answer', async () => {
    for (const status of [204, 302, 404, 410, 500, 503]) {
      const { url } = await httpServer((_request, response) => void response.writeHead(status).end());
      expect(await client().request({ method: 'GET', url })).to.include({ status });
    }
  });

  for (const method of ['GET', 'HEAD'] as const) {
    it(`takes an inflated answer to ${method}`, async () => {
      const { url } = await httpServer((_request, response) => {
        response.setHeader('Content-Encoding', 'gzip').end(gzipSync('large and small'));
      });
      const { body, headers } = await client().request({ method, url });
      expect(body.toString()).to.equal(method === 'GET' ? 'large and small' : '');
      expect(headers).not.to.have.property('content-encoding');
    });
  }

  it('leaves what it cannot inflate as it is, and says so', async () => {
    const { url } = await httpServer((_request, response) => {
      response.setHeader('Content-Encoding', 'snappy').end('abc');
    });
    const { body, headers } = await client().request({ method: 'GET', url });
    expect([body.toString(), headers['content-encoding']]).to.deep.equal(['abc', 'snappy']);
  });

  const badHeaders: Record<string, Record<string, string>> = {
    'a line break in a value': { 'X-A': 'a\r\nX-Evil: 1' },
    'a line break in a name': { 'X-A\r\nX-Evil': '1' },
    'a host': { Host: 'elsewhere.example' },
    'a length': { 'content-length': '0' },
    'a coding of the transfer': { 'Transfer-Encoding': 'chunked' },
  };
  for (const [what, headers] of Object.entries(badHeaders)) {
    it(`with ${what} among its headers is not sent`, async () => {
      const { url, seen } = await httpServer((_request, response) => void response.end());
      const said = await refusalOf(client().request({ method: 'POST', url, headers, body: 'x' }));
      expect(said).to.match(/^HTTP_OUT_HEADER /).and.not.to.contain('Evil: 1');
      expect(seen).to.deep.equal([]);
    });
  }

  const badUrls: Record<string, string> = {
    'no address': 'example.org/a', 'a file': 'file:///etc/passwd', 'another protocol': 'gopher://example.org/',
    'a user': 'https://anna@example.org/', 'a password': 'https://:secret@example.org/?key=secret',
    'more than 8,000 characters': `https://example.org/${'a'.repeat(8000)}`,
  };
  for (const [what, url] of Object.entries(badUrls)) {
    it(`to ${what} is refused, without a word of its path`, async () => {
      const said = await refusalOf(client().request({ method: 'GET', url }));
      expect(said).to.match(/^HTTP_OUT_URL /).and.not.to.match(/secret|anna|passwd|aaaa/);
    });
  }

  it('goes to HTTP_OUT_PORTS only, where that says some', async () => {
    const { url, port } = await httpServer((_request, response) => void response.end());
    const wish = { HTTP_OUT_PRIVATE: '1' };
    expect(await client({ ...wish, HTTP_OUT_PORTS: `443, ${port}` }).request({ method: 'GET', url })).to.include({ status: 200 });
    const said = await refusalOf(client({ ...wish, HTTP_OUT_PORTS: '443' }).request({ method: 'GET', url }));
    expect(said).to.match(/^HTTP_OUT_URL .*port/);
  });

  it('ends with the reason of its signal', async () => {
    const { url } = await httpServer(() => control.abort(new Error('enough')));
    const control = new AbortController();
    const call = client().request({ method: 'GET', url, signal: control.signal });
    expect(await call.catch((error: Error) => error.message)).to.equal('enough');
    const late = client().request({ method: 'GET', url, signal: control.signal });
    expect(await late.catch((error: Error) => error.message)).to.equal('enough');
  });
});
