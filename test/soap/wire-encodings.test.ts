import { expect } from 'chai';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { answerOf, openRaw } from '../support/raw-http.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { enveloped, faultIn, insertXml, send, storedNames } from '../support/wire.ts';

const NAME = 'Ådå Müller';

describe('the encoding of a request', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const xml = (declared = '', name = NAME) =>
    (declared === '' ? '' : `<?xml version="1.0" encoding="${declared}"?>`) + enveloped(insertXml(gateway, name));
  const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
  const MARK = '\ufeff';

  const forms: Readonly<Record<string, { type?: string; body: () => Buffer }>> = {
    'UTF-8 without a word': { body: () => Buffer.from(xml()) },
    'UTF-8 with declaration and charset': { type: 'text/xml; charset=utf-8', body: () => Buffer.from(xml('utf-8')) },
    'UTF-8 with a byte order mark': { body: () => Buffer.from(MARK + xml('UTF-8')) },
    'application/xml': { type: 'application/xml', body: () => Buffer.from(xml()) },
    'UTF-16 with mark, little end first': { body: () => Buffer.from(MARK + xml('UTF-16'), 'utf16le') },
    'UTF-16 with mark, big end first': { body: () => utf16be(MARK + xml('UTF-16')) },
    'UTF-16 by charset': { type: 'text/xml; charset="UTF-16"', body: () => utf16be(xml('UTF-16')) },
    'ISO-8859-1 by declaration': { body: () => Buffer.from(xml('ISO-8859-1'), 'latin1') },
    'ISO-8859-1 by charset': { type: 'text/xml; charset=iso-8859-1', body: () => Buffer.from(xml(), 'latin1') },
  };
  for (const [form, { type = 'text/xml', body }] of Object.entries(forms)) {
    it(`may be ${form}; the answer is UTF-8`, async () => {
      const { headers, text } = await send(gateway, body(), { headers: { 'Content-Type': type } });
      expect(text).to.include(`<ns1:lastname>${NAME}</ns1:lastname>`);
      expect(headers['content-type']).to.equal('text/xml; charset=utf-8');
      expect(await storedNames(gateway)).to.deep.equal([NAME]);
    });
  }

  it('is refused when it is not what it says, or unknown', async () => {
    const refused: [type: string, body: Buffer][] = [
      ['text/xml; charset=utf-8', Buffer.from(xml(), 'latin1')], ['text/xml; charset=ebcdic', Buffer.from(xml())],
      ['text/xml', Buffer.from(xml('klingon'))], ['text/xml', Buffer.from(xml('UTF-16'))],
      ['text/xml', Buffer.concat([Buffer.from(MARK + xml(), 'utf16le'), Buffer.from([0x3c])])],
    ];
    for (const [type, body] of refused) {
      expect(faultIn(await send(gateway, body, { headers: { 'Content-Type': type } })).code).to.equal('SOAP-ENV:Client');
    }
    expect(await storedNames(gateway)).to.deep.equal([]);
  });

  it('may compress the body', async () => {
    for (const [coding, pack] of [['gzip', gzipSync], ['x-gzip', gzipSync], ['deflate', deflateSync], ['DEFLATE', deflateRawSync]] as const) {
      const { status } = await send(gateway, pack(xml('', coding)), { headers: { 'Content-Encoding': coding } });
      expect(status, coding).to.equal(200);
    }
    expect(await storedNames(gateway)).to.deep.equal(['gzip', 'x-gzip', 'deflate', 'DEFLATE']);
    for (const [coding, body] of [['br', Buffer.from(xml())], ['gzip', Buffer.from(xml())], ['gzip', gzipSync(xml()).subarray(0, -9)]] as const) {
      expect(faultIn(await send(gateway, body, { headers: { 'Content-Encoding': coding } })).code).to.equal('SOAP-ENV:Client');
    }
    expect(await storedNames(gateway)).to.have.length(4);
  });

  it('may come in chunks that cut a character', async () => {
    const body = Buffer.from(xml('', 'é€𝔸'));
    const cut = body.indexOf(Buffer.from('€')) + 1;
    const chunk = (part: Buffer) => `${part.length.toString(16)}\r\n${part.toString('latin1')}\r\n`;
    const socket = openRaw(gateway.url, '');
    socket.write(`POST ${SOAP_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nConnection: close\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${chunk(body.subarray(0, cut))}${chunk(body.subarray(cut))}0\r\n\r\n`, 'latin1');
    expect(await answerOf(socket)).to.match(/^HTTP\/1\.1 200 /);
    expect(await storedNames(gateway)).to.deep.equal(['é€𝔸']);
  });

  it('may wait for 100 Continue', async () => {
    const body = Buffer.from(xml('', 'Net'));
    const socket = openRaw(gateway.url, `POST ${SOAP_PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\n` +
      `Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`);
    socket.once('data', () => socket.write(body));
    expect(await answerOf(socket)).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(await storedNames(gateway)).to.deep.equal(['Net']);
  });
});

describe('the encoding of an answer', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  it('is compressed only for those who name gzip', async () => {
    const body = enveloped(insertXml(gateway, 'Visser'));
    const ask = (accepted: string) => send(gateway, body, { headers: { 'Accept-Encoding': accepted } });
    for (const accepted of ['none', '', '*', 'deflate, br', 'identity', 'gzip;q=0']) {
      const { headers, bytes, text } = await ask(accepted);
      expect(headers['content-encoding'], accepted).to.equal(undefined);
      expect(headers['content-length']).to.equal(String(bytes.length));
      expect(text).to.include('<ns1:lastname>Visser</ns1:lastname>');
    }
    const { headers, bytes } = await ask('deflate, gzip');
    expect(headers).to.include({ 'content-encoding': 'gzip', 'content-length': String(bytes.length) });
    expect(gunzipSync(bytes).toString()).to.include('<ns1:lastname>Visser</ns1:lastname>');
  });
});
