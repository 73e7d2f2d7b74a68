import { expect } from 'chai';
import { createWebhook, maintainWebhooks, removeWebhook } from '../../src/webhook/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { makeBrand } from '../support/access.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
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

  it('hold for how many a brand has', async () => {
    const [mine, other] = [await makeBrand(gateway.sql), await makeBrand(gateway.sql)]
      .map((brand) => scopeOf(gateway.sql, brand, { settings: { WEBHOOKS_MAX: '2' } }));
    const add = (name: string, scope = mine!) => createWebhook(scope, { name });
    const { webhook: { id } } = await add('a');
    await add('b');
    expect(await faultOf(add('c'))).contain('2');
    await add('c', other);
    await removeWebhook(mine!, id);
    await add('c');
    expect(await gateway.sql('webhook').where({ brand_id: mine!.brand.id, name: 'c' })).length(1);
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
