import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import { manager, refusal } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { customersOf, flowsOf, paged, post, postJson, visit, type Paged } from './page-support.ts';
import { drawing, type Drawn } from './support.ts';

const FIELDS = [
  { field: 'emailAddress', label: 'E-mail <i>' }, { field: 'firstname', label: 'First name' }, { option: 'Card', label: 'Card' },
  { campaignField: 'voucher', label: 'Voucher' }, { variable: 'source', label: 'How did you hear of us?', type: 'choice', choices: ['a', 'b'] },
  { field: 'smsOptIn', label: 'Text me', type: 'checkbox' }, { field: 'birthday', label: 'Born', type: 'date' },
];
const REST = { day: { for: { days: 1 } } };
const graph = (form: object = {}): Drawn[] => [
  ['in', 'form', { title: 'News <b>', text: 'One\n\nTwo', fields: FIELDS, ...form }, { submit: 'sent', view: 'seen', newCustomer: 'new', existingCustomer: 'old' }],
  ['sent', 'wait', REST.day], ['seen', 'wait', REST.day], ['new', 'wait', REST.day], ['old', 'wait', REST.day],
];
const VOUCHER = { fields: [{ name: 'voucher', length: 5 }] };
const GOOD = { f0: 'a@x.example', f1: 'Anna', f2: '7', f3: 'V-1', f4: 'b', f5: 'Y', f6: '1990-02-01' };
const BODY = 2000;

describe('a form of a campaign', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ env: { PAGE_CALLS_EACH: '100000', PAGE_BODY: String(BODY) } });
  });
  after(() => gateway.stop());

  /** Exits by which anybody has left the form: how often. */
  async function exits(mine: Paged): Promise<Record<string, number>> {
    const objects = (await mine.ask('GET', '/campaigns/test/statistics')).body as { objects: { key: string; counters: Record<string, number> }[] };
    return objects.objects.find(({ key }) => key === 'in')?.counters ?? {};
  }
  const until4 = (mine: Paged, counters: Record<string, number>) => until(async () => {
    const now = await exits(mine);
    return Object.entries(counters).every(([name, count]) => now[name] === count);
  });

  it('is a page without scripts that whoever sees it can fill in; nobody leaves by view', async () => {
    const mine = await paged(gateway, graph(), VOUCHER);
    const url = mine.urls['in'] ?? '';
    expect(url).to.match(/\/f\/[\da-f]{32}$/);
    const { status, text, headers } = await visit(url);
    expect([status, headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
    expect(text).to.contain('<h1>News &lt;b&gt;</h1>').and.contain('<p>Two</p>').and.not.contain('<script');
    expect(text).to.contain('<label for="f0">E-mail &lt;i&gt; *</label> <input type="email" id="f0" name="f0" value="" required autocomplete="email">');
    expect(text).to.contain('<option value="b">b</option>').and.contain('<button>Subscribe</button>');
    expect((await visit(url, { method: 'HEAD' })).status).to.equal(200);
    await until4(mine, { in: 1, view: 1, present: 0 });
    expect(await customersOf(gateway, mine)).to.deep.equal([]);
    const bare = await paged(gateway, [['in', 'form', { title: 'x', fields: FIELDS.slice(0, 1) }]]);
    await visit(bare.urls['in'] ?? '');
    expect(await exits(bare)).to.include({ in: 1, present: 0, view: 1, submit: 0 });
    expect(await flowsOf(gateway, bare)).to.deep.equal([]);
  });

  it('makes customers or finds them, lets them begin by exits of their own, and answers all the same', async () => {
    const mine = await paged(gateway, graph({ answer: { title: 'Thanks', text: 'Look at your mail' } }), VOUCHER);
    const url = mine.urls['in'] ?? '';
    await insertCustomer(scopeOf(gateway.sql, mine.brand), { emailAddress: 'B@x.example', firstname: 'Bert', smsOptIn: 'N' });
    const [made, known] = [await post(url, { ...GOOD, lastname: 'No' }), await post(url, { ...GOOD, f0: 'b@x.example', f1: 'Mallory' })];
    expect([made.status, made.text.includes('<h1>Thanks</h1>')]).to.deep.equal([200, true]);
    expect(known.text).to.equal(made.text);
    await until4(mine, { submit: 2, newCustomer: 1, existingCustomer: 1, view: 0 });
    const [bert, anna] = await gateway.sql('customer').where({ brand_id: mine.brand.id }).orderBy('id') as Record<string, unknown>[];
    expect(anna).to.include({ email_address: 'a@x.example', firstname: 'Anna', opt_in: 'Y', sms_opt_in: 'Y', birthday: '1990-02-01', lastname: '', created_by: 'public page' });
    expect(bert).to.include({ firstname: 'Bert', sms_opt_in: 'N' });
    expect(await flowsOf(gateway, mine)).to.deep.equal([{ source: 'b' }, { source: 'b' }]);
    const fields = await gateway.sql('campaign_member').where({ brand_id: mine.brand.id }).pluck('fields');
    expect(fields).to.deep.equal([{ voucher: 'V-1' }, { voucher: 'V-1' }]);
  });

  it('changes who was there when it may: what was left empty stays', async () => {
    const mine = await paged(gateway, graph({ changes: true, finds: 'emailAddress' }), VOUCHER);
    await insertCustomer(scopeOf(gateway.sql, mine.brand), { emailAddress: 'a@x.example', firstname: 'Bert', birthday: '1980-01-01' });
    expect((await post(mine.urls['in'] ?? '', { f0: 'A@x.example', f1: 'Anna' })).status).to.equal(200);
    const [customer] = await gateway.sql('customer').where({ brand_id: mine.brand.id }) as Record<string, unknown>[];
    expect(customer).to.include({ firstname: 'Anna', birthday: '1980-01-01', sms_opt_in: 'N' });
    await until4(mine, { submit: 1, newCustomer: 0, existingCustomer: 1 });
  });

  it('shows again what cannot be taken, with the reason beside it, and nothing has happened', async () => {
    const mine = await paged(gateway, graph(), VOUCHER);
    const url = mine.urls['in'] ?? '';
    await insertCustomer(scopeOf(gateway.sql, mine.brand), { emailAddress: 'b@x.example' });
    for (const [field, value, told] of [
      ['f0', ' ', 'is needed'], ['f0', 'x', 'is no e-mail address'], ['f4', 'c', 'is none of the choices'],
      ['f6', '1990-02-31', 'is no date'], ['f1', 'a\0', 'cannot be kept'], ['f3', 'longer', 'more than 5 characters'],
      ['f1', 'x'.repeat(200), 'has more than'],
    ] as const) {
      const answer = await post(url, { ...GOOD, [field]: value });
      expect(answer.status, told).to.equal(400);
      expect(answer.text).to.match(new RegExp(`id="${field}"[^>]* aria-invalid="true" aria-describedby="${field}-error" autofocus>[^]*? <span class="error" id="${field}-error">[^<]*${told}`));
      expect(answer.text.match(/class="error"/g), told).to.have.length(1);
      expect(answer.text).to.contain(field === 'f6' ? 'value="a@x.example"' : 'value="1990-02-01"');
    }
    const wrong = await Promise.all(['a@x.example', 'b@x.example'].map((f0) => post(url, { ...GOOD, f0, f3: 'longer' })));
    expect(wrong[0]?.text.replace('a@x', 'b@x')).to.equal(wrong[1]?.text);
    expect(await customersOf(gateway, mine)).to.have.length(1);
    expect(await flowsOf(gateway, mine)).to.deep.equal([]);
  });

  it('takes no other bodies, methods or fields, and no programs', async () => {
    const mine = await paged(gateway, graph(), VOUCHER);
    const url = mine.urls['in'] ?? '';
    const fill = 'x'.repeat(BODY - new URLSearchParams({ ...GOOD, more: '' }).toString().length);
    const upload = new FormData();
    upload.set('f0', 'a@x.example');
    const answers = [
      await post(url, { ...GOOD, more: `${fill}x` }), await visit(url, { method: 'POST', body: upload }), await postJson(url, '["a"]'),
      await postJson(url, { f0: ['a@x.example'] }), await postJson(url, '{"f0":'), await visit(url, { method: 'PUT', body: 'x' }),
      await visit(url, { method: 'POST' }), await visit(url.replace('/f/', '/e/')), await visit(url.replace('/f/', '/l/')),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([413, 415, 415, 400, 400, 405, 400, 404, 404]);
    const caught = await post(url, { ...GOOD, website: 'https://spam.example/' });
    expect(await customersOf(gateway, mine)).to.deep.equal([]);
    const answer = await visit(url, { method: 'POST', body: new URLSearchParams(`f0=a%40x.example&f0=b%40x.example&f9=x&more=`) });
    expect([answer.status, answer.text]).to.deep.equal([200, caught.text]);
    expect((await post(url, { ...GOOD, f0: 'c@x.example', more: fill })).status).to.equal(200);
    expect(await customersOf(gateway, mine)).to.deep.equal([
      { email_address: 'a@x.example', firstname: '', options: {} }, { email_address: 'c@x.example', firstname: 'Anna', options: { Card: '7' } },
    ]);
  });

  it('is sent twice without harm, at two instances at once, and says when it is closed', async () => {
    const second = await startGateway({ databaseUrl: gateway.databaseUrl });
    try {
      const mine = await paged(gateway, graph({ answer: { redirect: 'https://shop.example/' } }), { ...VOUCHER, entry: 'once' });
      const path = new URL(mine.urls['in'] ?? '').pathname;
      const answers = await Promise.all([gateway, second, gateway, second].map(({ url }) => post(url + path, GOOD)));
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303, 303]);
      await until4(mine, { submit: 1 });
      const { newCustomer = 0, existingCustomer = 0 } = await exits(mine);
      expect(newCustomer + existingCustomer).to.equal(1);
      expect(await customersOf(gateway, mine)).to.have.length(1);
      await mine.ask('POST', '/campaigns/test/stop');
      for (const closed of [await visit(second.url + path), await post(gateway.url + path, GOOD)]) {
        expect([closed.status, closed.text.includes('This page is closed at the moment')]).to.deep.equal([404, true]);
      }
      await mine.ask('DELETE', '/campaigns/test');
      expect((await visit(gateway.url + path)).text).to.contain('Page not found');
    } finally {
      await second.stop();
    }
  });

  it('stands in frames of the sites that it names, and of no others', async () => {
    const frames = ['https://shop.example', 'http://localhost:8080'];
    const mine = await paged(gateway, [...graph({ frames }), ['url', 'startUrl', { frames: ['https://a.example'] }], ['bare', 'startUrl', {}]], VOUCHER);
    const headers = async (name: string, wish?: RequestInit) => {
      const answer = await visit(mine.urls[name] ?? '', wish);
      return [/frame-ancestors [^;]+/.exec(answer.headers.get('content-security-policy') ?? '')?.[0], answer.headers.get('x-frame-options')];
    };
    const named = [`frame-ancestors ${frames.join(' ')}`, null];
    expect(await headers('in')).to.deep.equal(named);
    expect(await headers('in', { method: 'POST', body: 'x'.repeat(BODY + 1) })).to.deep.equal(named);
    expect(await headers('url')).to.deep.equal(['frame-ancestors https://a.example', null]);
    expect(await headers('bare')).to.deep.equal(["frame-ancestors 'none'", 'SAMEORIGIN']);
    await mine.ask('POST', '/campaigns/test/stop');
    expect(await headers('in')).to.deep.equal(named);
  });

  it('is refused when saved with what cannot work', async () => {
    const mine = await manager(gateway);
    const key = FIELDS[0];
    for (const form of [
      { fields: FIELDS.slice(1) }, { fields: [key, key] }, { finds: 'externalId' }, { finds: 'mobilePhone' }, { fields: [] },
      { fields: [key, { field: 'password', label: 'x' }] }, { fields: [key, { field: 'city', label: 'x', type: 'choice' }] },
      { answer: { redirect: 'javascript:alert(1)' } }, { title: '' }, { other: 1 },
      ...['*', 'https://*.example', 'https://shop.example/', 'https://Shop.example', 'https://shop.example:443', 'https://a.example; x', "'self'", 'data:', '//a.example']
        .map((frame) => ({ frames: [frame] })),
    ]) {
      const answer = await mine.ask('POST', '/campaigns', drawing(graph(form), VOUCHER));
      expect(refusal(answer), JSON.stringify(form)).to.equal('400 CAMPAIGN_FORM');
    }
  });
});
