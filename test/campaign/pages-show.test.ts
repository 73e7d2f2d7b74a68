import { expect } from 'chai';
import type { MemberStory } from '../../src/campaign/index.ts';
import { customerById, insertCustomer, type CustomerInput } from '../../src/customer/index.ts';
import { manager, refusal } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { paged, post, visit, type Paged } from './page-support.ts';
import { drawing, type Drawn } from './support.ts';

const FIELDS = [
  { field: 'city', label: 'Town <i>', required: true }, { field: 'emailAddress', label: 'E-mail', type: 'email' },
  { field: 'birthday', label: 'Born', type: 'date' }, { option: 'Size', label: 'Size', type: 'choice', choices: ['S', 'M"'] },
  { field: 'smsOptIn', label: 'Text me', type: 'checkbox' }, { campaignField: 'note', label: 'Note' }, { variable: 'mood', label: 'Mood' },
];
const graph = (page: object): Drawn[] => [
  ['in', 'startEvent', {}, { continue: 'tell' }],
  ['tell', 'updateCustomer', { set: [{ campaignField: 'link', value: '{{link.page}}' }] }, { continue: 'page' }],
  ['page', 'showPage', { title: 'Hello {{field.firstname}}', text: 'One\n\nTwo {{variable.order}}', fields: FIELDS, ...page }, { submit: 'done', view: 'seen' }],
  ['done', 'wait', { for: { days: 1 } }],
  ['seen', 'wait', { for: { days: 1 } }],
];
const REST = { fields: [{ name: 'link' }, { name: 'note', length: 5 }] };
const GOOD = { f0: 'Gouda', f1: 'b@x.example', f2: '1990-02-01', f3: 'M"', f5: 'abc', f6: 'glad' };

describe('a page of a campaign', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ env: { PAGE_CALLS_EACH: '100000' } });
  });
  after(() => gateway.stop());

  /** A member that rests at the page, and its link. */
  async function resting(mine: Paged, input: CustomerInput) {
    const scope = scopeOf(gateway.sql, mine.brand);
    const { id } = await insertCustomer(scope, input);
    await mine.ask('POST', '/campaigns/test/flows', { customerIds: [id], variables: { order: '<X>' } });
    const story = async () => (await mine.ask('GET', `/campaigns/test/members/${id}`)).body as MemberStory;
    const places = async () => (await story()).places.map(({ object }) => object).sort();
    await until(async () => (await places())[0] === 'page');
    return { id, story, places, customer: () => customerById(scope, id), url: gateway.url + (await story()).fields['link'] };
  }

  it('shows what is known, escaped, and lets a copy leave by view, once', async () => {
    const mine = await paged(gateway, graph({}), REST);
    const anna = await resting(mine, { firstname: 'Anna <b>', city: '"><script>alert(1)</script>', smsOptIn: 'Y' });
    const first = await visit(anna.url);
    expect([first.status, first.headers.get('content-security-policy')?.includes("default-src 'none'")]).to.deep.equal([200, true]);
    expect(first.text).to.contain('<h1>Hello Anna &lt;b&gt;</h1>').and.contain('<p>Two &lt;X&gt;</p>').and.not.contain('<script');
    expect(first.text).to.contain('<label for="f0">Town &lt;i&gt; *</label> <input type="text" id="f0" name="f0" value="&quot;&gt;&lt;script');
    expect(first.text).to.contain('<input type="date" id="f2" name="f2" value="" autocomplete="bday">').and.contain('value="Y" checked');
    await visit(anna.url);
    expect(await anna.places()).to.deep.equal(['page', 'seen']);
    expect((await anna.story()).way.map(({ object, exit }) => `${object} ${exit}`))
      .to.deep.equal(['in continue', 'tell continue', 'page view']);
  });

  it('takes what visitors fill in, once, and lets the member go on', async () => {
    const mine = await paged(gateway, graph({ answer: { title: 'Thanks', text: 'Bye' } }), REST);
    const anna = await resting(mine, { firstname: 'Anna', city: 'Delft', smsOptIn: 'Y' });
    const bert = await resting(mine, { firstname: 'Bert', city: 'Delft' });
    const answer = await post(anna.url, { ...GOOD, lastname: 'No', f9: 'No' });
    expect([answer.status, answer.text.includes('<h1>Thanks</h1>')]).to.deep.equal([200, true]);
    const customer = await anna.customer();
    expect(customer).to.include({ city: 'Gouda', emailAddress: 'b@x.example', birthday: '1990-02-01', smsOptIn: 'N', lastname: '' });
    expect(customer.options?.map(({ name, value }) => [name, value])).to.deep.equal([['Size', 'M"']]);
    expect((await anna.story()).fields['note']).to.equal('abc');
    await until(async () => (await anna.places()).join() === 'done');
    expect([(await post(anna.url, { ...GOOD, f0: 'Again' })).status, (await visit(anna.url)).status]).to.deep.equal([404, 404]);
    expect([(await anna.customer()).city, (await bert.customer()).city]).to.deep.equal(['Gouda', 'Delft']);
    expect(await bert.places()).to.deep.equal(['page']);
  });

  it('shows again what cannot be taken, and nothing has happened', async () => {
    const mine = await paged(gateway, graph({}), REST);
    const { url, customer, places } = await resting(mine, { firstname: 'Anna', city: 'Delft' });
    const was = await customer();
    for (const [wrong, told] of [
      [{ f0: ' ' }, 'is needed'], [{ f1: 'x' }, 'is no e-mail address'], [{ f2: '1990-02-31' }, 'is no date'],
      [{ f3: 'XL' }, 'is none of the choices'], [{ f5: 'longer' }, 'could not be taken'], [{ f0: 'a\0' }, 'cannot be kept'],
      [{ f0: 'x'.repeat(200) }, 'could not be taken'],
    ] as const) {
      const answer = await post(url, { ...GOOD, ...wrong });
      expect([answer.status, answer.text.includes(told), answer.text.includes('aria-invalid="true"')], told).to.deep.equal([400, true, true]);
    }
    expect((await post(url, { ...GOOD, f6: 'x'.repeat(7_000_000) })).status).to.equal(413);
    expect((await post(url.slice(0, -3), GOOD)).status).to.equal(404);
    expect(await customer()).to.deep.equal(was);
    expect(await places()).to.deep.equal(['page']);
    await mine.ask('POST', '/campaigns/test/stop');
    expect((await post(url, GOOD)).status).to.equal(404);
  });

  it('is the same at every instance; of two who send it at once one is taken', async () => {
    const second = await startGateway({ databaseUrl: gateway.databaseUrl });
    try {
      const mine = await paged(gateway, graph({ answer: { redirect: 'https://shop.example/' } }), REST);
      const { url, story } = await resting(mine, { city: 'Delft' });
      const path = url.slice(gateway.url.length);
      const answers = await Promise.all([gateway, second, gateway].map((one) => post(one.url + path, GOOD)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 404, 404]);
      expect((await story()).way.filter(({ exit }) => exit === 'submit')).to.have.length(1);
    } finally {
      await second.stop();
    }
  });

  it('is refused when saved with what cannot work', async () => {
    const mine = await manager(gateway);
    for (const page of [
      { fields: [{ field: 'password', label: 'x' }] }, { fields: [{ field: 'city', label: 'x', type: 'choice' }] },
      { title: '{{field.gone}}' }, { fields: [{ field: 'city' }] }, { answer: { redirect: 'javascript:alert(1)' } },
    ]) {
      const answer = await mine.ask('POST', '/campaigns', drawing(graph(page), REST));
      expect(refusal(answer), JSON.stringify(page)).to.equal('400 CAMPAIGN_FORM');
    }
  });
});
