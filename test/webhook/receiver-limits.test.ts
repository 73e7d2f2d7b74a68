import { expect } from 'chai';
import { maintainWebhooks } from '../../src/webhook/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { bearer, makeWebhook, openDesk, send, type Desk } from './receiver-support.ts';

const LIMITS = { WEBHOOK_NAME_LENGTH: '20', WEBHOOK_ENTRIES: '3', WEBHOOK_PATHS: '4', WEBHOOK_LOG_BODY: '50' };

describe('the limits of webhooks', () => {
  let gateway: TestGateway;
  let desk: Desk;
  before(async () => {
    gateway = await startGateway({ env: LIMITS });
    desk = await openDesk(gateway);
  });
  after(() => gateway.stop());

  const calls = () => gateway.sql('webhook_call').where({ brand_id: desk.brand.id }).orderBy('id');

  it('hold for the name and the entries of the mapping', async () => {
    const fields = ['city', 'state', 'country', 'website'].map((field) => ({ path: field, to: { field } }));
    const ask = async (body: object) => (await desk.ask('POST', '/webhooks', body)).status;
    expect(await ask({ name: 'a'.repeat(21) })).equal(400);
    expect(await ask({ name: 'a'.repeat(20) })).equal(201);
    expect(await ask({ name: 'four', mapping: fields })).equal(400);
    expect(await ask({ name: 'three', mapping: fields.slice(0, 3) })).equal(201);
  });

  it('hold for what the first call teaches, and for the bodies and the time that calls are kept', async () => {
    const { id, url, tokenText } = await makeWebhook(desk, {});
    const small = { a: 1, b: [{ c: 2, d: 3, e: 4 }], f: 5 };
    expect((await send(url, small, bearer(tokenText))).status).equal(200);
    const { structure } = (await desk.ask('GET', `/webhooks/${id}`)).body as { structure: { path: string }[] };
    expect(structure.map(({ path }) => path)).eql(['a', 'b', 'b[]', 'b[].c']);
    expect((await send(url, { text: 'x'.repeat(50) }, bearer(tokenText))).status).equal(200);
    expect((await calls().pluck<(string | null)[]>('body')).map((body) => body === null)).eql([false, true]);
    await calls().first().clearOrder().where({ bytes: JSON.stringify(small).length })
      .update({ called_at: gateway.sql.raw(`now() - interval '31 days'`) });
    await maintainWebhooks(scopeOf(gateway.sql, desk.brand));
    expect(await calls()).length(1);
    await maintainWebhooks(scopeOf(gateway.sql, desk.brand, { settings: { WEBHOOK_LOG_KEPT: '0' } }));
    expect(await calls()).length(0);
  });
});
