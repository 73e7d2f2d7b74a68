import { expect } from 'chai';
import { removeSecret, setSecret } from '../../src/access/index.ts';
import { applyCampaign, definitionOf, findCampaign, startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { caller, CALL_SETTINGS, type Caller } from './call-support.ts';
import { startShop, type Shop } from './http-server.ts';
import { shopAnswer, shopWsdl } from './shop-wsdl.ts';
import { drawing } from './support.ts';

/** All that some writing has a rule for. */
const VALUE = 'p"a\\s&s w/ö<r>d';

describe('secrets in calls of campaigns', () => {
  let database: TestDatabase;
  let mine: Caller;
  let shop: Shop;
  let httpOut: HttpOut;

  before(async () => {
    database = await testDatabase();
    httpOut = createHttpOut(readConfig(CALL_SETTINGS));
  });
  beforeEach(async () => {
    mine = await caller(database.sql);
    shop = await startShop();
    await setSecret(mine.scope, 'KEY', VALUE);
    await setSecret(mine.scope, 'token', 'token-of-the-shop');
  });
  afterEach(() => shop.close());
  after(async () => {
    await httpOut.close();
    await database.drop();
  });

  const hand = () => mine.hand(httpOut);
  const http = (settings: object, ...rest: [ids?: readonly string[], variables?: Record<string, string>]) =>
    mine.come('httpRequest', { url: `${shop.url}/orders`, ...settings }, ...rest);

  it('stand in address, headers and body of httpRequest, each as it must be written there, and nowhere else', async () => {
    const ids = await mine.customers({ firstname: '{{secret.KEY}}' });
    const id = await http({
      batch: 1, url: `${shop.url}/{{ secret.KEY }}?k={{secret.KEY}}`, headers: [{ name: 'Authorization', value: 'Bearer {{secret.token}}' }],
      body: '{"key":"{{secret.KEY}}","name":"{{field.firstname}}","more":"{{variable.more}}"}', answer: 'answer',
    }, ids, { more: '{{secret.token}}' });
    const before = await mine.kept();
    await hand();
    const [call] = shop.calls;
    const url = new URL(call?.path ?? '', 'http://x');
    expect([decodeURIComponent(url.pathname.slice(1)), url.searchParams.get('k')]).to.deep.equal([VALUE, VALUE]);
    expect(call?.headers['authorization']).to.equal('Bearer token-of-the-shop');
    expect(JSON.parse(call?.body ?? '')).to.deep.equal({ key: VALUE, name: '{{secret.KEY}}', more: '{{secret.token}}' });
    expect(await mine.places()).to.deep.equal([`good ${ids[0]}`]);
    const { version } = await findCampaign(mine.scope, id);
    const exported = JSON.stringify(await definitionOf(mine.scope, id, version));
    const told = [before, await mine.kept(), ...mine.lines, exported].join();
    expect(told).to.contain('Bearer {{secret.token}}');
    for (const part of ['token-of-the-shop', 's&s w', 's%26s']) expect(told).not.to.contain(part);
  });

  it('stand in fields: of an object each, a query, or a form', async () => {
    const ids = await mine.customers({ firstname: 'Anna' }, { firstname: 'Bert' });
    const fields = [{ name: 'key', value: 'x{{secret.KEY}}' }, { name: 'n', value: '{{field.firstname}}' }];
    await http({ fields, headers: [{ name: 'X-Key', value: '{{secret.token}}' }] }, ids);
    await http({ fields, form: true }, ids.slice(0, 1));
    await http({ fields, method: 'GET' }, ids.slice(0, 1));
    await hand();
    const call = (type: string) => shop.calls.find(({ method, headers }) => (headers['content-type'] ?? method).includes(type));
    expect(JSON.parse(call('json')?.body ?? '')).to.have.deep.members([{ key: `x${VALUE}`, n: 'Anna' }, { key: `x${VALUE}`, n: 'Bert' }]);
    expect(call('json')?.headers['x-key']).to.equal('token-of-the-shop');
    for (const text of [call('form')?.body, call('GET')?.path.split('?')[1]]) {
      expect([...new URLSearchParams(text)]).to.deep.equal([['key', `x${VALUE}`], ['n', 'Anna']]);
    }
  });

  it('stand in values and headers of soapRequest', async () => {
    await mine.come('soapRequest', {
      wsdl: `${shop.url}/wsdl`, operation: 'put', values: [{ name: 'key', value: '{{secret.KEY}} {{variable.more}}' }],
      headers: [{ name: 'X-Key', value: '{{secret.token}}' }], answer: { variable: 'state', path: 'state' },
    }, [], { more: '{{secret.token}}' });
    expect(await mine.kept()).not.to.contain('s&s w');
    const echo = 'has p&quot;a\\s&amp;s w/ö&lt;r&gt;d';
    shop.answers = [{ status: 200, body: shopWsdl(`${shop.url}/soap`) }, { status: 200, body: shopAnswer(echo) }];
    await hand();
    const post = shop.calls[1];
    const [, written = ''] = /key[^>]*>([^<]*)</.exec(post?.body ?? '') ?? [];
    const plain = written.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    expect(plain).to.equal(`${VALUE} {{secret.token}}`);
    expect(post?.headers['x-key']).to.equal('token-of-the-shop');
    expect(await mine.variables()).to.include({ state: 'has ***', soapError: '' });
  });

  it('are taken to another server by no redirect of httpRequest, in its body or headers', async () => {
    const other = await startShop();
    const away = { status: 307, headers: { Location: `${other.url}/x` } };
    const header = { name: 'X-Key', value: '{{secret.token}}' };
    await http({ batch: 1, headers: [header], fields: [{ name: 'key', value: '{{secret.KEY}}' }] });
    await http({ batch: 1, headers: [header], fields: [{ name: 'key', value: 'no secret' }] });
    shop.answers = [away, away];
    await hand();
    await other.close();
    expect(other.calls.map(({ body, headers }) => [body, headers['x-key']]))
      .to.deep.equal([['{"key":"no secret"}', undefined]]);
    expect(await mine.places()).to.deep.equal(['bad 0', 'good 0']);
  });

  it('are hidden in an answer that repeats them, and in what is told of a failure', async () => {
    await setSecret(mine.scope, 'pin', '1234');
    const fields = ['KEY', 'token', 'pin'].map((name) => ({ name, value: `{{secret.${name}}}` }));
    await http({ fields, answer: 'answer', batch: 1 });
    const echo = { said: VALUE, token: 'token-of-the-shop', url: `?k=${encodeURIComponent(VALUE)}`, order: 12345 };
    shop.answers = [{ status: 404, body: JSON.stringify(echo) }];
    await hand();
    const { answer = '', httpError } = await mine.variables();
    expect([JSON.parse(answer), httpError])
      .to.deep.equal([{ said: '***', token: '***', url: '?k=***', order: 12345 }, 'the server answered 404']);
    expect(await mine.places()).to.deep.equal(['bad 0']);
  });

  it('are those of the moment of sending; else a repeat is the same', async () => {
    await http({ fields: [{ name: 'key', value: '{{secret.token}}' }], batch: 1 });
    for (const calls of [1, 2]) {
      shop.answers = ['hang'];
      const lost = new AbortController();
      const handing = mine.hand(httpOut, lost.signal).catch((error: Error) => error.message);
      await until(() => Promise.resolve(shop.calls.length === calls));
      lost.abort(new Error('lost'));
      expect(await handing).to.equal('lost');
      await mine.sql('campaign_handing').where({ brand_id: mine.scope.brand.id }).update({ next_at: new Date(0) });
    }
    await setSecret(mine.scope, 'token', 'another');
    await hand();
    expect(shop.calls.map(({ body }) => body))
      .to.deep.equal(['{"key":"token-of-the-shop"}', '{"key":"token-of-the-shop"}', '{"key":"another"}']);
    expect(new Set(shop.calls.map(({ headers }) => headers['idempotency-key'])).size).to.equal(1);
  });

  it('lead on by onFail, with their name, when they are gone, and are missed at save and start', async () => {
    const fields = [{ name: 'key', value: '{{secret.token}}' }];
    const id = await http({ fields });
    await removeSecret(mine.scope, 'token');
    await hand();
    expect([shop.calls, await mine.places(), await mine.variables()])
      .to.deep.equal([[], ['bad 0'], { httpError: 'Secret token not found' }]);
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    expect(await faultOf(startCampaign(mine.scope, id))).to.equal('105 The campaign, object call: Secret token not found');
    for (const settings of [{ fields }, { headers: fields }, { batch: 1, url: `${shop.url}/{{secret.token}}` }, { body: '{{secret.token}}' }]) {
      expect(await faultOf(http(settings)), JSON.stringify(settings)).to.equal('105 The campaign, object call: Secret token not found');
    }
    const soap = { wsdl: `${shop.url}/wsdl`, operation: 'put' };
    for (const settings of [{ ...soap, values: fields }, { ...soap, headers: fields }]) {
      expect(await faultOf(mine.come('soapRequest', settings))).to.equal('105 The campaign, object call: Secret token not found');
    }
  });

  it('are missed at the start when they are named inside a user-defined object', async () => {
    const at = { url: `${shop.url}/x`, fields: [{ name: 'key', value: '{{secret.token}}' }] };
    await applyCampaign(mine.scope, drawing([
      ['in', 'startObject', {}, { continue: 'call' }],
      ['call', 'httpRequest', at, { continue: 'out' }], ['out', 'end', { exit: 'done' }],
    ], { name: 'tell', kind: 'object' }));
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'tell' }], ['tell', 'userDefined', { object: 'tell' }],
    ]);
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    await removeSecret(mine.scope, 'token');
    expect(await faultOf(startCampaign(mine.scope, id))).to.equal('105 The campaign, object call: Secret token not found');
  });

  it('are refused where nothing leaves the house, and in the host', async () => {
    const change = mine.run([
      ['in', 'startEvent', {}, { continue: 'set' }],
      ['set', 'updateCustomer', { set: [{ field: 'firstname', value: 'a {{secret.KEY}}' }] }],
    ]);
    expect(await faultOf(change)).to.contain('has a secret');
    expect(await faultOf(http({ url: 'https://{{secret.KEY}}.example/' }))).to.contain('a host without merge fields');
  });

  it('are those of the brand, though another has some of the same name', async () => {
    const theirs = await caller(database.sql);
    await setSecret(theirs.scope, 'token', 'of-their-shop');
    const settings = { url: `${shop.url}/x`, headers: [{ name: 'X-Key', value: '{{secret.token}}' }] };
    await Promise.all([mine.come('httpRequest', settings), theirs.come('httpRequest', settings)]);
    await Promise.all([hand(), theirs.hand(httpOut)]);
    expect(shop.calls.map(({ headers }) => headers['x-key'])).to.have.members(['token-of-the-shop', 'of-their-shop']);
  });
});
