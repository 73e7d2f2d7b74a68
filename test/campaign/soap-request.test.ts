import { expect } from 'chai';
import { handCampaigns, setOffCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { startShop, type Shop } from './http-server.ts';
import { ANSWER, envelope, TYPES, wsdlAt } from './soap-shop.ts';
import { campaigner, type Campaigner } from './support.ts';

const log = createLog('silent');
const FAULT = envelope('<e:Fault><faultcode>e:Server</faultcode><faultstring>no such order</faultstring></e:Fault>');

describe('the campaign object soapRequest', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let shop: Shop;
  let httpOut: HttpOut;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    const settings = { CAMPAIGN_CALL_RETRY: '0', HTTP_OUT_PRIVATE: '1', CAMPAIGN_WSDL_FILES: '3' };
    mine = await campaigner(database.sql, settings);
    httpOut = createHttpOut(readConfig(settings));
    shop = await startShop();
  });
  afterEach(async () => {
    await httpOut.close();
    await shop.close();
  });
  after(() => database.drop());

  const hand = () => handCampaigns(mine.scope, {}, new AbortController().signal, { httpOut, log });
  const description = () => [{ status: 200, body: wsdlAt(shop.url) }, { status: 200, body: TYPES }];
  const variables = async () => (await mine.sql('campaign_flow').where({ brand_id: mine.scope.brand.id }).orderBy('id')
    .pluck('variables') as Record<string, string>[]).at(-1) ?? {};

  async function come(settings: object, customerIds: readonly string[] = [], name = 'test'): Promise<void> {
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'call' }],
      ['call', 'soapRequest', { wsdl: `${shop.url}/shop?wsdl`, operation: 'getOrder', ...settings }, { success: 'good', fail: 'bad' }],
      ['good', 'wait', { for: { days: 1 } }], ['bad', 'wait', { for: { days: 1 } }],
    ], { name });
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: { order: 'A<7>' } }));
    await mine.step();
  }

  it('reads the WSDL with what it imports once, calls for each member, and keeps a value of the answer', async () => {
    const ids = await mine.customers({ firstname: 'Anna' }, { firstname: 'Bert' });
    await come({ values: [{ name: 'order.number', value: '{{variable.order}}' }, { name: 'order.note', value: '{{field.firstname}} & co' }], answer: { variable: 'note', path: 'order.note' } }, ids.slice(0, 1));
    shop.answers = [...description(), { status: 200, body: ANSWER }];
    await hand();
    expect(shop.calls.map(({ method, path }) => `${method} ${path}`)).to.deep.equal(['GET /shop?wsdl', 'GET /types.xsd', 'POST /soap']);
    const call = shop.calls[2];
    expect(call?.headers).to.include({ soapaction: '"urn:getOrder"' });
    expect(call?.headers['idempotency-key']).to.match(/^[\da-f-]{36}$/);
    expect(call?.body).to.match(/number[^>]*>A&lt;7(>|&gt;)</).and.to.match(/note[^>]*>Anna &amp; co</);
    expect(await variables()).to.include({ note: 'a & b', soapError: '' });
    expect(await mine.places()).to.deep.equal([`good ${ids[0]}`]);
    await come({ answer: { variable: 'all' }, values: [{ name: 'order.number', value: '1' }] }, ids.slice(1), 'two');
    shop.answers = [{ status: 200, body: ANSWER }];
    await hand();
    expect(shop.calls).to.have.length(4);
    expect(JSON.parse((await variables())['all'] ?? '')).to.deep.equal({ state: 'sent', order: { number: '7', note: 'a & b' } });
  });

  it('believes a WSDL for CAMPAIGN_WSDL_KEPT', async () => {
    mine = await campaigner(database.sql, { HTTP_OUT_PRIVATE: '1', CAMPAIGN_WSDL_KEPT: '0' });
    for (const name of ['one', 'two']) {
      await come({ values: [{ name: 'order.number', value: '1' }] }, [], name);
      shop.answers = [...description(), { status: 200, body: ANSWER }];
      await hand();
    }
    expect(shop.calls.map(({ path }) => path)).to.deep.equal(['one', 'two'].flatMap(() => ['/shop?wsdl', '/types.xsd', '/soap']));
    expect(await mine.places()).to.deep.equal(['good 0', 'good 0']);
  });

  it('reads a WSDL once for all who call at the same time', async () => {
    await come({ values: [{ name: 'order.number', value: '1' }] }, await mine.customers({}, {}, {}));
    shop.usual = (path) => ({ status: 200, body: path === '/soap' ? ANSWER : path === '/types.xsd' ? TYPES : wsdlAt(shop.url) });
    await hand();
    expect(shop.calls.map(({ path }) => path)).to.deep.equal(['/shop?wsdl', '/types.xsd', '/soap', '/soap', '/soap']);
    expect((await mine.places()).every((place) => place.startsWith('good'))).to.equal(true);
  });

  it('reads a WSDL anew when what it imports could not be had', async () => {
    await come({ values: [{ name: 'order.number', value: '1' }], retries: 1 });
    shop.answers = [{ status: 200, body: wsdlAt(shop.url, 'http://127.0.0.1:1/types.xsd') }, ...description(), { status: 200, body: ANSWER }];
    await hand();
    await hand();
    expect([await mine.places(), (await variables())['soapError']]).to.deep.equal([['good 0'], '']);
  });

  it('tries again with the same key and body when there is no answer', async () => {
    await come({ values: [{ name: 'order.number', value: '1' }], retries: 1 });
    shop.answers = [...description(), { status: 503, body: 'busy' }, { status: 200, body: ANSWER }];
    await hand();
    await hand();
    const posts = shop.calls.filter(({ method }) => method === 'POST');
    expect(posts).to.have.length(2);
    expect(new Set(posts.map(({ headers, body }) => `${headers['idempotency-key'] as string} ${body}`)).size).to.equal(1);
    expect(await mine.places()).to.deep.equal(['good 0']);
  });

  it('leads on by fail with the text of a fault, without trying again', async () => {
    await come({ values: [{ name: 'order.number', value: '1' }] });
    shop.answers = [...description(), { status: 500, body: FAULT }];
    await hand();
    await hand();
    expect(shop.calls).to.have.length(3);
    expect([await mine.places(), (await variables())['soapError']]).to.deep.equal([['bad 0'], 'no such order']);
  });

  it('leads on by fail when the WSDL lacks the operation, names files of this machine, or has too many', async () => {
    const fails = async (name: string, settings: object, answers: Shop['answers']) => {
      await come({ retries: 0, wsdl: `${shop.url}/${name}?wsdl`, ...settings }, [], name);
      shop.answers = answers;
      await hand();
      return (await variables())['soapError'];
    };
    expect(await fails('one', { operation: 'other' }, description())).to.contain('no operation other');
    expect(await fails('two', {}, [{ status: 200, body: wsdlAt(shop.url, 'file:///etc/passwd') }])).to.contain('no http address');
    expect(await fails('three', {}, [{ status: 200, body: 'nonsense' }])).not.to.equal('');
    const next = (file: string) => ({ status: 200, body: TYPES.replace('<xsd:complexType', `<xsd:include schemaLocation="${shop.url}/${file}"/><xsd:complexType`) });
    expect(await fails('four', {}, [...description().slice(0, 1), next('b.xsd'), next('c.xsd'), next('d.xsd')])).to.contain('more than 3 files');
    expect(await mine.places()).to.deep.equal(Array.from({ length: 4 }, () => 'bad 0'));
  });

  it('is refused with an address that depends on the customer', async () => {
    expect(await faultOf(come({ wsdl: 'https://{{field.city}}.example/?wsdl' }))).to.contain('without merge fields');
    expect(await faultOf(come({ wsdl: 'file:///etc/passwd' }))).to.contain('http or https');
    expect(await faultOf(come({ values: [{ name: 'a.1000000.b', value: '' }] }))).to.contain('places in lists below 1000');
    expect(await faultOf(come({ values: [{ name: 'a', value: '{{field.nose}}' }] }))).to.contain('there is no field nose');
  });
});
