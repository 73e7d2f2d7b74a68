import { expect } from 'chai';
import { refusal } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { customersOf, flowsOf, paged, post, postJson, visit } from './page-support.ts';
import { drawing, type Drawn } from './support.ts';

const TAKES = [
  { name: 'email', field: 'emailAddress' }, { name: 'name', field: 'firstname' }, { name: 'born', field: 'birthday' },
  { name: 'card', option: 'Card' }, { name: 'voucher', campaignField: 'voucher' }, { name: 'order', variable: 'order' },
];
const SIGN_UP: readonly Drawn[] = [
  ['in', 'startUrl', { takes: TAKES, finds: 'emailAddress', answer: { title: 'Welcome <b>', text: 'One\n\n<Two>' } }, { continue: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }],
];
const OPEN: readonly Drawn[] = [
  ['in', 'startUrl', { takes: [{ name: 'order', variable: 'order' }], answer: { redirect: 'https://shop.example/?a=1' } }, {}],
];
const FIELDS = { fields: [{ name: 'voucher', length: 5 }] };

describe('the public address of a start', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ env: { PAGE_CALLS_EACH: '100000' } });
  });
  after(() => gateway.stop());

  it('takes the named fields of a form, makes the customer and lets it begin', async () => {
    const mine = await paged(gateway, SIGN_UP, FIELDS);
    const url = mine.urls['in'] ?? '';
    expect(url).to.match(/\/e\/[\da-f]{32}$/);
    const answer = await post(url, {
      email: 'a@x.example', name: 'Anna', card: '7', voucher: 'V-1', order: 'X-1', optIn: 'N', lastName: 'No',
    });
    expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(answer.text).to.contain('<h1>Welcome &lt;b&gt;</h1>').and.contain('<p>One</p>\n<p>&lt;Two&gt;</p>');
    expect(await customersOf(gateway, mine)).to.deep.equal([{ email_address: 'a@x.example', firstname: 'Anna', options: { Card: '7' } }]);
    expect(await flowsOf(gateway, mine)).to.deep.equal([{ order: 'X-1' }]);
    await until(async () => (await gateway.sql('campaign_way').where({ brand_id: mine.brand.id })).length === 1);
    const [member] = await gateway.sql('campaign_member').where({ brand_id: mine.brand.id });
    expect((member as { fields: object }).fields).to.deep.equal({ voucher: 'V-1' });
    const [customer] = await gateway.sql('customer').where({ brand_id: mine.brand.id });
    expect(customer).to.include({ created_by: 'public page', opt_in: 'Y', lastname: '' });
  });

  it('takes a query and JSON too, and sends on where it says', async () => {
    const mine = await paged(gateway, OPEN);
    const url = mine.urls['in'] ?? '';
    const got = await visit(`${url}?order=1&order=2&other=3`);
    expect([got.status, got.headers.get('location')]).to.deep.equal([303, 'https://shop.example/?a=1']);
    expect((await postJson(`${url}?order=q`, '{"order":12345678901234567890,"x":[1]}')).status).to.equal(400);
    expect((await postJson(`${url}?order=q`, '{"order":12345678901234567890}')).status).to.equal(303);
    expect((await visit(url, { method: 'HEAD' })).status).to.equal(200);
    expect(await flowsOf(gateway, mine)).to.deep.equal([{ order: '1' }, { order: '12345678901234567890' }]);
  });

  it('tells nobody who is there, and leaves those as they are unless it may change them', async () => {
    const mine = await paged(gateway, SIGN_UP, FIELDS);
    const url = mine.urls['in'] ?? '';
    const first = await post(url, { email: 'a@x.example', name: 'Anna' });
    const second = await post(url, { email: 'A@x.example', name: 'Mallory' });
    const wrong = await Promise.all(['a@x.example', 'b@x.example'].map((email) => post(url, { email, born: 'x' })));
    expect(second.text).to.equal(first.text);
    expect(wrong.map(({ status }) => status)).to.deep.equal([400, 400]);
    expect(wrong[0]?.text).to.equal(wrong[1]?.text).and.to.contain('Field born');
    expect(await customersOf(gateway, mine)).to.deep.equal([{ email_address: 'a@x.example', firstname: 'Anna', options: {} }]);
    expect(await flowsOf(gateway, mine)).to.have.length(2);

    const [start, ...others] = SIGN_UP;
    const open = await paged(gateway, [[start?.[0] ?? '', 'startUrl', { ...start?.[2], changes: true }, start?.[3] ?? {}], ...others], FIELDS);
    await post(open.urls['in'] ?? '', { email: 'a@x.example', name: 'Anna', card: '1' });
    await post(open.urls['in'] ?? '', { email: 'a@x.example', name: 'Anne' });
    expect(await customersOf(gateway, open)).to.deep.equal([{ email_address: 'a@x.example', firstname: 'Anne', options: { Card: '1' } }]);
  });

  it('refuses what cannot be kept, and nothing has happened', async () => {
    const mine = await paged(gateway, SIGN_UP, FIELDS);
    const url = mine.urls['in'] ?? '';
    const bad = [
      await post(url, {}), await post(url, { email: ' ' }), await post(url, { email: 'a@x.example', voucher: 'longer' }),
      await post(url, { email: 'a'.repeat(81) }), await post(url, { email: 'a\0b' }), await visit(`${url}?email=%FF%00`),
      await postJson(url, { email: { $gt: '' } }), await postJson(url, '{"email":'), await postJson(url, '"a@x.example"'),
    ];
    expect(bad.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400, 400, 400, 400, 415]);
    const noAddress = await post(url, { email: 'Anna' });
    expect(noAddress.status).to.equal(400);
    expect(noAddress.text).to.contain('Field email: is no e-mail address');
    const upload = new FormData();
    upload.set('email', 'a@x.example');
    expect((await visit(url, { method: 'POST', body: upload })).status).to.equal(415);
    expect((await visit(url, { method: 'PUT', body: 'x' })).status).to.equal(405);
    expect((await post(url, { email: 'a@x.example', order: 'x'.repeat(7_000_000) })).status).to.equal(413);
    expect(await customersOf(gateway, mine)).to.deep.equal([]);
    expect(await flowsOf(gateway, mine)).to.deep.equal([]);
  });

  it('works only while the campaign runs, and is the same in each version', async () => {
    const mine = await paged(gateway, OPEN);
    const url = mine.urls['in'] ?? '';
    for (const wrong of [`${url}0`, url.slice(0, -1), url.toUpperCase(), `${gateway.url}/e/${'0'.repeat(32)}`, `${gateway.url}/e/%00`]) {
      const answer = await visit(wrong);
      expect([answer.status, answer.headers.get('content-type')], wrong).to.deep.equal([404, 'text/html; charset=utf-8']);
    }
    await mine.ask('PUT', '/campaigns/test', { ...drawing(OPEN), entry: 'once' });
    expect((await visit(url)).status).to.equal(303);
    await mine.ask('POST', '/campaigns/test/stop');
    expect((await visit(url)).status).to.equal(404);
    await until(async () => (await mine.ask('POST', '/campaigns/test/start')).status === 200);
    expect((await visit(url)).status).to.equal(303);
    await mine.ask('DELETE', '/campaigns/test');
    expect((await visit(url)).status).to.equal(404);
  });

  it('gets another one when it has leaked', async () => {
    const mine = await paged(gateway, [...OPEN, ['next', 'startEvent', {}, {}]]);
    const url = mine.urls['in'] ?? '';
    const renewed = await mine.ask('POST', '/campaigns/test/urls/in');
    const { url: other } = renewed.body as { url: string };
    const statuses = [renewed.status, (await visit(url)).status, (await visit(other)).status];
    expect(statuses).to.deep.equal([200, 404, 303]);
    expect((await mine.ask('GET', '/campaigns/test/urls')).body).to.deep.equal([renewed.body]);
    for (const object of ['next', 'gone', 'x'.repeat(3000)]) {
      expect(refusal(await mine.ask('POST', `/campaigns/test/urls/${object}`))).to.equal('404 CAMPAIGN_OBJECT_NOT_FOUND');
    }
    expect(refusal(await mine.ask('POST', '/campaigns/gone/urls/in'))).to.equal('404 CAMPAIGN_NOT_FOUND');
  });

  it('is refused when saved with a form that cannot work', async () => {
    const mine = await paged(gateway, OPEN);
    for (const settings of [
      { takes: TAKES }, { finds: 'emailAddress' }, { takes: [TAKES[0], TAKES[0]], finds: 'emailAddress' },
      { takes: [{ name: 'p', field: 'password' }] }, { answer: { redirect: 'javascript:alert(1)' } },
      { takes: [{ name: 'v', campaignField: 'gone' }, TAKES[0]], finds: 'emailAddress' },
    ]) {
      const answer = await mine.ask('POST', '/campaigns', { ...drawing([['in', 'startUrl', settings]]), name: 'bad' });
      expect(refusal(answer), JSON.stringify(settings)).to.equal('400 CAMPAIGN_FORM');
    }
  });

  it('lets a caller, and all callers of an address, call so many times', async () => {
    const shy = await startGateway({ env: { PAGE_CALLS: '2', PAGE_CALLS_EACH: '3' } });
    try {
      const mine = await paged(shy, OPEN);
      const url = mine.urls['in'] ?? '';
      const answers = [await visit(url), await visit(url), await visit(url), await visit(`${shy.url}/e/other`)];
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 429, 429]);
      expect(Number(answers[2]?.headers.get('retry-after'))).to.be.within(1, 60);
      expect(await flowsOf(shy, mine)).to.have.length(2);
    } finally {
      await shy.stop();
    }
  });

  it('is the same at every instance; of two calls at once for one customer one makes it', async () => {
    const second = await startGateway({ databaseUrl: gateway.databaseUrl });
    try {
      const mine = await paged(gateway, SIGN_UP, FIELDS);
      const path = new URL(mine.urls['in'] ?? '').pathname;
      const calls = await Promise.all([gateway, second, gateway, second].map(({ url }) => post(url + path, { email: 'a@x.example' })));
      expect(calls.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
      expect(await customersOf(gateway, mine)).to.have.length(1);
      expect(await gateway.sql('campaign_place').where({ brand_id: mine.brand.id })).to.have.length(1);
    } finally {
      await second.stop();
    }
  });
});
