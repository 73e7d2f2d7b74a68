import { expect } from 'chai';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createDoorServer } from '../../src/server/index.ts';
import { serve, type TestServer } from '../support/door-server.ts';
import { answerOf, openRaw, sendRaw } from '../support/raw-http.ts';

const hello: RequestListener = (request, response) => {
  request.resume();
  request.on('end', () => response.end('hello'));
};

describe('limits of the server', () => {
  const open: TestServer[] = [];
  const started = async (env: Record<string, string>, listener = hello) => {
    const one = await serve(listener, env);
    open.push(one);
    return one.url;
  };
  afterEach(() => Promise.all(open.splice(0).map(({ server }) => server.drain())));

  it('answers what is no HTTP in plain text and repeats nothing of it', async () => {
    const answer = await sendRaw(await started({}), 'secret-token nonsense\r\n\r\n');
    expect(answer).to.match(/^HTTP\/1\.1 400 Bad Request\r\n/).and.match(/Content-Type: text\/plain/);
    expect(answer).not.to.include('secret');
  });

  it('refuses headers beyond MAX_HEADER', async () => {
    const url = await started({ MAX_HEADER: '2048' });
    expect(await sendRaw(url, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(3000)}\r\n\r\n`)).to.match(/^HTTP\/1\.1 431 /);
    expect(await sendRaw(url, `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: ${'x'.repeat(1000)}\r\n\r\n`)).to.match(/^HTTP\/1\.1 200 /);
  });

  it('ends a head that does not arrive within HEADERS_TIMEOUT', async () => {
    const url = await started({ HEADERS_TIMEOUT: '50' });
    expect(await sendRaw(url, 'GET / HTTP/1.1\r\nHost: x\r\n')).to.match(/^HTTP\/1\.1 408 /);
  });

  it('ends a request that does not arrive within REQUEST_TIMEOUT', async () => {
    const url = await started({ HEADERS_TIMEOUT: '50', REQUEST_TIMEOUT: '50' });
    expect(await sendRaw(url, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf')).to.match(/^HTTP\/1\.1 408 /);
  });

  it('closes a connection that is not used for KEEP_ALIVE_TIMEOUT', async () => {
    const url = await started({ KEEP_ALIVE_TIMEOUT: '50' });
    expect(await sendRaw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
  });

  it('writes nothing into an answer under way when the rest of a request is broken', async () => {
    const url = await started({}, (_, response) => void response.write('begun'));
    const socket = openRaw(url, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const answer = answerOf(socket);
    await once(socket, 'data');
    socket.write('not a chunk\r\n');
    expect(await answer).to.match(/^HTTP\/1\.1 200 /).and.not.include('400');
  });

  it('takes no more than MAX_CONNECTIONS at once', async () => {
    const url = await started({ MAX_CONNECTIONS: '1' });
    const first = openRaw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(first, 'data');
    expect(await sendRaw(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).to.equal('');
    first.destroy();
  });

  it('answers a call with an expectation that nobody knows', async () => {
    const call = 'POST / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
    expect(await sendRaw(await started({}), call)).to.match(/^HTTP\/1\.1 200 /);
  });
});

describe('a port that is not to be had', () => {
  it('is told in one line', async () => {
    const { url, server } = await serve(hello);
    const { port } = new URL(url);
    const second = await createDoorServer(readConfig({}), createLog('silent'), hello);
    const refused = await second.listen('127.0.0.1', Number(port)).then(() => 'listens', (error: Error) => error.message);
    expect(refused).to.equal(`127.0.0.1:${port} is taken by another process; set PORT to a free one`);
    await server.drain();
  });
});
