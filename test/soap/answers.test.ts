import { expect } from 'chai';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { PATH, envelope, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

const CALL = envelope(operationXml('customer_getById', '<customerId>1</customerId>'));

describe('the SOAP door answers', () => {
  let door: TestDoor;
  let answer: unknown;
  before(async () => {
    door = await openDoor({ customer_getById: () => answer, customerSet_getCustomers: () => answer });
  });
  beforeEach(() => {
    answer = { id: '9223372036854775807', lastname: '  Visser & <Zoë> €😀\r\n ' };
  });
  after(() => door.close());

  it('with a SOAP 1.1 envelope as PHP writes it', async () => {
    const { status, text, headers, bytes } = await post(door, CALL);
    expect(status).to.equal(200);
    expect(headers).to.include({ 'content-type': 'text/xml; charset=utf-8', 'content-length': String(bytes.length) });
    expect(headers).to.not.have.any.keys('content-encoding', 'transfer-encoding', 'x-powered-by');
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope ' +
      'xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
      'xmlns:ns1="https://secure.myclang.com/app/api/soap/public/index.php" ' +
      'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><SOAP-ENV:Body>' +
      '<ns1:customer_getByIdResponse><ns1:code>0</ns1:code><ns1:msg>')).to.equal(true);
    expect(text.endsWith('</ns1:msg></ns1:customer_getByIdResponse></SOAP-ENV:Body></SOAP-ENV:Envelope>')).to.equal(true);
    expect(text).to.include('<ns1:id>9223372036854775807</ns1:id>');
    expect(text).to.include('<ns1:lastname>  Visser &amp; &lt;Zoë&gt; €😀&#13;\n </ns1:lastname>');
  });

  it('a SOAP 1.2 call in SOAP 1.2', async () => {
    const call = envelope(operationXml('customer_getById'), '1.2');
    const { status, text, headers } = await post(door, call, { headers: { 'Content-Type': 'application/soap+xml' } });
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
    expect(text).to.match(/^<\?xml [^>]*>\n<env:Envelope xmlns:env="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope" /);
    expect(text).to.match(/<\/ns1:customer_getByIdResponse><\/env:Body><\/env:Envelope>$/);
  });

  it('in the version of the envelope when the content type says another', async () => {
    const { headers } = await post(door, envelope(operationXml('customer_getById'), '1.2'));
    expect(headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
  });

  it('with no attributes but xsi:nil="true"', async () => {
    const { text } = await post(door, CALL);
    const body = text.slice(text.indexOf('Body>'));
    expect(body.replaceAll(' xsi:nil="true"', '')).to.not.match(/<[^>]* [^>]*>/);
  });

  it('compressed only for callers that name gzip', async () => {
    const asked = (accepted: string): Promise<{ headers: http.IncomingHttpHeaders; bytes: Buffer }> =>
      post(door, CALL, { headers: { 'Accept-Encoding': accepted } });
    const plain = await post(door, CALL);
    for (const accepted of ['gzip', 'gzip, deflate', 'deflate,GZIP;q=0.5', 'br;q=1.0, gzip;q=0.8, *;q=0.1']) {
      const { headers, bytes } = await asked(accepted);
      expect(headers).to.include({ 'content-encoding': 'gzip', 'content-length': String(bytes.length) });
      expect(gunzipSync(bytes).toString()).to.equal(plain.text);
    }
    for (const accepted of ['none', '*', 'identity', 'deflate', 'gzip;q=0', 'gzip;q=0.0, deflate', 'xgzip', '']) {
      const { headers, bytes } = await asked(accepted);
      expect(headers).to.not.have.property('content-encoding');
      expect(bytes.toString()).to.equal(plain.text);
    }
  });

  it('a large page whole', async () => {
    answer = Array.from({ length: 2000 }, (_, index) => ({ id: String(index), lastname: `Zoë €${'x'.repeat(100)}` }));
    const { text, headers, bytes } = await post(door, envelope(operationXml('customerSet_getCustomers')));
    expect(headers['content-length']).to.equal(String(bytes.length));
    expect(bytes.length).to.be.above(4_000_000);
    expect([...text.matchAll(/<ns1:id>(\d+)<\/ns1:id>/g)].map(([, id]) => id))
      .to.deep.equal(Array.from({ length: 2000 }, (_, id) => String(id)));
    expect(text.match(/Zoë €/g)).to.have.length(2000);
    expect(text).to.match(/<\/SOAP-ENV:Envelope>$/);
  });

  it('a single large text whole', async () => {
    answer = { lastname: 'é'.repeat(300_000) };
    const { text } = await post(door, CALL);
    expect(/<ns1:lastname>(é*)<\/ns1:lastname>/.exec(text)?.[1]).to.have.length(300_000);
  });

  it('on a connection that stays open', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (let call = 0; call < 3; call++) await post(door, CALL, { agent });
    const { headers } = await post(door, CALL, { agent });
    expect(headers['connection']).to.equal('keep-alive');
    expect(Object.values(agent.freeSockets).flat()).to.have.length(1);
    agent.destroy();
  });

  it('and tells caches to keep nothing', async () => {
    expect((await post(door, CALL)).headers['cache-control']).to.equal('no-store');
  });

  it('GET and HEAD with the WSDL of the version asked for, in any letter case, on both paths', async () => {
    for (const path of [`${PATH}?wsdl`, `${PATH}?WSDL`, `${PATH}?Wsdl=&version=1.18`, '/app/api/soap/public/wsdl/index.php?wSdL']) {
      const { status, headers, text } = await post(door, '', { method: 'GET', path });
      expect(status).to.equal(200);
      expect(headers).to.include({ 'content-type': 'text/xml; charset=utf-8', vary: 'Host' });
      const version = path.includes('1.18') ? '1.18' : '1.24';
      expect(text).to.include(`location="http://127.0.0.1:${door.port}${PATH}?version=${version}&amp;type=literal"`);
      const head = await post(door, '', { method: 'HEAD', path });
      expect(head.status).to.equal(200);
      expect(head.headers['content-length']).to.equal(String(Buffer.byteLength(text)));
      expect(head.text).to.equal('');
    }
  });

  it('GET without ?wsdl with a page that leads to the WSDL', async () => {
    const { status, headers, text } = await post(door, '', { method: 'GET' });
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
    expect(text).to.include(`href="http://127.0.0.1:${door.port}${PATH}?wsdl"`);
  });

  it('other methods with a fault that says which it takes', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status, headers, text } = await post(door, '', { method });
      expect(status).to.equal(405);
      expect(headers['allow']).to.equal('GET, HEAD, POST');
      expect(text).to.include(`<faultcode>SOAP-ENV:Client</faultcode><faultstring>Method ${method} is not offered here`);
    }
  });

  it('calls of other paths below its own with a fault', async () => {
    for (const method of ['POST', 'GET']) {
      const { status, text } = await post(door, method === 'GET' ? '' : CALL, { method, path: '/app/api/soap/public/other.php' });
      expect(status).to.equal(404);
      expect(text).to.include('<faultcode>SOAP-ENV:Client</faultcode>').and.to.include('index.php</faultstring>');
    }
  });
});
