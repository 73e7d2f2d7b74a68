import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { drawing } from '../campaign/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { bearer, CALL, makeWebhook, MAPPING, openDesk, send, type Desk } from './receiver-support.ts';

const MEGABYTE = 1024 * 1024;
const CAMPAIGN_MAPPING = [
  { path: 'mail', to: { field: 'emailAddress' }, deduplicate: true }, { path: 'voucher', to: { campaignField: 'voucher' } },
];
const graph = (fields: readonly string[]) => drawing(
  [['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 3 } }]],
  { name: 'welcome', fields: fields.map((name) => ({ name })) },
);

describe('a webhook, with faults around it', () => {
  let gateway: TestGateway;
  let desk: Desk;
  before(async () => { gateway = await startGateway(); });
  beforeEach(async () => { desk = await openDesk(gateway); });
  after(() => gateway.stop());

  const of = (table: string) => gateway.sql(table).where({ brand_id: desk.brand.id });
  const raw = async (url: string, body: Buffer, token: string, coding: Record<string, string> = {}) => {
    const headers = { 'content-type': 'application/json', ...bearer(token), ...coding };
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
    return { status: response.status, text: await response.text() };
  };

  it('takes nearly 6 MB and refuses 7 MB, also of a few bytes that inflate to so many; nothing of it is stored', async () => {
    const { url, tokenText } = await makeWebhook(desk);
    const bodyOf = (bytes: number) => Buffer.from(JSON.stringify({ ...CALL, more: 'x'.repeat(bytes) }));
    const large = bodyOf(7 * MEGABYTE);
    for (const asked of [raw(url, large, tokenText), raw(url, gzipSync(large), tokenText, { 'content-encoding': 'gzip' })]) {
      const { status, text } = await asked;
      expect([status, (JSON.parse(text) as { error: { code: string } }).error.code]).eql([413, 'BODY_TOO_LARGE']);
    }
    expect(await of('customer')).length(0);
    expect((await raw(url, bodyOf(5.9 * MEGABYTE), tokenText)).status).equal(200);
    expect(await of('customer')).length(1);
  });

  it('takes arrays as deep as a body can hold them for what they are, or refuses them, and goes on', async () => {
    const { url, tokenText } = await makeWebhook(desk);
    const fresh = await makeWebhook(desk, { name: 'learns' });
    for (const depth of [100, 1000, 100_000, 2_900_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth);
      for (const [at, token] of [[url, tokenText], [fresh.url, fresh.tokenText]] as const) {
        for (const body of [deep, `{"stays":${deep}}`, `{"more":${deep}}`]) {
          const { status, text } = await send(at, body, bearer(token));
          expect(status, `${depth} ${body.slice(0, 10)} ${text.slice(0, 200)}`).oneOf([200, 400]);
        }
      }
    }
    expect(await of('dm_row')).length(0);
    expect((await send(url, CALL, bearer(tokenText))).status).equal(200);
  });

  it('refuses a value for a campaign field that a new version of the campaign has not, and says so', async () => {
    await desk.ask('POST', '/campaigns', graph(['voucher']));
    await desk.ask('POST', '/campaigns/welcome/start');
    const { url, tokenText } = await makeWebhook(desk, { mapping: CAMPAIGN_MAPPING, campaign: 'welcome' });
    await desk.ask('PUT', '/campaigns/welcome', graph([]));
    const call = { mail: 'a@x.example', voucher: 'V1' };
    expect((await send(url, call, bearer(tokenText))).status).equal(200); // the version that runs has it still
    await desk.ask('POST', '/campaigns/welcome/restart', { statistics: 'keep' });
    await until(async () => (await of('campaign').pluck('running_version'))[0] === 2);
    const { status, text } = await send(url, { mail: 'b@x.example', voucher: 'V2' }, bearer(tokenText));
    expect([status, text.includes('voucher: is no field of the campaign')]).eql([400, true]);
    expect(await of('customer').pluck('email_address')).eql(['a@x.example']);
  });

  it('stores calls for a campaign that is deleted while members are in it, and says that it set nothing off', async () => {
    await desk.ask('POST', '/campaigns', graph(['voucher']));
    await desk.ask('POST', '/campaigns/welcome/start');
    const { id, url, tokenText } = await makeWebhook(desk, { mapping: CAMPAIGN_MAPPING, campaign: 'welcome' });
    expect((await send(url, { mail: 'a@x.example' }, bearer(tokenText))).status).equal(200);
    await until(async () => (await of('campaign_place')).length === 1);
    expect((await desk.ask('DELETE', '/campaigns/welcome')).status).equal(204);
    expect((await send(url, { mail: 'b@x.example', voucher: 'V2' }, bearer(tokenText))).status).equal(200);
    await until(async () => (await of('campaign')).length === 0);
    expect((await send(url, { mail: 'c@x.example' }, bearer(tokenText))).status).equal(200);
    for (const table of ['campaign_place', 'campaign_member', 'campaign_flow', 'campaign_way']) {
      expect(await of(table), table).length(0);
    }
    expect(await of('customer').orderBy('id').pluck('email_address')).eql(['a@x.example', 'b@x.example', 'c@x.example']);
    const calls = (await desk.ask('GET', `/webhooks/${id}/calls`)).body as { error: string | null }[];
    expect(calls.map(({ error }) => error === null)).eql([false, false, true]);
  });

  it('is closed when the owner of its token is deleted', async () => {
    const { url, tokenText } = await makeWebhook(desk, { mapping: MAPPING });
    expect((await send(url, CALL, bearer(tokenText))).status).equal(200);
    await gateway.sql('app_user').where({ name: desk.managerName }).update({ state: 'deleted' });
    await until(async () => (await send(url, CALL, bearer(tokenText))).status === 401);
    expect((await send(url, CALL, bearer(desk.userToken))).status).equal(200);
  });
});
