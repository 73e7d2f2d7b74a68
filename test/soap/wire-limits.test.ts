import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { answerOf, openRaw } from '../support/raw-http.ts';
import { enveloped, faultIn, insertXml, send, storedNames } from '../support/wire.ts';

const MAX_BODY = 20_000;

describe('limits of a SOAP call, as set', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({
      env: { MAX_BODY: String(MAX_BODY), MAX_DEPTH: '8', MAX_PREFIXES: '5', BODY_TIME: '1500' },
    });
  });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const padded = (length: number, name = 'Never') => {
    const body = enveloped(insertXml(gateway, name));
    return body + ' '.repeat(length - body.length);
  };
  const head = (length: number | undefined) => `POST ${SOAP_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n` +
    (length === undefined ? 'Transfer-Encoding: chunked\r\n\r\n' : `Content-Length: ${length}\r\n\r\n`);

  it('size: MAX_BODY bytes are taken and not one more, however they come', async () => {
    expect((await send(gateway, padded(MAX_BODY, 'fits'))).status).to.equal(200);
    expect((await send(gateway, gzipSync(padded(MAX_BODY, 'packed')), { headers: { 'Content-Encoding': 'gzip' } })).status).to.equal(200);
    for (const [body, headers] of [
      [padded(MAX_BODY + 1), {}], [padded(MAX_BODY + 1), { 'Transfer-Encoding': 'chunked' }],
      [gzipSync(padded(MAX_BODY + 1)), { 'Content-Encoding': 'gzip' }],
    ] as const) {
      expect(faultIn(await send(gateway, body, { headers }))).to.deep.equal({
        code: 'SOAP-ENV:Client', text: `The body is larger than ${MAX_BODY} bytes`,
      });
    }
    expect(await storedNames(gateway)).to.deep.equal(['fits', 'packed']);
  });

  it('a bomb of gzip is given up at MAX_BODY', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000, 0x20), { level: 1 }).subarray(0, MAX_BODY);
    expect(faultIn(await send(gateway, bomb, { headers: { 'Content-Encoding': 'gzip' } })).code).to.equal('SOAP-ENV:Client');
    expect((await send(gateway, padded(5000, 'after'))).status).to.equal(200);
    expect(await storedNames(gateway)).to.deep.equal(['after']);
  });

  it('depth: MAX_DEPTH elements are taken and not one more', async () => {
    const nested = (depth: number) => enveloped(insertXml(gateway, `${depth}`, '<x>'.repeat(depth) + '</x>'.repeat(depth)));
    expect((await send(gateway, nested(4))).status).to.equal(200);
    expect(faultIn(await send(gateway, nested(5))).text).to.equal('The XML has more than 8 elements inside each other');
    const endless = enveloped(insertXml(gateway, 'Never', '<x>'.repeat(6000)));
    expect(faultIn(await send(gateway, endless)).text).to.equal('The XML has more than 8 elements inside each other');
    expect(await storedNames(gateway)).to.deep.equal(['4']);
  });

  it('namespace declarations: no more than MAX_PREFIXES in force', async () => {
    const declared = Array.from({ length: 6 }, (_, index) => `xmlns:p${index}="urn:${index}"`).join(' ');
    expect(faultIn(await send(gateway, enveloped(insertXml(gateway, 'Never', `<x ${declared}/>`)))).text).to.include('5 namespace declarations');
    expect(await storedNames(gateway)).to.deep.equal([]);
  });

  it('time: a body that stalls is answered when BODY_TIME is over, and the connection ends', async () => {
    for (const start of [head(5000), head(undefined)]) {
      const answer = await answerOf(openRaw(gateway.url, `${start}${start.includes('chunked') ? '5\r\n<s:En\r\n' : '<s:En'}`));
      expect(answer).to.match(/^HTTP\/1\.1 500 /).and.match(/\r\nconnection: close\r\n/i)
        .and.include('<faultcode>SOAP-ENV:Client</faultcode>').and.include('did not arrive within 1.5 seconds');
    }
    expect(await storedNames(gateway)).to.deep.equal([]);
  });
});
