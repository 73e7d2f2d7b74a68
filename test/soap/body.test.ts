import { expect } from 'chai';
import { once } from 'node:events';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { serve } from '../support/door-server.ts';
import { answerOf, openRaw, sendRaw } from '../support/raw-http.ts';
import { PATH, envelope, faultOf, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

const CALL = envelope(operationXml('customer_getById', '<customerId>1</customerId>'));

describe('the body of a SOAP call', () => {
  let door: TestDoor;
  afterEach(() => door.close());

  const open = async (limits: Record<string, string>): Promise<void> => {
    door = await openDoor({ customer_getById: () => ({ id: '1' }) }, limits);
  };

  /** Sends text as it is, and gives what comes back until the connection ends. */
  async function exchange(...pieces: readonly string[]): Promise<string> {
    const socket = net.connect(door.port, '127.0.0.1');
    for (const piece of pieces) socket.write(piece);
    let reply = '';
    for await (const piece of socket) reply += String(piece);
    return reply;
  }

  it('may be as large as the limit, and no larger', async () => {
    const size = CALL.length + 1000;
    await open({ MAX_BODY: String(size) });
    expect((await post(door, CALL.padEnd(size))).status).to.equal(200);
    expect(faultOf(await post(door, CALL.padEnd(size + 1)))).to.deep.equal(
      { code: 'SOAP-ENV:Client', text: `The body is larger than ${size} bytes` },
    );
    const chunked = await post(door, CALL.padEnd(size + 1), { headers: { 'Transfer-Encoding': 'chunked' } });
    expect(faultOf(chunked).text).to.equal(`The body is larger than ${size} bytes`);
  });

  it('may be as large as the limit after inflation, and no larger', async () => {
    await open({ MAX_BODY: '100000' });
    const zipped = (size: number): Buffer => gzipSync(CALL.padEnd(size));
    const headers = { 'Content-Encoding': 'gzip' };
    expect((await post(door, zipped(100_000), { headers })).status).to.equal(200);
    expect(faultOf(await post(door, zipped(100_001), { headers })).text).to.equal('The body is larger than 100000 bytes');
    const bomb = gzipSync(Buffer.alloc(90_000_000, ' '));
    expect(bomb.length).to.be.below(100_000);
    expect(faultOf(await post(door, bomb, { headers })).text).to.equal('The body is larger than 100000 bytes');
  });

  it('is answered, and its connection closed, when it is far too large', async () => {
    await open({ MAX_BODY: '1000' });
    const reply = await exchange(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 100000000\r\n\r\n`, 'x'.repeat(50_000),
    );
    expect(reply).to.match(/^HTTP\/1\.1 500 /).and.to.match(/\r\nConnection: close\r\n/i);
    expect(reply).to.include('<faultstring>The body is larger than 1000 bytes</faultstring>');
  });

  it('that stalls is refused when its time is over', async () => {
    await open({ BODY_TIME: '60' });
    const reply = await exchange(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${CALL.length}\r\n\r\n`, CALL.slice(0, 50),
    );
    expect(reply).to.match(/^HTTP\/1\.1 500 /).and.to.match(/\r\nConnection: close\r\n/i);
    expect(reply).to.include('<faultcode>SOAP-ENV:Client</faultcode>');
    expect(reply).to.include('<faultstring>The body did not arrive within 0.06 seconds</faultstring>');
    expect(door.acted).to.deep.equal([]);
  });

  it('that ends in the middle harms nobody', async () => {
    await open({});
    const socket = net.connect(door.port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${CALL.length}\r\n\r\n${CALL.slice(0, 50)}`);
    await once(socket, 'connect');
    socket.destroy();
    expect((await post(door, CALL)).status).to.equal(200);
    const [gone] = await door.lines(2).then((lines) => lines.filter(({ operation }) => operation === 'none'));
    expect(gone).to.deep.include({ fault: 'gone' });
    expect(door.counted).to.include.members(['none protocol', 'customer_getById ok']);
    expect(door.logged.filter(({ level }) => level !== 'info')).to.deep.equal([]);
  });

  it('that breaks off, or is no longer HTTP, is refused in XML by the server as shipped', async () => {
    await open({});
    const { url, server } = await serve(door.listener);
    const head = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n`;
    const half = openRaw(url, `${head}Content-Length: ${CALL.length}\r\n\r\n${CALL.slice(0, 50)}`);
    half.end();
    for (const answer of [await answerOf(half), await sendRaw(url, `${head}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`)]) {
      expect(answer).to.match(/^HTTP\/1\.1 500 /).and.to.match(/\r\nConnection: close\r\n/i);
      expect(answer).to.include('<faultcode>SOAP-ENV:Client</faultcode><faultstring>The body broke off');
    }
    expect(door.acted).to.deep.equal([]);
    await server.drain();
  });

  it('is held in memory only up to the limit for all calls', async () => {
    await open({ SOAP_MEMORY: '100000' });
    const waiting = net.connect(door.port, '127.0.0.1');
    waiting.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 70001\r\n\r\n${'x'.repeat(70_000)}`);
    await once(waiting, 'connect');
    expect((await post(door, CALL)).status).to.equal(200);
    const refused = await post(door, CALL.padEnd(50_000));
    expect(faultOf(refused)).to.deep.equal(
      { code: 'SOAP-ENV:Server', text: 'The gateway is overloaded; try again later' },
    );
    waiting.destroy();
    await door.lines(3);
    expect((await post(door, CALL.padEnd(50_000))).status).to.equal(200);
  });
});
