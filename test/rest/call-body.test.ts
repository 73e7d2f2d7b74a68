import { expect } from 'chai';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { answerOf, openRaw, sendRaw } from '../support/raw-http.ts';
import { storedNames } from '../support/wire.ts';
import { call, outcomeOf, PATH } from './call-support.ts';

const NAME = 'Ådå Müller';
const JSON_TEXT = JSON.stringify({ lastname: NAME });
const LIMIT = 100_000;
const BOMB = Buffer.alloc(50_000_000, 0x20);

const typed = (type: string) => ({ 'Content-Type': type });
const coded = (coding: string) => ({ 'Content-Encoding': coding });

describe('the body of a REST call', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway({ env: { MAX_BODY: String(LIMIT), BODY_TIME: '1500' } }); });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const head = (more: string) =>
    `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;

  const forms: Readonly<Record<string, { headers?: Record<string, string>; body: Buffer }>> = {
    'UTF-8': { body: Buffer.from(JSON_TEXT) },
    'UTF-8 with a byte order mark': { body: Buffer.from(`\ufeff${JSON_TEXT}`) },
    'no type at all': { headers: typed(''), body: Buffer.from(JSON_TEXT) },
    'a foreign type': { headers: typed('application/x-www-form-urlencoded'), body: Buffer.from(JSON_TEXT) },
    'ISO-8859-1 by charset': { headers: typed('text/plain; charset=ISO-8859-1'), body: Buffer.from(JSON_TEXT, 'latin1') },
    'UTF-16 with a mark': { body: Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le') },
    'UTF-16 by charset': { headers: typed('text/json; charset="utf-16"'), body: Buffer.from(JSON_TEXT, 'utf16le') },
    'UTF-16BE': { headers: typed('text/json;charset=UTF-16BE'), body: Buffer.from(JSON_TEXT, 'utf16le').swap16() },
    'gzip': { headers: coded('gzip'), body: gzipSync(JSON_TEXT) },
    'deflate': { headers: coded('Deflate'), body: deflateSync(JSON_TEXT) },
    'deflate without its wrapper': { headers: coded('deflate'), body: deflateRawSync(JSON_TEXT) },
    'identity': { headers: coded('identity'), body: Buffer.from(JSON_TEXT) },
    'chunks': { headers: { 'Transfer-Encoding': 'chunked' }, body: Buffer.from(JSON_TEXT) },
    'of a member given twice the last': { body: Buffer.from(`{"lastname":"first","lastname":${JSON.stringify(NAME)}}`) },
  };
  for (const [form, wish] of Object.entries(forms)) {
    it(`may be ${form}`, async () => {
      const { status, text } = await call(gateway, wish);
      expect(status, text).to.equal(201);
      expect(text).to.include(`"lastname":"${NAME}"`);
      expect(await storedNames(gateway)).to.deep.equal([NAME]);
    });
  }

  const zip = gzipSync(JSON_TEXT);
  const broken: Readonly<Record<string, { headers?: Record<string, string>; body: Buffer; refusal: string }>> = {
    'being none': { body: Buffer.alloc(0), refusal: '400 JSON_MISSING' },
    'being blanks': { body: Buffer.from(' \n'), refusal: '400 JSON_MISSING' },
    'bytes that are no UTF-8': { body: Buffer.from(JSON_TEXT, 'latin1'), refusal: '400 CHARSET_BROKEN' },
    'surrogates in UTF-8': { body: Buffer.from('7b2261223a22eda080227d', 'hex'), refusal: '400 CHARSET_BROKEN' },
    'an unknown charset': { headers: typed('application/json; charset=koi8-r'), body: Buffer.from('{}'), refusal: '415 CHARSET_UNKNOWN' },
    'another charset than it says': { headers: typed('application/json; charset=utf-16'), body: Buffer.from('{}'), refusal: '400 JSON_MALFORMED' },
    'a zero byte in a text': { body: Buffer.from('{"lastname":"a\0b"}'), refusal: '400 JSON_MALFORMED' },
    'no gzip though it says so': { headers: coded('gzip'), body: Buffer.from(JSON_TEXT), refusal: '400 CODING_BROKEN' },
    'gzip cut short': { headers: coded('gzip'), body: zip.subarray(0, -9), refusal: '400 CODING_BROKEN' },
    'gzip with a wrong sum': { headers: coded('gzip'), body: Buffer.concat([zip.subarray(0, -8), Buffer.alloc(8)]), refusal: '400 CODING_BROKEN' },
    'broken deflate': { headers: coded('deflate'), body: Buffer.from('78ffff', 'hex'), refusal: '400 CODING_BROKEN' },
    'brotli': { headers: coded('br'), body: brotliCompressSync(JSON_TEXT), refusal: '415 CODING_UNKNOWN' },
    'gzip twice': { headers: coded('gzip, gzip'), body: gzipSync(zip), refusal: '415 CODING_UNKNOWN' },
    'a coding nobody knows': { headers: coded('__proto__'), body: zip, refusal: '415 CODING_UNKNOWN' },
    'more bytes than the limit': { body: Buffer.alloc(LIMIT + 1, 0x20), refusal: '413 BODY_TOO_LARGE' },
    'more bytes than the limit, in chunks': { headers: { 'Transfer-Encoding': 'chunked' }, body: Buffer.alloc(LIMIT + 1, 0x20), refusal: '413 BODY_TOO_LARGE' },
    'a bomb of gzip': { headers: coded('gzip'), body: gzipSync(BOMB), refusal: '413 BODY_TOO_LARGE' },
    'a bomb of deflate': { headers: coded('deflate'), body: deflateSync(BOMB), refusal: '413 BODY_TOO_LARGE' },
  };
  for (const [form, { refusal, ...wish }] of Object.entries(broken)) {
    it(`is refused for ${form}`, async () => {
      expect(outcomeOf(await call(gateway, wish))).to.equal(refusal);
      expect(await storedNames(gateway)).to.deep.equal([]);
    });
  }

  it('may be as large as the limit, to the byte, inflated too', async () => {
    const full = JSON_TEXT + ' '.repeat(LIMIT - Buffer.byteLength(JSON_TEXT));
    expect(outcomeOf(await call(gateway, { body: full }))).to.equal('201');
    expect(outcomeOf(await call(gateway, { body: gzipSync(full), headers: coded('gzip') }))).to.equal('201');
    expect(outcomeOf(await call(gateway, { body: gzipSync(`${full} `), headers: coded('gzip') })))
      .to.equal('413 BODY_TOO_LARGE');
  });

  it('that is far too large is refused without being read to its end', async () => {
    const socket = openRaw(gateway.url, head('Content-Length: 100000000'));
    const answered = answerOf(socket);
    socket.write('x'.repeat(3 * LIMIT));
    expect(await answered).to.match(/^HTTP\/1\.1 413 /).and.match(/^Connection: close/mi);
  });

  it('that does not come in time, or no more, is refused', async () => {
    expect(await sendRaw(gateway.url, `${head('Content-Length: 50')}{`)).to.match(/^HTTP\/1\.1 408 /).and.include('BODY_LATE');
    expect(await sendRaw(gateway.url, `${head('Transfer-Encoding: chunked')}zz\r\n`)).to.match(/^HTTP\/1\.1 400 /);
    const gone = openRaw(gateway.url, `${head('Content-Length: 50')}{`);
    setTimeout(() => gone.destroy(), 50);
    await answerOf(gone);
    expect(gateway.lines.filter(({ level }) => level === 'error')).to.deep.equal([]);
    expect(await storedNames(gateway)).to.deep.equal([]);
  });
});
