import { createDecipheriv, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { forgetCampaignMembers, type MemberStory } from '../../src/campaign/index.ts';
import { deleteCustomer, insertCustomer } from '../../src/customer/index.ts';
import { Events } from '../../src/events/index.ts';
import { manager, refusal } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { paged, post, visit, type Paged } from './page-support.ts';
import { drawing, type Drawn } from './support.ts';

const VARIABLES = [{ name: 'town', value: '{{field.city}}' }, { name: 'q', value: '{{variable.order}}&x' }];
const graph = (landing: object): Drawn[] => [
  ['in', 'startEvent', {}, { continue: 'tell' }],
  ['tell', 'updateCustomer', { set: [{ campaignField: 'link', value: '{{link.offer}}' }] }, { continue: 'offer' }],
  ['offer', 'landingPage', { url: 'https://shop.example/in?a=1', variables: VARIABLES, ...landing }, { continue: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }],
];
const FIELDS = { fields: [{ name: 'link' }] };

/** As the site does it that gets the data: docs/campaigns.md. */
function decrypted(value: string, key: string): unknown {
  const bytes = Buffer.from(value.slice(value.indexOf('.') + 1), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64url'), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString());
}

describe('the landing page of a campaign', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway({ env: { PAGE_CALLS_EACH: '100000', TOLK_KEY: randomBytes(32).toString('hex') } });
  });
  after(() => gateway.stop());

  /** A member that rests at the page, and the path of its link. */
  async function resting(mine: Paged, city: string) {
    const { id } = await insertCustomer(scopeOf(gateway.sql, mine.brand), { city });
    await mine.ask('POST', '/campaigns/test/flows', { customerIds: [id], variables: { order: 'X' } });
    const story = async () => (await mine.ask('GET', `/campaigns/test/members/${id}`)).body as MemberStory;
    await until(async () => (await story()).places[0]?.object === 'offer');
    return { id, story, path: (await story()).fields['link'] ?? '' };
  }

  it('sends the visitor on with data of the customer, whose way goes on, once', async () => {
    const mine = await paged(gateway, graph({}), FIELDS);
    const [delft, gouda] = [await resting(mine, 'Delft "&'), await resting(mine, 'Gouda')];
    expect(delft.path).to.match(/^\/l\/[\da-f]{32}\/[\w-]{40,}$/).and.not.equal(gouda.path);
    expect((await visit(gateway.url + delft.path, { method: 'HEAD' })).status).to.equal(200);
    expect((await delft.story()).places[0]?.dueAt).to.equal(null);
    const answers = [await visit(gateway.url + delft.path), await visit(gateway.url + delft.path)];
    for (const { status, headers } of answers) {
      expect([status, headers.get('location'), headers.get('referrer-policy')])
        .to.deep.equal([303, 'https://shop.example/in?a=1&town=Delft+%22%26&q=X%26x', 'no-referrer']);
    }
    await until(async () => (await delft.story()).places[0]?.object === 'rest');
    expect((await delft.story()).way.map(({ object, exit }) => `${object} ${exit}`))
      .to.deep.equal(['in continue', 'tell continue', 'offer continue']);
    expect((await gouda.story()).places[0]?.object).to.equal('offer');
  });

  it('hides the data from all who have not the key of the brand', async () => {
    const mine = await paged(gateway, graph({ encryptAs: 'data' }), FIELDS);
    const { path } = await resting(mine, 'Delft');
    const key = (await mine.ask('GET', '/link-key')).body as { id: number; key: string };
    const site = new URL((await visit(gateway.url + path)).headers.get('location') ?? '');
    expect([...site.searchParams.keys()]).to.deep.equal(['a', 'data']);
    const data = site.searchParams.get('data') ?? '';
    expect(data).to.match(new RegExp(`^${key.id}\\.[\\w-]+$`)).and.not.contain('Delft');
    expect(decrypted(data, key.key)).to.include({ town: 'Delft', q: 'X&x' }).and.have.property('time').that.matches(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
    expect((await mine.ask('GET', '/link-key')).body).to.deep.equal(key);
    const other = await manager(gateway);
    expect(((await other.ask('GET', '/link-key')).body as { key: string }).key).to.not.equal(key.key);
    expect(() => decrypted(data, randomBytes(32).toString('base64url'))).to.throw();
  });

  it('is encrypted with a new key when the brand wants one; sites read older links with the older one', async () => {
    interface LinkKey { readonly id: number; readonly key: string; readonly older: readonly Omit<LinkKey, 'older'>[] }
    const mine = await paged(gateway, graph({ encryptAs: 'data' }), FIELDS);
    const { path } = await resting(mine, 'Delft');
    const dataOf = async () => new URL((await visit(gateway.url + path)).headers.get('location') ?? '').searchParams.get('data') ?? '';
    const before = await dataOf();
    const { id, key } = (await mine.ask('GET', '/link-key')).body as LinkKey;
    const made = (await mine.ask('POST', '/link-key')).body as LinkKey;
    expect(made).to.include({ id: id + 1 }).and.deep.include({ older: [{ id, key }] });
    expect(made.key).to.not.equal(key);
    const after = await dataOf();
    expect([before, after].map((value) => value.split('.')[0])).to.deep.equal([String(id), String(made.id)]);
    expect(decrypted(before, key)).to.include({ town: 'Delft' });
    expect(decrypted(after, made.key)).to.include({ town: 'Delft' });
    const again = await Promise.all([mine.ask('POST', '/link-key'), mine.ask('POST', '/link-key')]);
    expect(again.map(({ body }) => (body as LinkKey).id).sort()).to.deep.equal([id + 2, id + 3]);
    expect(((await mine.ask('GET', '/link-key')).body as LinkKey).older.map((one) => one.id)).to.deep.equal([id + 2, id + 1, id]);
    expect(((await (await manager(gateway)).ask('GET', '/link-key')).body as LinkKey).older).to.deep.equal([]);
  });

  it('is not found by a wrong link, without its customer, and when the campaign has stopped', async () => {
    const mine = await paged(gateway, graph({}), FIELDS);
    const [a, b] = [await resting(mine, 'Delft'), await resting(mine, 'Gouda')];
    const other = await paged(gateway, graph({}), FIELDS);
    const foreign = await resting(other, 'Delft');
    const [, , address = '', token = ''] = a.path.split('/');
    const flipped = `${token.slice(0, -2)}${token.endsWith('A') ? 'BB' : 'AA'}`;
    for (const path of [
      `/l/${address}/${flipped}`, `/l/${address}/`, `/l/${address}/x`, `/l/${foreign.path.split('/')[2]}/${token}`,
      `/l/${'0'.repeat(32)}/${token}`, `/e/${address}`, `/l/${address}/%00`, `/l/${address}/${'A'.repeat(5000)}`,
    ]) expect((await visit(gateway.url + path)).status, path).to.equal(404);
    expect((await visit(gateway.url + a.path, { method: 'PUT', body: 'x' })).status).to.equal(405);
    expect((await post(gateway.url + a.path, {})).status).to.equal(404);
    await deleteCustomer(scopeOf(gateway.sql, mine.brand, { events: new Events().on('customer.deleted', forgetCampaignMembers) }), a.id);
    expect((await visit(gateway.url + a.path)).status).to.equal(404);
    await mine.ask('POST', '/campaigns/test/stop');
    expect((await visit(gateway.url + b.path)).status).to.equal(404);
  });

  it('is the same at every instance; of two openings at once one lets the member go on', async () => {
    const second = await startGateway({ databaseUrl: gateway.databaseUrl });
    try {
      const mine = await paged(gateway, graph({}), FIELDS);
      const { path, story } = await resting(mine, 'Delft');
      const answers = await Promise.all([gateway, second, gateway, second].map(({ url }) => visit(url + path)));
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303, 303]);
      await until(async () => (await story()).places[0]?.object === 'rest');
      expect((await story()).way.filter(({ object }) => object === 'offer')).to.have.length(1);
    } finally {
      await second.stop();
    }
  });

  it('is refused when saved with what cannot work', async () => {
    const mine = await manager(gateway);
    for (const settings of [
      { url: 'javascript:alert(1)' }, { variables: [...VARIABLES, VARIABLES[0]] }, { variables: [{ name: 'a b', value: '' }] },
      { encryptAs: 'data', variables: [{ name: 'time', value: '' }] }, { variables: [{ name: 'p', value: '{{field.password}}' }] },
      { variables: [{ name: 'p', value: '{{link.rest}}' }] },
    ]) {
      const answer = await mine.ask('POST', '/campaigns', drawing(graph(settings), FIELDS));
      expect(refusal(answer), JSON.stringify(settings)).to.equal('400 CAMPAIGN_FORM');
    }
  });
});
