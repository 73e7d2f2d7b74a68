import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { serve } from '../support/door-server.ts';
import { answerOf, openRaw } from '../support/raw-http.ts';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** A listener that keeps the answers for the test to give. */
function held() {
  const waiting: ServerResponse[] = [];
  let arrived = (): void => undefined;
  return {
    waiting,
    listener: (_: unknown, response: ServerResponse) => { waiting.push(response); arrived(); },
    arrival: () => new Promise<void>((resolve) => { arrived = resolve; }),
  };
}

/** Whether a connection is taken; it is given back at once. */
function connects(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  return once(socket, 'connect').then(() => { socket.destroy(); return true; }, () => false);
}

describe('drain', () => {
  it('lets a call under way end, as the last of its connection', async () => {
    const { waiting, listener, arrival } = held();
    const { url, server } = await serve(listener);
    const came = arrival();
    const answer = answerOf(openRaw(url, GET));
    await came;
    const drained = server.drain();
    waiting[0]?.end('done');
    expect(await drained).to.equal(true);
    expect(await answer).to.match(/^HTTP\/1\.1 200 /).and.match(/Connection: close/).and.match(/done$/);
  });

  it('takes no new connection', async () => {
    const { waiting, listener, arrival } = held();
    const { url, server } = await serve(listener);
    const came = arrival();
    const first = answerOf(openRaw(url, GET));
    await came;
    const drained = server.drain();
    while (await connects(url)) { /* until it is refused; if never, the test's time is up */ }
    waiting[0]?.end('done');
    expect(await drained).to.equal(true);
    expect(await first).to.match(/done$/);
  });

  it('answers calls on open connections during DRAIN_GRACE and closes them with the answer', async () => {
    const { url, server } = await serve((_, response) => void response.end('hello'), { DRAIN_GRACE: '200' });
    const socket = openRaw(url, GET);
    await once(socket, 'data');
    const drained = server.drain();
    const answer = answerOf(socket);
    socket.write(GET);
    expect(await answer).to.match(/^HTTP\/1\.1 200 /).and.match(/Connection: close/);
    expect(await drained).to.equal(true);
  });

  it('closes idle connections and those on which nothing came', async () => {
    const { url, server } = await serve((_, response) => void response.end('hello'), { DRAIN_LIMIT: '60000' });
    const idle = openRaw(url, GET);
    const silent = openRaw(url, '');
    const half = openRaw(url, 'GET / HTTP/1.1\r\nHo');
    await once(idle, 'data');
    const ends = Promise.all([answerOf(idle), answerOf(silent), answerOf(half)]);
    expect(await server.drain()).to.equal(true);
    await ends;
  });

  it('cuts off at DRAIN_LIMIT what does not end, and says so', async () => {
    const { listener, arrival } = held();
    const { url, server } = await serve(listener, { DRAIN_LIMIT: '50' });
    const came = arrival();
    const answer = answerOf(openRaw(url, GET));
    await came;
    expect(await server.drain()).to.equal(false);
    expect(await answer).to.equal('');
  });
});
