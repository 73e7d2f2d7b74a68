import { expect } from 'chai';
import http from 'node:http';
import { SaxesParser } from 'saxes';
import { contract } from '../../src/soap/contract/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { TNS, enveloped, insertXml, send, storedNames } from '../support/wire.ts';

describe('an answer on the wire', () => {
  let gateway: TestGateway;
  before(async () => { gateway = await startGateway(); });
  beforeEach(() => gateway.sql('customer').delete());
  after(() => gateway.stop());

  const call = async (operation: string, parameters = '') => (await send(gateway, enveloped(
    `<${operation} xmlns="${TNS}">${parameters}<uuid>${gateway.token}</uuid></${operation}>`))).text;
  const insert = async (customer: string) =>
    (await send(gateway, enveloped(insertXml(gateway, 'Visser', customer)))).text;
  const fieldsOf = (type: string) => contract.types.get(type)?.fields.map(({ name }) => name);

  it('has all fields in the order of the schema, each in the namespace of the contract', async () => {
    const text = await insert('<options><CustomerOption><name>shoe</name><value>42</value></CustomerOption></options>');
    const { children, root } = shape(text);
    expect(root).to.equal('Envelope/Body/customer_insertResponse');
    expect(children['Envelope/Body/customer_insertResponse']).to.deep.equal(['code', 'msg']);
    expect(children['Envelope/Body/customer_insertResponse/msg']).to.deep.equal(fieldsOf('Customer'));
    expect(children['Envelope/Body/customer_insertResponse/msg/options/CustomerOption']).to.deep.equal(fieldsOf('CustomerOption'));
  });

  it('has no attribute but xsi:nil="true"', async () => {
    for (const text of [await insert(''), await call('customer_create'), await call('group_getAll')]) {
      const inside = text.slice(text.indexOf('<ns1:'));
      const tags = inside.match(/<[^/>][^>]*=[^>]*>/g) ?? [];
      expect(tags.filter((tag) => !/^<ns1:\w+ xsi:nil="true"\/>$/.test(tag))).to.deep.equal([]);
    }
    expect(await call('customer_create')).to.include('<ns1:id xsi:nil="true"/>');
  });

  it('shows nothing found as <msg/>, an unset text and a list without items as empty elements', async () => {
    expect(await call('customer_getByExternalId', '<externalId>nobody</externalId>')).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    expect(await call('group_getAll')).to.include('<ns1:code>0</ns1:code><ns1:msg/>');
    const text = await insert('');
    for (const name of ['title', 'emailAddress', 'options']) {
      expect(text).to.match(new RegExp(`<ns1:${name}(/>|></ns1:${name}>)`));
    }
    expect(text).to.include('<ns1:birthday>0000-00-00</ns1:birthday>').and.include('<ns1:poBox>0</ns1:poBox>');
  });

  it('leaves integers of 64 bits as they are', async () => {
    const id = '9223372036854775806';
    const text = await insert('');
    await gateway.sql('customer').update({ id });
    expect(text).to.not.include(id);
    expect(await call('customer_getById', `<customerId>${id}</customerId>`)).to.include(`<ns1:id>${id}</ns1:id>`);
    expect(await call('customer_delete', `<customer><id>${id}</id></customer>`)).to.include('<ns1:msg>true</ns1:msg>');
    expect(await storedNames(gateway)).to.deep.equal([]);
  });

  it('gives back white space, markup and every character as they came', async () => {
    const value = '  two  blanks\n\tand &lt;b a="1"&gt; &amp;amp; ]]&gt; \' é € 𝔸 &#13;\n ';
    const text = await insert(`<companyName>${value}</companyName>`);
    const plain = '  two  blanks\n\tand <b a="1"> &amp; ]]> \' é € 𝔸 \r\n ';
    expect(await gateway.sql('customer').pluck('company_name')).to.deep.equal([plain]);
    expect(shape(text).texts['Envelope/Body/customer_insertResponse/msg/companyName']).to.equal(plain);
    expect(await call('customer_getByObject', '<customer><companyName> </companyName></customer>')).to.match(/<ns1:msg>\d+</);
  });

  it('says how long it is and keeps the connection, from call to fault to page', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    agent.on('free', (socket) => sockets.add(socket));
    for (const body of [insertXml(gateway, 'A'), '<unknown/>', insertXml(gateway, 'B')]) {
      const { headers, bytes } = await send(gateway, enveloped(body), { agent });
      expect(headers).to.include({ 'content-length': String(bytes.length), connection: 'keep-alive' });
      expect(headers).to.not.have.property('transfer-encoding');
    }
    await send(gateway, '', { agent, method: 'GET' });
    agent.destroy();
    expect(sockets).to.have.property('size', 1);
    expect(await storedNames(gateway)).to.deep.equal(['A', 'B']);
  });

  it('of 10,000 characters that need escaping and many pieces is one well-formed document', async () => {
    const options = Array.from({ length: 400 }, (_, index) =>
      `<CustomerOption><name>o${index}</name><value>${'&lt;é€'.repeat(80)}</value></CustomerOption>`).join('');
    const text = await insert(`<options>${options}</options>`);
    expect(text.length).to.be.greaterThan(256 * 400);
    expect(shape(text).texts['Envelope/Body/customer_insertResponse/msg/options/CustomerOption/value']).to.equal('<é€'.repeat(80));
  });
});

interface Shape {
  /** Path of the element that the Body holds. */
  readonly root: string;
  /** Local names of the children, by the path of the element; of several the last. */
  readonly children: Readonly<Record<string, readonly string[]>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** What another parser makes of an answer. Fails when an element below Body is outside the contract's namespace. */
function shape(xml: string): Shape {
  const parser = new SaxesParser({ xmlns: true });
  const path: string[] = [];
  const children: Record<string, string[]> = {};
  const texts: Record<string, string> = {};
  parser.on('opentag', ({ local, uri }) => {
    children[path.join('/')]?.push(local);
    if (path.length >= 2) expect(uri).to.equal(TNS);
    path.push(local);
    children[path.join('/')] = [];
    texts[path.join('/')] = '';
  });
  parser.on('text', (text) => { texts[path.join('/')] += text; });
  parser.on('closetag', () => void path.pop());
  parser.on('error', (error) => { throw error; });
  parser.write(xml).close();
  return { root: `Envelope/Body/${children['Envelope/Body']?.join()}`, children, texts };
}
