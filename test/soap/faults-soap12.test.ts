import { expect } from 'chai';
import { failure } from '../../src/errors.ts';
import { TNS, envelope, openDoor, operationXml, post, type Reply, type TestDoor } from './support/door.ts';

const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
const ASKED = operationXml('customer_getById', '<customerId>1</customerId>');
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<env:Envelope xmlns:env="${SOAP12}" xmlns:ns1="${TNS}">`;

describe('faults in SOAP 1.2', () => {
  let door: TestDoor;
  let act: () => unknown;
  before(async () => {
    door = await openDoor({ customer_getById: () => act() });
  });
  after(() => door.close());

  const told = (body: string): Promise<Reply> =>
    post(door, body, { headers: { 'Content-Type': 'application/soap+xml; charset=utf-8' } });

  it('tell a business fault as Sender, with the digits as subcode and detail, and HTTP 400', async () => {
    act = () => { throw failure('CUSTOMER_NOT_FOUND', { id: '1' }); };
    const { status, headers, text } = await told(envelope(ASKED, '1.2'));
    expect(status).to.equal(400);
    expect(headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
    expect(text).to.equal(`${HEAD}<env:Body><env:Fault><env:Code><env:Value>env:Sender</env:Value>` +
      '<env:Subcode><env:Value>ns1:F213</env:Value></env:Subcode></env:Code>' +
      '<env:Reason><env:Text xml:lang="en">Customer 1 not found</env:Text></env:Reason>' +
      '<env:Detail><ns1:code>213</ns1:code></env:Detail></env:Fault></env:Body></env:Envelope>');
  });

  it('tell our own faults as Receiver, with HTTP 500', async () => {
    act = () => { throw new Error('bug'); };
    const { status, text } = await told(envelope(ASKED, '1.2'));
    expect(status).to.equal(500);
    expect(text).to.include('<env:Value>env:Receiver</env:Value><env:Subcode><env:Value>ns1:F500</env:Value></env:Subcode>');
  });

  it('tell protocol faults without subcode and detail', async () => {
    const sender = await told(envelope('', '1.2'));
    expect(sender.status).to.equal(400);
    expect(sender.text).to.include('<env:Code><env:Value>env:Sender</env:Value></env:Code>').and.to.not.include('Detail');
    const receiver = await told(envelope(operationXml('customer_fly'), '1.2'));
    expect(receiver.status).to.equal(500);
    expect(receiver.text).to.include('<env:Code><env:Value>env:Receiver</env:Value></env:Code>');
  });

  it('name the header blocks that were not understood', async () => {
    const header = '<soap:Header><w:A xmlns:w="urn:w&amp;&quot;" soap:mustUnderstand="true"/>' +
      '<w:B xmlns:w="urn:w" soap:mustUnderstand="1" soap:role="http://www.w3.org/2003/05/soap-envelope/role/next"/>' +
      '<w:C xmlns:w="urn:w" soap:mustUnderstand="true" soap:role="urn:other"/>' +
      '<w:D xmlns:w="urn:w" soap:mustUnderstand="true" soap:role="http://www.w3.org/2003/05/soap-envelope/role/none"/>' +
      '</soap:Header>';
    const { status, text } = await told(envelope(ASKED, '1.2', header));
    expect(status).to.equal(500);
    expect(text).to.equal(`${HEAD}<env:Header><env:NotUnderstood qname="n:A" xmlns:n="urn:w&amp;&quot;"/>` +
      '<env:NotUnderstood qname="n:B" xmlns:n="urn:w"/></env:Header><env:Body><env:Fault>' +
      '<env:Code><env:Value>env:MustUnderstand</env:Value></env:Code>' +
      '<env:Reason><env:Text xml:lang="en">Header A, B must be understood and is not</env:Text></env:Reason>' +
      '</env:Fault></env:Body></env:Envelope>');
  });

  it('name the versions we speak to a caller of another one', async () => {
    const { status, text } = await told(envelope(ASKED, '1.2').replace(SOAP12, 'urn:soap-1.3'));
    expect(status).to.equal(500);
    expect(text).to.include('<env:Header><env:Upgrade>' +
      `<env:SupportedEnvelope qname="e0:Envelope" xmlns:e0="${SOAP12}"/>` +
      '<env:SupportedEnvelope qname="e1:Envelope" xmlns:e1="http://schemas.xmlsoap.org/soap/envelope/"/>' +
      '</env:Upgrade></env:Header>');
    expect(text).to.include('<env:Value>env:VersionMismatch</env:Value>');
  });

  it('are told in 1.2 when the body cannot be read and its content type is that of 1.2', async () => {
    const { status, text } = await told('hello');
    expect(status).to.equal(400);
    expect(text).to.include('<env:Value>env:Sender</env:Value>');
  });

  it('refuse what follows Body', async () => {
    const { text } = await told(envelope(ASKED, '1.2').replace('</soap:Envelope>', '<x/></soap:Envelope>'));
    expect(text).to.include('goes on after its Body');
  });
});
