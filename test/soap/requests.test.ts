import { expect } from 'chai';
import net from 'node:net';
import { once } from 'node:events';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  PATH, TNS, TOKEN, envelope, faultOf, openDoor, operationXml, post, type Request, type TestDoor,
} from './support/door.ts';

const ASKED = operationXml('customer_getByExternalId', '<externalId>Zoë €</externalId>');
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>';

describe('the SOAP door takes requests', () => {
  let door: TestDoor;
  before(async () => {
    door = await openDoor({ customer_getByExternalId: () => [] });
  });
  after(() => door.close());

  /** Sends a body and gives the argument that arrived at the act. */
  async function arrives(body: string | Buffer, request: Request = {}): Promise<unknown> {
    const before = door.acted.length;
    const reply = await post(door, body, request);
    expect(reply.text).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    expect(reply.status).to.equal(200);
    expect(door.acted).to.have.length(before + 1);
    return (door.acted.at(-1)?.args as { externalId?: string }).externalId;
  }
  const typed = (type: string): Request => ({ headers: { 'Content-Type': type } });

  it('as node-soap, PHP and zeep write them', async () => {
    const operation = 'customer_getByExternalId';
    const php = '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="${TNS}"><SOAP-ENV:Body>` +
      `<ns1:${operation}><ns1:uuid>${TOKEN}</ns1:uuid><ns1:externalId>K</ns1:externalId></ns1:${operation}>` +
      '</SOAP-ENV:Body></SOAP-ENV:Envelope>\n';
    const zeep = "<?xml version='1.0' encoding='utf-8'?>\n<soap-env:Envelope " +
      `xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"><soap-env:Body><ns0:${operation} xmlns:ns0="${TNS}">` +
      `<ns0:uuid>${TOKEN}</ns0:uuid><ns0:externalId>K</ns0:externalId></ns0:${operation}></soap-env:Body></soap-env:Envelope>`;
    expect(await arrives(php)).to.equal('K');
    expect(await arrives(zeep)).to.equal('K');
    expect(await arrives(envelope(operationXml(operation, '<externalId>K</externalId>')))).to.equal('K');
  });

  it('in any character set that XML allows and clients use', async () => {
    const text = envelope(ASKED).replace(DECLARATION, '');
    const latin = text.replace('€', 'e');
    expect(await arrives(Buffer.from(text), typed('text/xml'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(`\ufeff${text}`), typed('text/xml'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(`\ufeff${text}`), typed('text/xml; charset=iso-8859-1'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(text), typed('text/xml; charset="UTF-8"; action=x'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(`\ufeff${text}`, 'utf16le'), typed('text/xml'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(text, 'utf16le'), typed('text/xml; charset=utf-16'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(text, 'utf16le'), typed('text/xml'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), typed('text/xml'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(text, 'utf16le').swap16(), typed('text/xml; charset=UTF-16'))).to.equal('Zoë €');
    expect(await arrives(Buffer.from(latin, 'latin1'), typed('text/xml; charset=ISO-8859-1'))).to.equal('Zoë e');
    const declared = Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${latin}`, 'latin1');
    expect(await arrives(declared, typed('text/xml'))).to.equal('Zoë e');
    const windows = Buffer.from(`<?xml version='1.0' encoding='windows-1252'?>${latin.replace(' e<', ' \u0080<')}`, 'latin1');
    expect(await arrives(windows, typed('text/xml'))).to.equal('Zoë €');
    // A declaration that the transport contradicts: .NET writes utf-16 into what it sends as UTF-8 (RFC 7303 3.2).
    const contradicted = `<?xml version="1.0" encoding="utf-16"?>${text}`;
    expect(await arrives(contradicted, typed('text/xml; charset=utf-8'))).to.equal('Zoë €');
  });

  it('with any content type of XML, and without one', async () => {
    for (const type of ['text/xml', 'TEXT/XML ; charset=utf-8', 'application/xml', 'application/soap+xml; action=""']) {
      expect(await arrives(envelope(ASKED), typed(type))).to.equal('Zoë €');
    }
    expect(await arrives(envelope(ASKED), { headers: { 'Content-Type': undefined } })).to.equal('Zoë €');
  });

  it('with any SOAPAction, on both paths, with any query', async () => {
    for (const action of ['""', '"urn:other#thing"', 'x']) {
      expect(await arrives(envelope(ASKED), { headers: { SOAPAction: action } })).to.equal('Zoë €');
    }
    for (const path of [PATH, `${PATH}?version=1.23&type=literal`, `${PATH}?wsdl`, `${PATH}?%`, '/app/api/soap/public/wsdl/index.php']) {
      expect(await arrives(envelope(ASKED), { path })).to.equal('Zoë €');
    }
  });

  it('gzipped and deflated, with and without wrapper', async () => {
    const coded = (coding: string): Request => ({ headers: { 'Content-Encoding': coding } });
    const body = Buffer.from(envelope(ASKED));
    expect(await arrives(gzipSync(body), coded('gzip'))).to.equal('Zoë €');
    expect(await arrives(gzipSync(body), coded(' GZIP '))).to.equal('Zoë €');
    expect(await arrives(deflateSync(body), coded('deflate'))).to.equal('Zoë €');
    expect(await arrives(deflateRawSync(body), coded('deflate'))).to.equal('Zoë €');
    expect(await arrives(body, coded('identity'))).to.equal('Zoë €');
  });

  it('in chunks, and after Expect: 100-continue', async () => {
    expect(await arrives(envelope(ASKED), { headers: { 'Transfer-Encoding': 'chunked' } })).to.equal('Zoë €');
    const body = Buffer.from(envelope(ASKED));
    const socket = net.connect(door.port, '127.0.0.1');
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).to.match(/^HTTP\/1\.1 100 Continue/);
    socket.write(body.subarray(0, 100));
    setImmediate(() => socket.write(body.subarray(100)));
    let reply = '';
    for await (const piece of socket) reply += String(piece);
    expect(reply).to.match(/^HTTP\/1\.1 200 OK\r\n/).and.to.include('<ns1:msg/>');
  });

  it('with operations in the namespace of other hosts and versions, or in none', async () => {
    const inNamespace = (namespace: string): string => envelope(ASKED.replace(TNS, namespace));
    for (const host of ['https://login.myclang.com', 'http://localhost:8080']) {
      expect(await arrives(inNamespace(`${host}${PATH}?version=1.22`))).to.equal('Zoë €');
      expect(await arrives(inNamespace(`${host}${PATH}`))).to.equal('Zoë €');
    }
    expect(await arrives(envelope(ASKED.replace(` xmlns="${TNS}"`, '')))).to.equal('Zoë €');
  });

  it('with comments, CDATA, line breaks and attributes of encoding styles anywhere', async () => {
    const body = `<!-- a -->
      <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
        <s:Header><t:trace xmlns:t="urn:t" s:mustUnderstand="0">1</t:trace></s:Header>
        <s:Body id="b">
          <m:customer_getByExternalId xmlns:m="${TNS}" s:encodingStyle="x"><!-- c -->
            <externalId xsi:type="xsd:string"><![CDATA[<Zoë> €]]></externalId> <uuid>${TOKEN}</uuid>
          </m:customer_getByExternalId>
        </s:Body>
      </s:Envelope>
      <!-- z -->`;
    expect(await arrives(body.trim())).to.equal('<Zoë> €');
    expect(await arrives(body.trim().replaceAll('\n', '\r\n'))).to.equal('<Zoë> €');
  });

  it('many on one connection', async () => {
    const socket = net.connect(door.port, '127.0.0.1');
    const body = envelope(ASKED);
    const request = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    socket.write(request.repeat(3));
    let reply = '';
    while ((reply.match(/<\/SOAP-ENV:Envelope>/g)?.length ?? 0) < 3) {
      const [piece] = (await once(socket, 'data')) as [Buffer];
      reply += piece.toString();
    }
    socket.destroy();
    expect(reply.match(/HTTP\/1\.1 200 OK/g)).to.have.length(3);
  });

  it('but not with names of JavaScript as operation', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect(faultOf(await post(door, envelope(operationXml(name))))).to.deep.equal(
        { code: 'SOAP-ENV:Server', text: `Procedure '${name}' not present` },
      );
    }
  });
});
