import { expect } from 'chai';
import { applyCampaign, startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { tolk } from '../cli/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { bearer, makeWebhook, openDesk, send, type Desk } from './receiver-support.ts';

const CAMPAIGN = {
  name: 'welcome', entry: 'always', fields: [{ name: 'voucher' }],
  objects: [
    { id: 'in', type: 'startEvent', settings: {}, exits: { continue: 'rest' } },
    { id: 'rest', type: 'wait', settings: { for: { days: 3 } } },
  ],
};
const MAPPING = [
  { path: 'guests[].mail', to: { field: 'emailAddress' }, deduplicate: true },
  { path: 'guests[].voucher', to: { campaignField: 'voucher' } },
  { path: 'source', to: { variable: 'source' } }, { path: 'order', to: { variable: 'order' } },
];

describe('a webhook that sets a campaign off', () => {
  let gateway: TestGateway;
  let desk: Desk;
  before(async () => { gateway = await startGateway(); });
  beforeEach(async () => {
    desk = await openDesk(gateway);
    await applyCampaign(scope(), CAMPAIGN);
    await startCampaign(scope(), 'welcome');
  });
  after(() => gateway.stop());

  const scope = () => scopeOf(gateway.sql, desk.brand);
  const of = (table: string) => gateway.sql(table).where({ brand_id: desk.brand.id });

  it('lets the customers of the call begin, with their campaign fields and the variables of the call', async () => {
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, campaign: 'welcome' });
    const { status, text } = await send(url, {
      guests: [{ mail: 'a@x.example', voucher: 'V1' }, { mail: 'b@x.example', voucher: 'V2' }, { mail: 'c@x.example', voucher: 'V1' }],
      source: 'desk-3', order: { number: 12345678901234567890n.toString(), lines: [1, 2] },
    }, bearer(tokenText));
    expect(status, text).equal(200);
    await until(async () => (await of('campaign_place').where('due_at', '>', gateway.sql.fn.now())).length === 3);
    const members = await of('campaign_member').orderBy('customer_id');
    expect(members.map(({ fields }) => fields as object)).eql([{ voucher: 'V1' }, { voucher: 'V2' }, { voucher: 'V1' }]);
    const flows = await of('campaign_flow');
    expect(flows).length(2);
    expect(flows[0].variables).eql({ source: 'desk-3', order: '{"number":"12345678901234567890","lines":[1,2]}' });
  });

  it('is told which one by command, too', async () => {
    const { id } = await makeWebhook(desk, { mapping: MAPPING.slice(0, 1) });
    const set = async (...args: string[]) => {
      const { out, err } = await tolk(['webhook', 'set', id, '--brand', desk.brand.name, ...args], { DATABASE_URL: gateway.databaseUrl });
      return out + err;
    };
    expect(await set('--campaign', 'welcome', '--certificates')).match(/sets off campaign \d+, and takes tokens and certificates\n$/);
    expect(await set('--no-certificates')).match(/sets off campaign \d+, and takes tokens\n$/);
    expect(await set('--no-campaign')).match(/sets off no campaign, and takes tokens\n$/);
    expect(await set('--campaign', 'gone')).equal('tolk: Campaign gone not found\n');
    const env = { DATABASE_URL: gateway.databaseUrl, PUBLIC_URL: 'https://tolk.example/' };
    const { out, err } = await tolk(['webhook', 'add', 'printed', '--brand', desk.brand.name], env);
    const [made] = await gateway.sql('webhook').where({ name: 'printed' });
    expect(out + err).equal(
      `webhook ${made.id}, https://tolk.example/app/api/rest/public/v2/project/datahook/data-receiver/${made.endpoint}\n`);
  });

  it('goes by itself when the call has no customer', async () => {
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, campaign: 'welcome' });
    expect((await send(url, { source: 'desk-3' }, bearer(tokenText))).status).equal(200);
    await until(async () => (await of('campaign_flow')).length === 1);
    expect(await of('campaign_member')).length(0);
  });

  it('stores the call and notes why, while the campaign does not run', async () => {
    const { id, url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, campaign: 'welcome' });
    await stopCampaign(scope(), 'welcome');
    expect((await send(url, { guests: [{ mail: 'a@x.example' }] }, bearer(tokenText))).status).equal(200);
    expect(await of('customer')).length(1);
    expect(await of('campaign_flow')).length(0);
    const [call] = (await desk.ask('GET', `/webhooks/${id}/calls`)).body as { status: number; error: string }[];
    expect(call?.status).equal(200);
    expect(call?.error).include('welcome');
  });

  it('can be changed otherwise when its campaign has gone, and still stores its calls', async () => {
    const { id, url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, campaign: 'welcome' });
    await of('campaign').update({ deleted_at: gateway.sql.fn.now() });
    expect((await send(url, { guests: [{ mail: 'a@x.example' }] }, bearer(tokenText))).status).equal(200);
    expect((await desk.ask('PATCH', `/webhooks/${id}`, { name: 'renamed' })).status).equal(200);
    expect((await desk.ask('PATCH', `/webhooks/${id}`, { campaign: null })).status).equal(400);
    expect((await desk.ask('PATCH', `/webhooks/${id}`, { campaign: null, mapping: MAPPING.slice(0, 1) })).status).equal(200);
  });

  it('stores nothing when a value is too long for its campaign field', async () => {
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING, campaign: 'welcome' });
    const { status } = await send(url, { guests: [{ mail: 'a@x.example', voucher: 'x'.repeat(257) }] }, bearer(tokenText));
    expect(status).equal(400);
    expect(await of('customer')).length(0);
  });

  it('is refused when its values go to a campaign or field that is not there', async () => {
    const wishes = [
      { mapping: MAPPING }, { mapping: MAPPING, campaign: 'nowhere' },
      { mapping: [...MAPPING, { path: 'guests[].x', to: { campaignField: 'x' } }], campaign: 'welcome' },
      { mapping: [{ path: 'guests[].x', to: { variable: 'x' } }], campaign: 'welcome' },
      { mapping: [{ path: 'x', to: { campaignField: 'voucher' } }], campaign: 'welcome' },
    ];
    const statuses: number[] = [];
    for (const wish of wishes) statuses.push((await desk.ask('POST', '/webhooks', { name: 'wrong', ...wish })).status);
    expect(statuses).eql([400, 404, 400, 400, 400]);
  });
});
