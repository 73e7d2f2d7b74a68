import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { client, closeAll, httpServer, rawServer, refusalOf } from './support.ts';

const MEGABYTE = 1024 * 1024;
const SHORT = { HTTP_OUT_PRIVATE: '1', HTTP_OUT_ANSWER_TIME: '200', HTTP_OUT_TIME: '60000' };

/** Memory of this process now, in megabytes. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

describe('a server that does not keep to HTTP', () => {
  afterEach(closeAll);
  const get = (url: string, settings: Record<string, string> = { HTTP_OUT_PRIVATE: '1' }) =>
    refusalOf(client(settings).request({ method: 'GET', url }));

  it('and never answers is given up after HTTP_OUT_ANSWER_TIME', async () => {
    const url = await rawServer(() => undefined);
    expect(await get(url, SHORT)).to.equal('HTTP_OUT_AWAY 127.0.0.1 does not answer: no answer in time');
  });

  it('and stops in the middle of its answer is given up too', async () => {
    const url = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
    });
    expect(await get(url, SHORT)).to.match(/^HTTP_OUT_AWAY .*stopped on the way/);
  });

  for (const [part, head] of [['head', 'HTTP/1.1 200 OK\r\nX-A: '], ['body', 'HTTP/1.1 200 OK\r\n\r\n']] as const) {
    it(`and sends its ${part} byte by byte is given up after HTTP_OUT_TIME`, async () => {
      const url = await rawServer((socket) => {
        socket.write(head);
        const drip = setInterval(() => socket.write('a'), 20);
        socket.once('close', () => clearInterval(drip));
      });
      const said = await get(url, { HTTP_OUT_PRIVATE: '1', HTTP_OUT_TIME: '300' });
      expect(said).to.equal('HTTP_OUT_AWAY 127.0.0.1 does not answer: no whole answer within 0.3 seconds');
    });
  }

  it('and a call that wants less time than that are given up after that time', async () => {
    const url = await rawServer(() => undefined);
    const said = await refusalOf(client().request({ method: 'GET', url, time: 100 }));
    expect(said).to.match(/within 0\.1 seconds/);
  });

  it('and answers without an end is cut off at HTTP_OUT_BYTES', async () => {
    let written = 0;
    const url = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${10_000 * MEGABYTE}\r\n\r\n`);
      const piece = Buffer.alloc(MEGABYTE / 4, 'a');
      const pour = () => {
        while (!socket.destroyed && socket.write(piece)) written += piece.length;
      };
      socket.on('drain', pour);
      pour();
    });
    const before = memory();
    const answer = await client({ HTTP_OUT_PRIVATE: '1', HTTP_OUT_BYTES: String(MEGABYTE) }).request({ method: 'GET', url });
    expect([answer.status, answer.body.length, answer.isCut]).to.deep.equal([200, MEGABYTE, true]);
    expect(written).to.be.below(50 * MEGABYTE);
    expect(memory() - before).to.be.below(100);
  });

  it('and answers what inflates to gigabytes is cut off too', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * MEGABYTE));
    const { url } = await httpServer((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip').end(bomb);
    });
    const before = memory();
    const answer = await client({ HTTP_OUT_PRIVATE: '1', HTTP_OUT_BYTES: '1000' }).request({ method: 'GET', url });
    expect([answer.body.length, answer.isCut]).to.deep.equal([1000, true]);
    expect(memory() - before).to.be.below(100);
  });

  it('and answers as much as is wanted is not cut off', async () => {
    const { url } = await httpServer((_request, response) => void response.end('a'.repeat(1000)));
    const answer = await client().request({ method: 'GET', url, bytes: 1000 });
    expect([answer.body.length, answer.isCut]).to.deep.equal([1000, false]);
    const less = await client().request({ method: 'GET', url, bytes: 999 });
    expect([less.body.length, less.isCut]).to.deep.equal([999, true]);
  });

  it('and has a head larger than HTTP_OUT_HEADER is refused', async () => {
    const { url } = await httpServer((_request, response) => void response.setHeader('X-A', 'a'.repeat(3000)).end());
    expect(await get(url)).to.equal('no refusal');
    expect(await get(url, { HTTP_OUT_PRIVATE: '1', HTTP_OUT_HEADER: '2000' })).to.match(/^HTTP_OUT_FAILED /);
  });

  for (const [what, answer, code] of [
    ['breaks off before its answer', '', 'HTTP_OUT_AWAY'],
    ['breaks off in its answer', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'HTTP_OUT_AWAY'],
    ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n', 'HTTP_OUT_FAILED'],
    ['sends what is not gzip', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc', 'HTTP_OUT_FAILED'],
  ] as const) {
    it(`and ${what} is told`, async () => {
      const url = await rawServer((socket) => void socket.once('data', () => void socket.end(answer)));
      expect(await get(url)).to.match(new RegExp(`^${code} 127\\.0\\.0\\.1 `));
    });
  }

  it('and resets the connection is told', async () => {
    const url = await rawServer((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    expect(await get(url)).to.equal('HTTP_OUT_AWAY 127.0.0.1 does not answer: it broke the connection off');
  });

  it('and is not there is told', async () => {
    const { url } = await httpServer(() => undefined);
    await closeAll();
    expect(await get(url)).to.equal('HTTP_OUT_AWAY 127.0.0.1 does not answer: nothing listens there');
    expect(await get('http://no-such-host.invalid/')).to.match(/^HTTP_OUT_AWAY no-such-host\.invalid .*name/);
  });
});
