import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { call, callerOf, refusalOf, type Answer, type Caller } from './model-calls.ts';

const TABLE = { name: 'season', columns: [{ name: 'name', type: 'string' }] };

describe('changes of the data model by two at once', () => {
  let gateway: TestGateway;
  let caller: Caller;
  before(async () => { gateway = await startGateway(); });
  beforeEach(async () => { caller = await callerOf(gateway); });
  after(() => gateway.stop());

  const change = (method: string, path: string, ifMatch: string, body?: unknown): Promise<Answer> =>
    call(`${gateway.url}/dataextension/_model${path}`, caller.token, method, body, { 'If-Match': ifMatch });
  const read = () => caller.call('GET', '/_model');
  const tag = async () => (await read()).headers.get('etag') ?? '';

  it('are told apart by a strong tag, from the first definition on', async () => {
    const none = await tag();
    expect((await change('POST', '/tables', none, TABLE)).status).to.equal(201);
    const one = await tag();
    expect([none, one].join(' ')).to.match(/^"[\w-]+" "[\w-]+"$/);
    expect(one).to.not.equal(none);
    await caller.call('PUT', '/_model', { tables: [TABLE] });
    expect(await tag()).to.equal(one);
  });

  it('do not undo each other: who has read an older definition is refused, and nothing has changed', async () => {
    const old = await tag();
    await caller.call('POST', '/_model/tables', TABLE);
    const before = (await read()).text;
    const late = [
      await change('PUT', '', old, { tables: [] }), await change('PUT', '?force=true', old, { tables: [] }),
      await change('PUT', '?dryRun=true', old, { tables: [] }), await change('DELETE', '/tables/season', old),
      await change('PATCH', '/tables/season', old, { description: 'x' }), await change('PUT', '', `W/${await tag()}`, { tables: [] }),
    ];
    expect(late.map(({ status }) => status)).to.deep.equal([412, 412, 412, 412, 412, 412]);
    expect(refusalOf(late[0] as Answer)).to.equal('MODEL_CHANGED');
    expect((await read()).text).to.equal(before);
    expect((await change('PATCH', '/tables/season', `${old}, ${await tag()}`, { description: 'x' })).status).to.equal(200);
    expect((await change('DELETE', '/tables/season', '*')).status).to.equal(200);
    expect((await change('DELETE', '/tables/season', 'x')).status).to.equal(400);
  });
});
