import { expect } from 'chai';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { answerOf, openRaw } from '../support/raw-http.ts';
import { until } from '../support/until.ts';
import { storedNames } from '../support/wire.ts';
import { call, outcomeOf, PATH } from './call-support.ts';

const WHOLE = '{"lastname":"held"}'.padEnd(900);

describe('the memory that bodies of REST calls take', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { REST_MEMORY: '1000', JSON_MEMBERS: '3' } }); });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const outcome = async (body: string) => outcomeOf(await call(gateway, { body }));
  const small = '{"lastname":"small"}'.padEnd(200);

  /** A call of whose 900 bytes 899 are held. When one that asks whether they are comes before, it is refused: again. */
  async function begun(): Promise<Socket> {
    const head = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\nConnection: close`;
    for (;;) {
      const socket = openRaw(gateway.url, `${head}\r\nExpect: 100-continue\r\nContent-Length: 900\r\n\r\n`);
      await once(socket, 'data');
      socket.write(WHOLE.slice(0, -1));
      for (let tries = 0; tries < 5; tries++) if (await outcome(small) === '503 OVERLOADED') return socket;
      socket.destroy();
    }
  }

  it('is limited for all doors together, and given back with the answer', async () => {
    const held = await begun();
    const rows = await fetch(`${gateway.url}/dataextension/stay`, {
      method: 'POST', body: small, headers: { authorization: `Bearer ${gateway.token}` },
    });
    expect([rows.status, await rows.text()]).to.deep.equal(
      [503, '{"error":{"code":"OVERLOADED","message":"The gateway is overloaded; try again later"}}']);
    await gateway.sql('customer').delete();
    const answered = answerOf(held);
    held.write(WHOLE.at(-1) ?? '');
    expect(await answered).to.match(/^HTTP\/1\.1 201 /);
    expect(await outcome(small)).to.equal('201');
    expect(await storedNames(gateway)).to.deep.equal(['held', 'small']);
  });

  it('is given back when a caller goes away', async () => {
    for (let calls = 0; calls < 3; calls++) {
      const gone = await begun();
      gone.destroy();
      await until(async () => await outcome(small) === '201');
    }
  });

  it('is given back as soon as a body is refused, so that not all are refused that come at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => outcome(WHOLE)));
    expect(new Set(all)).to.deep.equal(new Set(['201', '503 OVERLOADED']));
    expect(await storedNames(gateway)).to.have.length(all.filter((one) => one === '201').length);
  });

  it('counts what a body is inflated to', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    expect(outcomeOf(await call(gateway, { body: gzipSync(' '.repeat(990)), headers }))).to.equal('503 OVERLOADED');
    expect(outcomeOf(await call(gateway, { body: gzipSync(small), headers }))).to.equal('201');
  });

  it('is not filled by one object with a million members', async () => {
    expect(await outcome('{"lastname":"{:}","city":":::::","options":{"a":"1","b":"2","c":"3"}}')).to.equal('201');
    expect(await outcome('{"lastname":"x","options":{"a":"1","b":"2","c":"3","d":"4"}}')).to.equal('413 JSON_TOO_WIDE');
    expect(await storedNames(gateway)).to.deep.equal(['{:}']);
  });
});
