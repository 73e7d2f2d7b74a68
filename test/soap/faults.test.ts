import { expect } from 'chai';
import { failure } from '../../src/errors.ts';
import {
  READ_ONLY_TOKEN, TNS, TOKEN, envelope, faultOf, openDoor, operationXml, post, type TestDoor,
} from './support/door.ts';

const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const ASKED = operationXml('customer_getById', '<customerId>1</customerId>');
const CLIENT = 'SOAP-ENV:Client';

describe('the SOAP door refuses', () => {
  let door: TestDoor;
  let act: () => unknown;
  beforeEach(async () => {
    act = () => ({ id: '1' });
    door = await openDoor({ customer_getById: () => act(), customer_delete: () => act() });
  });
  afterEach(() => door.close());

  const told = async (body: string | Buffer, headers = {}): Promise<{ code: string; text: string }> =>
    faultOf(await post(door, body, { headers }));

  describe('what is no SOAP call', () => {
    const REFUSED: readonly (readonly [what: string, body: string, code: string, text: string])[] = [
      ['an empty body', '', CLIENT, 'The XML has no root element'],
      ['what is no XML', 'hello', CLIENT, 'The XML has text outside its root element'],
      ['JSON', '{"uuid":"x"}', CLIENT, 'The XML has text outside'],
      ['malformed XML', envelope(ASKED).replace('</soap:Body>', ''), CLIENT, 'The XML has an end tag where &lt;/soap:Body&gt; belongs'],
      ['a cut message', envelope(ASKED).slice(0, -20), CLIENT, 'The XML'],
      ['a DOCTYPE', `<!DOCTYPE a [<!ENTITY b "c">]>${envelope(ASKED).replace(/^<\?[^>]*>/, '')}`, CLIENT, 'The XML holds a DOCTYPE, which SOAP forbids'],
      ['an entity of its own', envelope(operationXml('customer_getById', '<customerId>&b;</customerId>')), CLIENT, 'The XML &amp;b;'],
      ['a processing instruction', envelope(`<?php x ?>${ASKED}`), CLIENT, 'The XML holds a processing instruction'],
      ['a forbidden character', envelope(operationXml('customer_getById', '\u0000')), CLIENT, 'The XML holds the character U+0000'],
      ['another document', '<html><body/></html>', CLIENT, 'The SOAP envelope is missing: the root element is html'],
      ['an envelope of another version', envelope(ASKED).replace(SOAP11, 'urn:soap'), 'SOAP-ENV:VersionMismatch', 'The envelope is in namespace urn:soap'],
      ['an envelope in no namespace', '<Envelope><Body/></Envelope>', 'SOAP-ENV:VersionMismatch', 'The envelope is in namespace ""'],
      ['an envelope without Body', `<Envelope xmlns="${SOAP11}"/>`, CLIENT, 'The SOAP envelope has no Body'],
      ['a Header alone', `<Envelope xmlns="${SOAP11}"><Header/></Envelope>`, CLIENT, 'The SOAP envelope has no Body'],
      ['a foreign Body', `<Envelope xmlns="${SOAP11}"><Body xmlns=""/></Envelope>`, CLIENT, 'The SOAP envelope has no Body'],
      ['an empty Body', envelope(''), CLIENT, 'The SOAP envelope has an empty Body'],
      ['a Body with text', envelope('hello'), CLIENT, 'The SOAP envelope has an empty Body'],
      ['two operations', envelope(ASKED + ASKED), CLIENT, 'The SOAP envelope has more than one element in its Body'],
      ['text beside the operation', envelope(`${ASKED}hello`), CLIENT, 'The SOAP envelope has text where elements belong: hello'],
      ['a second Body', envelope(ASKED).replace('</soap:Envelope>', '<soap:Body/></soap:Envelope>'), CLIENT, 'The SOAP envelope goes on after its Body'],
      ['an operation in a foreign namespace', envelope(ASKED.replace(TNS, 'urn:other')), CLIENT, 'Operation customer_getById is not in the namespace'],
      ['an operation at another path', envelope(ASKED.replace('index.php', 'other.php')), CLIENT, 'Operation customer_getById is not in'],
      ['an unknown operation', envelope(operationXml('customer_fly')), 'SOAP-ENV:Server', "Procedure 'customer_fly' not present"],
      ['an operation of another letter case', envelope(operationXml('Customer_getById')), 'SOAP-ENV:Server', "Procedure 'Customer_getById' not present"],
    ];
    for (const [what, body, code, text] of REFUSED) {
      it(`${what}: ${code}`, async () => {
        const fault = await told(body);
        expect(fault.code).to.equal(code);
        expect(fault.text.startsWith(text), fault.text).to.equal(true);
        expect(door.acted).to.deep.equal([]);
      });
    }

    it('depth beyond the limit, however far it goes', async () => {
      const deep = operationXml('customer_getById', '<a>'.repeat(62) + '</a>'.repeat(62));
      expect((await told(envelope(deep))).text).to.equal('The XML has more than 64 elements inside each other');
      const fits = operationXml('customer_getById', '<a>'.repeat(61) + '</a>'.repeat(61));
      expect((await post(door, envelope(fits))).status).to.equal(200);
      expect((await told(envelope(operationXml('customer_getById', '<a>'.repeat(3_000_000))))).text).to.match(/more than 64/);
    });

    it('headers that must be understood, if they are for us', async () => {
      const header = (attributes: string): string => envelope(ASKED, '1.1', '<soap:Header>' +
        `<w:Security xmlns:w="urn:w" ${attributes}><w:a/></w:Security><w:Other xmlns:w="urn:w"/></soap:Header>`);
      expect(await told(header('soap:mustUnderstand="1"'))).to.deep.equal(
        { code: 'SOAP-ENV:MustUnderstand', text: 'Header Security must be understood and is not' },
      );
      const next = 'soap:mustUnderstand="1" soap:actor="http://schemas.xmlsoap.org/soap/actor/next"';
      expect((await told(header(next))).code).to.equal('SOAP-ENV:MustUnderstand');
      const forOther = 'soap:mustUnderstand="1" soap:actor="urn:someone"';
      for (const harmless of ['', 'soap:mustUnderstand="0"', 'mustUnderstand="1"', forOther]) {
        expect((await post(door, header(harmless))).status).to.equal(200);
      }
    });

    it('content types that are not XML', async () => {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/related; type="text/xml"', 'text/html', 'xml']) {
        const fault = await told(envelope(ASKED), { 'Content-Type': type });
        expect(fault.code).to.equal(CLIENT);
        expect(fault.text).to.equal(`Content-Type ${type.split(';')[0]} is not XML: use text/xml or application/soap+xml`);
      }
    });

    it('bytes that are not what they are said to be', async () => {
      const broken = Buffer.from(envelope(operationXml('customer_getById', '<customerId>\xff</customerId>')), 'latin1');
      const type = (charset: string): object => ({ 'Content-Type': `text/xml; charset=${charset}` });
      expect((await told(broken)).text).to.equal('The body is not valid utf-8');
      expect((await told(Buffer.from('\ud800', 'utf16le'), type('utf-16le'))).text).to.equal('The body is not valid utf-16le');
      expect((await told(Buffer.from([0xff, 0xfe, 0x3c]))).text).to.equal('The body is not valid utf-16le');
      expect((await told(envelope(ASKED), type('utf-7'))).text).to.equal('The character set utf-7 is not known: use UTF-8');
      const declared = envelope(ASKED).replace('encoding="utf-8"', 'encoding="utf-16"');
      expect((await told(declared, { 'Content-Type': 'text/xml' })).text).to.equal('The body is not valid utf-16');
      expect((await told('x', { 'Content-Encoding': 'br' })).text).to.equal('Content-Encoding br is not known: use gzip, deflate or none');
      for (const coding of ['gzip', 'deflate']) {
        expect((await told(envelope(ASKED), { 'Content-Encoding': coding })).text).to.equal(`The body is not valid ${coding}`);
      }
    });
  });

  describe('calls, in this order', () => {
    const call = (operation: string, content: string, token?: string): string =>
      envelope(operationXml(operation, content, token));

    it('an unknown operation before a wrong token', async () => {
      expect((await told(call('customer_fly', '', 'wrong'))).code).to.equal('SOAP-ENV:Server');
    });

    it('a missing, empty, nil or wrong token before everything later', async () => {
      const wrong = '<customer><id>x</id></customer>';
      expect(await told(call('customer_delete', wrong, 'wrong'))).to.deep.equal(
        { code: '202', text: 'The token is unknown or not active' },
      );
      for (const uuid of ['', '<uuid/>', '<uuid xsi:nil="true"/>', '<uuid><a/></uuid>']) {
        const fault = await told(envelope(`<customer_delete xmlns="${TNS}">${wrong}${uuid}</customer_delete>`));
        expect(fault.code).to.equal('202');
      }
      expect((await told(call('customer_getById', '', ` ${TOKEN}`))).code).to.equal('202');
    });

    it('a lacking right before wrong arguments', async () => {
      expect(await told(call('customer_delete', '<customer><id>x</id></customer>', READ_ONLY_TOKEN))).to.deep.equal(
        { code: '203', text: 'This token lacks the right data.write, which customer_delete needs' },
      );
    });

    it('wrong arguments before the act, naming element and value', async () => {
      expect(await told(call('customer_delete', '<customer><id>x&lt;</id></customer>'))).to.deep.equal(
        { code: '105', text: 'Field customer.id: is not a whole number of at most 64 bits (x&lt;)' },
      );
      expect(door.acted).to.deep.equal([]);
    });

    it('malformed XML before a wrong token', async () => {
      expect((await told(call('customer_getById', '&x;', 'wrong'))).code).to.equal(CLIENT);
    });
  });

  describe('with the failure of the act', () => {
    it('as fault with bare digits, whatever the act throws and when', async () => {
      act = () => { throw failure('CUSTOMER_NOT_FOUND', { id: '1' }); };
      expect(await told(envelope(ASKED))).to.deep.equal({ code: '213', text: 'Customer 1 not found' });
      act = () => Promise.reject(failure('NOT_OFFERED', { operation: 'x' }));
      expect((await told(envelope(ASKED))).code).to.equal('501');
    });

    it('as INTERNAL without internals when it is a bug, with the stack in the log', async () => {
      act = () => { throw new TypeError('secret internals'); };
      expect(await told(envelope(ASKED))).to.deep.equal(
        { code: '500', text: 'Unexpected error in the gateway; it is logged under request r-1' },
      );
      const [line] = door.logged.filter(({ level }) => level === 'error');
      expect(line?.fields).to.have.property('requestId', 'r-1');
      expect((line?.fields['err'] as Error).stack).to.include('secret internals').and.to.include('faults.test.ts');
      for (const thrown of ['text', undefined, { message: 'x' }]) {
        act = () => { throw thrown as Error; };
        expect((await told(envelope(ASKED))).code).to.equal('500');
      }
    });

    it('as INTERNAL when the answer cannot be written', async () => {
      act = () => ({ options: 7 });
      expect((await told(envelope(ASKED))).code).to.equal('500');
    });

    it('as Server when the database is away', async () => {
      act = () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }));
      expect(await told(envelope(ASKED))).to.deep.equal(
        { code: 'SOAP-ENV:Server', text: 'The database does not answer; try again later' },
      );
    });

    it('as INTERNAL when a page cannot be made', async () => {
      const broken = await openDoor({}, {}, { origin: () => { throw new Error('bug'); } });
      expect(faultOf(await post(broken, '', { method: 'GET' })).code).to.equal('500');
      await broken.close();
    });

    it('in a text that stays XML, whatever it quotes', async () => {
      act = () => { throw failure('CUSTOMER_NOT_FOUND', { id: '<\u0000"&\ud800é]]>' }); };
      expect((await told(envelope(ASKED))).text).to.equal('Customer &lt;\ufffd"&amp;\ufffdé]]&gt; not found');
    });
  });
});
