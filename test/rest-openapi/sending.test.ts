import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { define } from './model.ts';
import type { Document } from './sample.ts';

describe('sending /openapi.json', () => {
  let gateway: TestGateway;
  let token: string;

  before(async () => {
    gateway = await startGateway({ env: { PUBLIC_URL: 'https://gw.example/tolk', ROW_STREAM_TIME: '2000' } });
    const made = await makeToken(gateway.sql, { brand: gateway.brand });
    token = made.token;
    const columns = Array.from({ length: 200 }, (_, i) =>
      ({ name: `column${i}`, type: 'string' as const, description: 'd'.repeat(1000), unique: false }));
    const tables = Array.from({ length: 40 }, (_, i) => ({ name: `table${i}`, description: '', columns }));
    await define(made.scope, { tables, contains: [], lookups: [] }); // some 10 MB
  });

  after(() => gateway.stop());

  it('names the address that clients use', async () => {
    const document = await (await fetch(`${gateway.url}/openapi.json`)).json() as Document;
    expect(document.servers).to.deep.equal([{ url: 'https://gw.example/tolk' }]);
  });

  it('answers HEAD with the headers alone', async () => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${gateway.url}/openapi.json`, { method: 'HEAD', headers });
    expect([answer.status, answer.headers.get('cache-control'), await answer.text()]).to.deep.equal([200, 'no-store', '']);
  });

  it('is no error when the caller leaves on the way', async () => {
    const before = requests().length;
    const socket = await begun();
    socket.destroy();
    await until(() => requests().length > before);
    expect(errors()).to.deep.equal([]);
  });

  it('is cut off for a caller who does not take it', async () => {
    const before = requests().length;
    const socket = await begun();
    await until(() => requests().length > before);
    let text = '';
    socket.setEncoding('latin1').on('data', (piece: string) => { text += piece; }).resume();
    await once(socket, 'close');
    expect(text).not.to.match(/0\r\n\r\n$/); // the end of a whole answer
    expect(errors()).to.deep.equal([]);
  });

  const requests = () => gateway.lines.filter(({ msg }) => msg === 'request');
  const errors = () => gateway.lines.filter(({ level }) => level === 'error');

  /** A call of whose answer no more than the beginning is taken. */
  async function begun() {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined); // it may be reset
    socket.write(`GET /openapi.json HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    await once(socket, 'readable');
    return socket;
  }
});
