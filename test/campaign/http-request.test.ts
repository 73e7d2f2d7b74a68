import { expect } from 'chai';
import { handCampaigns, setOffCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { startShop, type Shop } from './http-server.ts';
import { campaigner, type Campaigner } from './support.ts';

const log = createLog('silent');

describe('the campaign object httpRequest', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  let shop: Shop;
  let httpOut: HttpOut;

  before(async () => {
    database = await testDatabase();
    httpOut = createHttpOut(readConfig({ HTTP_OUT_PRIVATE: '1' }));
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql, { CAMPAIGN_CALL_RETRY: '0', HTTP_OUT_PRIVATE: '1' });
    shop = await startShop();
  });
  afterEach(() => shop.close());
  after(async () => {
    await httpOut.close();
    await database.drop();
  });

  const hand = (signal = new AbortController().signal) => handCampaigns(mine.scope, {}, signal, { httpOut, log });
  const parcels = () => mine.sql('campaign_handing').where({ brand_id: mine.scope.brand.id }).orderBy('id');

  /** Leads customers to a call, which waits to be handed over. */
  async function come(
    settings: object, customerIds: readonly string[], given: object = {}, rest: object = {},
  ): Promise<string> {
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'call' }],
      ['call', 'httpRequest', { url: `${shop.url}/orders`, ...settings }, { onSuccess: 'good', onFail: 'bad' }],
      ['good', 'wait', { for: { days: 1 } }], ['bad', 'wait', { for: { days: 1 } }],
    ], rest);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: {}, ...given }));
    await mine.step();
    return id;
  }

  it('calls for many at once, an object each, and leads on by onSuccess', async () => {
    const ids = await mine.customers({ firstname: 'Anna "A"' }, { firstname: 'Bert' }, { firstname: 'Cora' });
    await come({ batch: 2, fields: [{ name: 'id', value: '{{field.id}}' }, { name: 'name', value: '{{field.firstname}}' }] }, ids);
    expect((await mine.places()).map((place) => place.split(' ')[0])).to.deep.equal(['call', 'call', 'call']);
    await hand();
    await mine.step();
    expect(await mine.places()).to.deep.equal(ids.map((id) => `good ${id}`));
    expect(shop.calls.map(({ body }) => JSON.parse(body) as unknown)).to.have.deep.members([
      [{ id: ids[0], name: 'Anna "A"' }, { id: ids[1], name: 'Bert' }], [{ id: ids[2], name: 'Cora' }],
    ]);
    expect(shop.calls.map(({ method, path, headers }) => [method, path, headers['content-type']]))
      .to.deep.equal(Array.from({ length: 2 }, () => ['POST', '/orders', 'application/json']));
    expect(new Set(shop.calls.map(({ headers }) => headers['idempotency-key'])).size).to.equal(2);
    expect(await parcels()).to.deep.equal([]);
  });

  it('puts values into address, headers and body, each as it must be written there', async () => {
    const ids = await mine.customers({ firstname: 'A&b/ü', city: 'x"y' });
    await come({
      method: 'PUT', batch: 1, url: `${shop.url}/c/{{field.firstname}}?q={{variable.q}}`, headers: [{ name: 'X-Own', value: 'v{{variable.q}}' }],
      body: '{"city":"{{field.city}}","deep":{"n":{{variable.n}}}}',
    }, ids, { variables: { q: '1+1', n: '7' } });
    await hand();
    const [call] = shop.calls;
    expect([call?.method, call?.path, call?.headers['x-own']]).to.deep.equal(['PUT', '/c/A%26b%2F%C3%BC?q=1%2B1', 'v1+1']);
    expect(JSON.parse(call?.body ?? '')).to.deep.equal({ city: 'x"y', deep: { n: 7 } });
  });

  it('lets no value of a customer lead to another address', async () => {
    const ids = await mine.customers({ externalId: '..' }, { externalId: '.' }, { externalId: '...' });
    await come({ batch: 1, url: `${shop.url}/c/{{field.externalId}}/x?y=/../`, retries: 0 }, ids);
    await hand();
    expect(shop.calls.map(({ path }) => path)).to.deep.equal(['/c/.../x?y=/../']);
    const [dots, dot, good] = ids;
    expect((await mine.places()).sort()).to.deep.equal([`bad ${dots}`, `bad ${dot}`, `good ${good}`].sort());
    const why = await mine.sql('campaign_flow').whereRaw(`variables \\? 'httpError'`).pluck('variables');
    expect(JSON.stringify(why)).to.include('between its slashes');
  });

  it('writes values into a body as its type needs them', async () => {
    const [id = ''] = await mine.customers({ firstname: 'Anna & "B"', city: 'Den Haag' });
    const body = '<n a="{{field.firstname}}">{{field.city}}</n>';
    for (const [type, expected] of [
      ['application/xml', '<n a="Anna &amp; &quot;B&quot;">Den Haag</n>'], ['text/plain; charset=utf-8', '<n a="Anna & "B"">Den Haag</n>'],
      ['application/x-www-form-urlencoded', '<n a="Anna%20%26%20%22B%22">Den%20Haag</n>'],
      ['application/vnd.shop+json', '[<n a="Anna & \\"B\\"">Den Haag</n>]'],
    ]) {
      await come({ body, headers: [{ name: 'content-type', value: type }] }, [id], {}, { name: type });
      await hand();
      const { headers, body: sent } = shop.calls.at(-1) ?? {};
      expect([headers?.['content-type'], sent]).to.deep.equal([type, expected]);
    }
    const many = { body, batch: 2, headers: [{ name: 'Content-Type', value: 'text/xml' }] };
    expect(await faultOf(come(many, [id], {}, { name: 'many' }))).to.include('batch must be 1');
  });

  it('sends a query, or a form', async () => {
    const ids = await mine.customers({ firstname: 'A&b' });
    const fields = [{ name: 'a b', value: '{{field.firstname}}' }];
    await come({ method: 'GET', fields, url: `${shop.url}/x?y=1` }, ids, {}, { name: 'get' });
    await come({ form: true, fields }, ids, {}, { name: 'form' });
    await hand();
    expect(shop.calls.map(({ method, path, body }) => [method, path, body])).to.have.deep.members([
      ['GET', '/x?y=1&a+b=A%26b', ''], ['POST', '/orders', 'a+b=A%26b'],
    ]);
  });

  it('keeps the answer in a variable of the flow, and goes for a flow without customers', async () => {
    const id = await come({ batch: 1, answer: 'answer', fields: [{ name: 'order', value: '{{variable.order}}' }] }, [], { variables: { order: 'X' } });
    shop.answers = [{ status: 201, body: '{"n":1}' }];
    await hand();
    expect(shop.calls[0]?.body).to.equal('{"order":"X"}');
    expect(await mine.sql('campaign_flow').where({ campaign_id: id }).pluck('variables')).to.deep.equal([{ order: 'X', answer: '{"n":1}' }]);
    expect(await mine.places()).to.deep.equal(['good 0']);
  });

  it('tries again with the same key and body, then leads on by onFail', async () => {
    const [anna = '', bert = ''] = await mine.customers({ firstname: 'Anna' }, { firstname: 'Bert' });
    await come({ batch: 1, retries: 2, fields: [{ name: 'n', value: '{{field.firstname}}' }] }, [anna], {}, { name: 'one' });
    shop.answers = [{ status: 500 }, { status: 429 }, { status: 503 }];
    for (let time = 0; time < 3; time++) await hand();
    expect(shop.calls).to.have.length(3);
    expect(new Set(shop.calls.map(({ headers, body }) => `${headers['idempotency-key'] as string} ${body}`)).size).to.equal(1);
    expect(await mine.places()).to.deep.equal([`bad ${anna}`]);
    await come({ batch: 1, retries: 2 }, [bert], {}, { name: 'two' });
    shop.answers = [{ status: 404 }];
    await hand();
    expect(shop.calls).to.have.length(4);
    expect(await mine.places()).to.deep.equal([`bad ${anna}`, `bad ${bert}`]);
  });

  it('does not call addresses inside the house, unless that is allowed', async () => {
    const strict = createHttpOut(readConfig({}));
    const [anna = ''] = await mine.customers({});
    await come({}, [anna]);
    await handCampaigns(mine.scope, {}, new AbortController().signal, { httpOut: strict, log });
    await strict.close();
    expect([shop.calls.length, await mine.places()]).to.deep.equal([0, [`bad ${anna}`]]);
  });

  it('hands over again, with the same key and body, what a lost process had in hand', async () => {
    const [anna = ''] = await mine.customers({ firstname: 'Anna' });
    await come({ fields: [{ name: 'n', value: '{{field.firstname}}' }] }, [anna]);
    shop.answers = ['hang'];
    const lost = new AbortController();
    const first = hand(lost.signal);
    await until(() => Promise.resolve(shop.calls.length === 1));
    expect((await parcels()).map((row: { state: string; attempt: number }) => [row.state, row.attempt])).to.deep.equal([['handing', 1]]);
    lost.abort(new Error('lost'));
    expect(await first.catch((error: Error) => error.message)).to.equal('lost');
    await hand();
    expect(shop.calls).to.have.length(1);
    await mine.sql('campaign_handing').update({ next_at: mine.sql.fn.now() });
    await mine.scope.transaction(async () => { await mine.sql('customer').where({ id: anna }).update({ firstname: 'Other' }); });
    await hand();
    const [one, two] = shop.calls;
    expect([two?.headers['idempotency-key'], two?.body]).to.deep.equal([one?.headers['idempotency-key'], '[{"n":"Anna"}]']);
    expect(await mine.places()).to.deep.equal([`good ${anna}`]);
  });

  it('carries out what became of a call once, though two have it in hand', async () => {
    const [anna = ''] = await mine.customers({});
    await come({}, [anna]);
    const slow = hand();
    await mine.sql('campaign_handing').update({ next_at: new Date(0) });
    await Promise.all([slow, hand()]);
    await hand();
    expect((await mine.ways()).filter((way) => way.includes('call'))).to.deep.equal([`${anna} call onSuccess`]);
    expect(await mine.places()).to.deep.equal([`good ${anna}`]);
  });

  it('forgets what was to leave for who is gone, and when the campaign stops', async () => {
    const [anna = '', bert = ''] = await mine.customers({}, {});
    const id = await come({}, [anna]);
    await deleteCustomer(mine.scope, anna);
    await hand();
    expect([await mine.places(), await parcels()]).to.deep.equal([[], []]);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [bert], variables: {} }));
    await mine.step();
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    expect([await mine.places(), await parcels()]).to.deep.equal([[], []]);
  });

  it('is refused when one address would be for many, or its host is not fixed', async () => {
    const refused = (settings: object) => faultOf(come(settings, []));
    expect(await refused({ url: 'https://{{field.city}}.example/' })).to.contain('a host without merge fields');
    expect(await refused({ url: 'ftp://x.example/' })).to.contain('must begin with http:// or https://');
    expect(await refused({ url: 'https://x.example/{{field.city}}' })).to.contain('need batch 1');
    expect(await refused({ url: 'https://x.example/{{field.nose}}', batch: 1 })).to.contain('there is no field nose');
    expect(await refused({ method: 'GET', batch: 2 })).to.contain('batch must be 1');
    expect(await refused({ batch: 1001 })).to.contain('settings.batch');
  });
});
