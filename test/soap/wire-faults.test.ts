import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { SOAP_11, SOAP_12, TNS, enveloped, faultIn, insertXml, send, storedNames } from '../support/wire.ts';

describe('a fault on the wire', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());

  const insert = () => insertXml(gateway, 'Never');
  const one = () => enveloped(insert());

  /** What is no call: its faultcode, and what the text says of it. */
  const refused: Readonly<Record<string, [body: () => string | Buffer, code: string, why: RegExp, type?: string]>> = {
    'malformed XML': [() => one().replace('</s:Body>', ''), 'Client', /end tag/],
    'XML that ends too early': [() => one().slice(0, -20), 'Client', /./],
    'something after the envelope': [() => `${one()}<x/>`, 'Client', /after its root/],
    'a request without a body': [() => '', 'Client', /^The XML /],
    'JSON': [() => '{"customer":{}}', 'Client', /./, 'application/json'],
    'JSON that says it is XML': [() => '{"customer":{}}', 'Client', /./],
    'a form': [() => 'a=b', 'Client', /Content-Type application\/x-www-form-urlencoded/, 'application/x-www-form-urlencoded'],
    'a DOCTYPE': [() => `<!DOCTYPE a>${one()}`, 'Client', /DOCTYPE/],
    'an entity bomb': [
      () => `<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${one().replace('Never', '&b;')}`, 'Client', /DOCTYPE/],
    'an external entity': [
      () => `<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>${one().replace('Never', '&x;')}`, 'Client', /DOCTYPE/],
    'an entity that nobody declares': [() => one().replace('Never', '&nbsp;'), 'Client', /&amp;nbsp;/],
    'a processing instruction': [() => one().replace('<customer>', '<?php x?><customer>'), 'Client', /processing instruction/],
    'a character that XML forbids': [() => one().replace('Never', '\u0001'), 'Client', /U\+0001/],
    'a reference to one': [() => one().replace('Never', '&#0;'), 'Client', /forbids/],
    'a lone surrogate': [() => one().replace('Never', '&#xD800;'), 'Client', /forbids/],
    'a prefix that is not declared': [() => one().replace('<customer>', '<x:customer>').replace('</customer>', '</x:customer>'), 'Client', /prefix x/],
    'two calls in one Body': [() => enveloped(insert() + insert()), 'Client', /more than one element/],
    'two Bodies': [() => one().replace('</s:Body>', `</s:Body><s:Body>${insert()}</s:Body>`), 'Client', /after its Body/],
    'no Body': [() => `<s:Envelope xmlns:s="${SOAP_11}"><s:Header/></s:Envelope>`, 'Client', /no Body/],
    'an empty Body': [() => enveloped(''), 'Client', /empty Body/],
    'no envelope': [() => insert(), 'Client', /root element is customer_insert/],
    'an envelope of another namespace': [() => enveloped(insert(), 'http://schemas.xmlsoap.org/soap/envelope'), 'VersionMismatch', /neither SOAP 1\.1 nor 1\.2/],
    'an operation of a foreign namespace': [() => one().replace(`xmlns="${TNS}"`, 'xmlns="urn:other"'), 'Client', /urn:other/],
    'an unknown operation': [() => enveloped(`<customer_burn xmlns="${TNS}"/>`), 'Server', /^Procedure 'customer_burn' not present$/],
    'a header that must be understood': [
      () => enveloped(insert(), SOAP_11, '<s:Header><w:Security xmlns:w="urn:w" s:mustUnderstand="1"/></s:Header>'), 'MustUnderstand', /Security/],
  };
  for (const [what, [body, code, why, type = 'text/xml']] of Object.entries(refused)) {
    it(`answers ${what} and does nothing`, async () => {
      const fault = faultIn(await send(gateway, body(), { headers: { 'Content-Type': type } }));
      expect(fault.code).to.equal(`SOAP-ENV:${code}`);
      expect(fault.text).to.match(why).and.not.match(/node_modules|\.ts\b|Error:|root:/);
      expect(await storedNames(gateway)).to.deep.equal([]);
    });
  }

  it('has bare digits for what the service refuses: 500 also for a wrong token', async () => {
    const ask = (operation: string, parameters: string, token = gateway.token) =>
      send(gateway, enveloped(`<${operation} xmlns="${TNS}">${parameters}<uuid>${token}</uuid></${operation}>`));
    expect(faultIn(await ask('customer_getById', '<customerId>1</customerId>', '123'))).to.deep.include({ code: '202' });
    expect(faultIn(await ask('customer_getById', '<customerId>1</customerId>')))
      .to.deep.equal({ code: '213', text: 'Customer 1 not found' });
    const form = faultIn(await ask('customer_update', '<customer><birthday>31-12-1980</birthday><id>1x</id></customer>'));
    expect(form).to.deep.include({ code: '105' });
    expect(form.text).to.include('customer.id').and.include('1x');
    expect(faultIn(await ask('group_delete', '<group><id>1</id></group>'))).to.deep.include({ code: '105' });
    const reader = await makeToken(gateway.sql, { brand: gateway.brand, rights: ['data.read'] });
    expect(faultIn(await ask('customer_insert', '<customer/>', reader.token))).to.deep.include({ code: '203' });
    expect(faultIn(await ask('sms_sendToGroup', '', reader.token))).to.deep.include({ code: '203' });
    expect(await storedNames(gateway)).to.deep.equal([]);
  });

  it('escapes what it repeats', async () => {
    const name = '&lt;script&gt;&amp;';
    const fault = faultIn(await send(gateway, enveloped(`<customer_update xmlns="${TNS}"><customer><id>${name}</id></customer>` +
      `<uuid>${gateway.token}</uuid></customer_update>`)));
    expect(fault.text).to.include(name);
  });

  it('in SOAP 1.2 has code, subcode, reason and detail; 400 for a sender', async () => {
    const type = { headers: { 'Content-Type': 'application/soap+xml; charset=utf-8' } };
    const body = `<customer_getById xmlns="${TNS}"><customerId>1</customerId><uuid>${gateway.token}</uuid></customer_getById>`;
    const absent = await send(gateway, enveloped(body, SOAP_12), type);
    expect(absent.status).to.equal(400);
    expect(absent.headers['content-type']).to.equal('application/soap+xml; charset=utf-8');
    expect(absent.text).to.include('<env:Code><env:Value>env:Sender</env:Value><env:Subcode><env:Value>ns1:F213</env:Value></env:Subcode></env:Code>')
      .and.include('<env:Reason><env:Text xml:lang="en">Customer 1 not found</env:Text></env:Reason>')
      .and.include('<env:Detail><ns1:code>213</ns1:code></env:Detail>');
    const unknown = await send(gateway, enveloped('<nothing/>', SOAP_12), type);
    expect(unknown.status).to.equal(500);
    expect(unknown.text).to.include('env:Receiver').and.include("Procedure 'nothing' not present");
    const header = '<s:Header><w:Security xmlns:w="urn:w" s:mustUnderstand="true"/></s:Header>';
    const missed = await send(gateway, enveloped(insert(), SOAP_12, header), type);
    expect(missed.text).to.include('<env:NotUnderstood qname="n:Security" xmlns:n="urn:w"/>').and.include('env:MustUnderstand');
    const foreign = await send(gateway, enveloped(insert(), 'urn:soap-1.3'), type);
    expect(foreign.text).to.include('env:VersionMismatch').and.include('<env:Upgrade>');
    expect(await storedNames(gateway)).to.deep.equal([]);
  });

  it('is XML for every method and path below the door', async () => {
    for (const [method, path] of [['PUT', undefined], ['DELETE', undefined], ['POST', '/app/api/soap/public/other.php'],
      ['POST', '/app/api/soap/']] as const) {
      const { headers, text } = await send(gateway, one(), {
        method, headers: { 'Content-Length': one().length }, ...(path === undefined ? {} : { path }),
      });
      expect(headers['content-type'], `${method} ${path}`).to.equal('text/xml; charset=utf-8');
      expect(text).to.include('<faultcode>SOAP-ENV:Client</faultcode>');
    }
    expect(await storedNames(gateway)).to.deep.equal([]);
  });
});
