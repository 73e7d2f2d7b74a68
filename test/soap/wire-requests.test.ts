import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { SOAP_11, SOAP_12, TNS, enveloped, faultIn, insertXml, send, storedNames } from '../support/wire.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Requests that say the same in other forms: each stores a customer with the name of the test. */
const FORMS: Readonly<Record<string, (name: string, token: string) => string>> = {
  'prefixes on everything, token first (PHP)': (name, token) =>
    `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP_11}" xmlns:ns1="${TNS}"><SOAP-ENV:Body><ns1:customer_insert>` +
    `<ns1:uuid>${token}</ns1:uuid><ns1:customer><ns1:lastname>${name}</ns1:lastname></ns1:customer>` +
    '</ns1:customer_insert></SOAP-ENV:Body></SOAP-ENV:Envelope>',
  'default namespace, token last (node-soap)': (name, token) => enveloped(
    `<customer_insert xmlns="${TNS}"><customer><lastname>${name}</lastname></customer><uuid>${token}</uuid></customer_insert>`),
  'the envelope in the default namespace': (name, token) =>
    `<Envelope xmlns="${SOAP_11}"><Body><customer_insert xmlns="${TNS}"><customer><lastname>${name}</lastname></customer>` +
    `<uuid>${token}</uuid></customer_insert></Body></Envelope>`,
  'another prefix on each element': (name, token) => enveloped(
    `<a:customer_insert xmlns:a="${TNS}"><b:customer xmlns:b="${TNS}"><c:lastname xmlns:c="${TNS}">${name}</c:lastname>` +
    `</b:customer><a:uuid>${token}</a:uuid></a:customer_insert>`),
  'no namespace at all (RPC)': (name, token) => enveloped(
    `<customer_insert><uuid>${token}</uuid><customer><lastname>${name}</lastname></customer></customer_insert>`),
  'children in a foreign namespace': (name, token) => enveloped(
    `<o:customer_insert xmlns:o="${TNS}" xmlns="urn:other"><uuid>${token}</uuid><customer><lastname>${name}</lastname>` +
    '</customer></o:customer_insert>'),
  'the namespace of another host and version': (name, token) => enveloped(
    '<customer_insert xmlns="https://login.myclang.com/app/api/soap/public/index.php?version=1.22">' +
    `<uuid>${token}</uuid><customer><lastname>${name}</lastname></customer></customer_insert>`),
  'xsi:type and encodingStyle': (name, token) => enveloped(
    `<n:customer_insert xmlns:n="${TNS}" xmlns:x="http://www.w3.org/2001/XMLSchema" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">` +
    `<uuid xsi:type="x:string">${token}</uuid><customer xsi:type="n:Customer"><lastname xsi:type="x:string">${name}</lastname>` +
    '</customer></n:customer_insert>'),
  'unknown elements everywhere': (name, token) => enveloped(
    `<customer_insert xmlns="${TNS}"><more><customer><lastname>no</lastname></customer></more><uuid>${token}</uuid>` +
    `<customer><shoe>42</shoe><lastname>${name}</lastname><deep><lastname>no</lastname></deep></customer></customer_insert>`),
  'CDATA and comments': (name, token) => `<!-- a -->${enveloped(
    `<customer_insert xmlns="${TNS}"><!-- b --><uuid><![CDATA[${token}]]></uuid><customer><lastname>${name.slice(0, 2)}<!-- c -->` +
    `<![CDATA[${name.slice(2)}]]></lastname></customer></customer_insert>`)}<!-- d -->`,
  'line breaks and tabs between elements': (name, token) => enveloped(
    `\r\n\t<customer_insert xmlns="${TNS}">\r\n\t\t<customer>\n<lastname>${name}</lastname>\n</customer>\r\n<uuid>${token}</uuid>\n` +
    '</customer_insert>\n'),
  'a header that nobody must understand': (name, token) => enveloped(
    `<customer_insert xmlns="${TNS}"><customer><lastname>${name}</lastname></customer><uuid>${token}</uuid></customer_insert>`,
    SOAP_11, `<s:Header><w:Security xmlns:w="urn:w" s:mustUnderstand="0"><w:x/></w:Security><t:T xmlns:t="urn:t"/></s:Header>`),
  'a header that another must understand': (name, token) => enveloped(
    `<customer_insert xmlns="${TNS}"><customer><lastname>${name}</lastname></customer><uuid>${token}</uuid></customer_insert>`,
    SOAP_11, `<s:Header><t:T xmlns:t="urn:t" s:mustUnderstand="1" s:actor="urn:someone"/></s:Header>`),
};

describe('a request on the wire', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  for (const [form, write] of Object.entries(FORMS)) {
    it(`may have ${form}`, async () => {
      const { status, text } = await send(gateway, write('Visser', gateway.token));
      expect(text).to.include('<ns1:code>0</ns1:code>').and.include('<ns1:lastname>Visser</ns1:lastname>');
      expect(status).to.equal(200);
      expect(await storedNames(gateway)).to.deep.equal(['Visser']);
    });
  }

  it('may be SOAP 1.2, and is answered in it', async () => {
    const body = enveloped(insertXml(gateway, 'Twelve'), SOAP_12);
    const { status, headers, text } = await send(gateway, body, { headers: { 'Content-Type': 'application/soap+xml; action="x"' } });
    expect(status).to.equal(200);
    expect(headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
    expect(text).to.match(new RegExp(`^<\\?xml[^>]+>\\n<env:Envelope xmlns:env="${SOAP_12}"`)).and.not.include(SOAP_11);
    expect(await storedNames(gateway)).to.deep.equal(['Twelve']);
  });

  it('keeps absent, nil and empty apart', async () => {
    const { text } = await send(gateway, enveloped(insertXml(gateway, 'Visser', '<city>Delft</city><title>Dr</title><initials>A</initials>')));
    const id = /<ns1:id>(\d+)</.exec(text)?.[1] ?? '';
    await send(gateway, enveloped(`<customer_update xmlns="${TNS}"><customer><id>${id}</id><lastname xsi:nil="true"/><city/>` +
      `<title></title></customer><uuid>${gateway.token}</uuid></customer_update>`));
    const stored = await gateway.sql('customer').where({ id }).first<Record<string, unknown>>();
    expect(stored).to.include({ lastname: 'Visser', city: '', title: '', initials: 'A' });
  });

  it('may spell numbers and booleans as XML Schema does', async () => {
    const group = await send(gateway, enveloped(`<group_insert xmlns="${TNS}"><group><name>g</name></group><uuid>${gateway.token}</uuid></group_insert>`));
    const id = /<ns1:id>(\d+)</.exec(group.text)?.[1] ?? '';
    for (const truth of ['true', 'false', '1', '0', ' 1 ', '']) {
      const { text } = await send(gateway, enveloped(`<group_getMembers xmlns="${TNS}"><groupId> +00${id}\n</groupId>` +
        `<recursive>${truth}</recursive><uuid>${gateway.token}</uuid></group_getMembers>`));
      expect(text, truth).to.match(/<ns1:msg>\d+<\/ns1:msg>/);
    }
    const wrong = faultIn(await send(gateway, enveloped(
      `<group_getMembers xmlns="${TNS}"><groupId>${id}</groupId><recursive>yes</recursive><uuid>${gateway.token}</uuid></group_getMembers>`)));
    expect(wrong).to.deep.include({ code: '105' });
    expect(wrong.text).to.include('recursive').and.include('yes');
  });

  it('may have any SOAPAction, or none', async () => {
    for (const action of [undefined, '', '""', '"urn:other"', 'customer_delete']) {
      const headers = action === undefined ? {} : { SOAPAction: action };
      expect((await send(gateway, enveloped(insertXml(gateway, 'A')), { headers })).status, action).to.equal(200);
    }
    expect(await storedNames(gateway)).to.deep.equal(['A', 'A', 'A', 'A', 'A']);
  });

  it('names such as __proto__ mean nothing', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const unknown = await send(gateway, enveloped(`<${name} xmlns="${TNS}"><uuid>${gateway.token}</uuid></${name}>`));
      expect(faultIn(unknown)).to.deep.equal({ code: 'SOAP-ENV:Server', text: `Procedure '${name}' not present` });
      const field = `<${name}><lastname>polluted</lastname></${name}>`;
      expect((await send(gateway, enveloped(insertXml(gateway, name, field)))).text).to.include(`<ns1:lastname>${name}</ns1:lastname>`);
    }
    expect(await storedNames(gateway)).to.deep.equal(['__proto__', 'constructor', 'toString', 'hasOwnProperty']);
    expect(({} as Record<string, unknown>)['lastname']).to.equal(undefined);
  });

  it('counts the token first, whatever else is wrong with it', async () => {
    for (const token of ['', '<uuid/>', '<uuid xsi:nil="true"/>', '<uuid>123</uuid>', `<uuid> ${gateway.token}x</uuid>`]) {
      for (const [operation, parameters] of [['customer_getById', ''], ['customer_getById', '<customerId>x</customerId>'],
        ['sms_listOptions', ''], ['campaign_execute', ''], ['customerSet_getCustomers', '<size>99</size>']]) {
        const answer = await send(gateway, enveloped(`<${operation} xmlns="${TNS}" xmlns:xsi="${XSI}">${parameters}${token}</${operation}>`));
        expect(faultIn(answer).code, `${operation} ${token}`).to.equal('202');
      }
    }
  });

  it('may test a token by the lists of options; what is not offered yet says so', async () => {
    for (const operation of ['email_listOptions', 'sms_listOptions']) {
      const { text } = await send(gateway, enveloped(`<${operation} xmlns="${TNS}"><uuid>${gateway.token}</uuid></${operation}>`));
      expect(text).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    }
    const other = await send(gateway, enveloped(`<email_getAll xmlns="${TNS}"><uuid>${gateway.token}</uuid></email_getAll>`));
    expect(faultIn(other)).to.deep.include({ code: '501' });
  });
});
