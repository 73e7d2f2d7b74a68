import { expect } from 'chai';
import type { Campaign, MemberStory, ObjectFigures } from '../../src/campaign/index.ts';
import { insertCustomer, type CustomerInput } from '../../src/customer/index.ts';
import { allPages, complaint, manager, refusal, type Manager } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { drawing } from './support.ts';

const GRAPH = drawing([
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }],
], { fields: [{ name: 'voucher' }] });

interface Statistics {
  readonly objects: readonly ObjectFigures[];
  readonly reach: object;
  readonly mermaid: string;
}

describe('campaigns by REST', () => {
  let gateway: TestGateway;
  let mine: Manager;

  before(async () => {
    gateway = await startGateway();
  });
  beforeEach(async () => {
    mine = await manager(gateway);
  });
  after(() => gateway.stop());

  const customer = async (input: CustomerInput) => (await insertCustomer(scopeOf(gateway.sql, mine.brand), input)).id;
  const stateOf = async () => ((await mine.ask('GET', '/campaigns/test')).body as Campaign).state;
  const statistics = async () => (await mine.ask('GET', '/campaigns/test/statistics')).body as Statistics;

  it('are made, shown, listed, changed and removed, per brand', async () => {
    const other = await manager(gateway);
    const made = await mine.ask('POST', '/campaigns', GRAPH);
    const { id } = made.body as Campaign;
    expect([made.status, made.headers.get('location')]).to.deep.equal([201, `${gateway.url}/api/v1/campaigns/${id}`]);
    expect(made.body).to.include({ name: 'test', state: 'stopped', version: 1, runningVersion: null, createdBy: mine.user.name });
    expect({ ...(await mine.ask('GET', '/campaigns/test')).body as object, warnings: [] }).to.deep.equal(made.body);
    const changed = await mine.ask('PUT', `/campaigns/${id}`, { ...GRAPH, entry: 'once' });
    expect(changed.body).to.deep.include({ version: 2 });
    expect((changed.body as { definition: object }).definition).to.include({ entry: 'once' });
    const first = await mine.ask('GET', `/campaigns/${id}?version=1`);
    expect({ ...first.body as object, warnings: [] }).to.deep.equal({
      ...changed.body as object, definition: (made.body as { definition: object }).definition,
    });
    expect((await mine.ask('GET', '/campaigns')).body).to.have.length(1);
    expect((await other.ask('GET', '/campaigns')).body).to.deep.equal([]);
    for (const [method, path] of [['GET', ''], ['PUT', ''], ['DELETE', ''], ['POST', '/start'], ['POST', '/stop'], ['GET', '/statistics'], ['GET', '/members']] as const) {
      const answer = await other.ask(method, `/campaigns/${id}${path}`, method === 'PUT' ? GRAPH : undefined);
      expect(refusal(answer), method + path).to.equal('404 CAMPAIGN_NOT_FOUND');
    }
    expect((await mine.ask('DELETE', '/campaigns/test')).status).to.equal(204);
    expect(refusal(await mine.ask('GET', '/campaigns/test'))).to.equal('404 CAMPAIGN_NOT_FOUND');
    await until(async () => (await gateway.sql('campaign').where({ id })).length === 0);
    expect(await gateway.sql('campaign_version').where({ campaign_id: id })).to.deep.equal([]);
  });

  it('run, stop and start again, and tell how they do', async () => {
    const anna = await customer({ city: 'Delft', emailAddress: 'a@x.example' });
    const bert = await customer({ city: 'Gouda' });
    await mine.ask('POST', '/campaigns', GRAPH);
    expect(refusal(await mine.ask('POST', '/campaigns/test/stop'))).to.equal('409 CAMPAIGN_STATE');
    expect((await mine.ask('POST', '/campaigns/test/start')).body).to.include({ state: 'running', runningVersion: 1 });
    expect(complaint(await mine.ask('POST', '/campaigns/test/start'))).to.equal('Campaign test is running, so it cannot be started');
    const begun = await mine.ask('POST', '/campaigns/test/flows', { customerIds: [anna, bert], fields: { voucher: 'A-1' } });
    expect(begun.status).to.equal(202);
    expect(begun.body).to.deep.include({ begun: [anna, bert] });
    await until(async () => (await statistics()).objects[2]?.counters['present'] === 1);
    const { objects, reach, mermaid } = await statistics();
    expect(objects.map(({ key, counters }) => [key, counters])).to.deep.equal([
      ['in', { in: 2, present: 0, continue: 2 }], ['delft', { in: 2, present: 0, match: 1, noMatch: 1 }],
      ['rest', { in: 1, present: 1, continue: 0 }],
    ]);
    expect(reach).to.include({ customers: 2, mailable: 1 });
    expect(mermaid.split('\n')).to.deep.equal([
      'flowchart TD', '  o1["in<br/>startEvent<br/>in 2, here 0"]', '  o2["delft<br/>condition<br/>in 2, here 0"]',
      '  o3["rest<br/>wait<br/>in 1, here 1"]', '  o1 -->|"continue 2"| o2', '  o2 -->|"match 1"| o3',
    ]);
    expect((await mine.ask('POST', '/campaigns/test/restart', { statistics: 'wipe' })).body).to.include({ state: 'stopping' });
    await until(async () => await stateOf() === 'running');
    expect((await statistics()).objects[1]?.counters).to.deep.equal({ in: 0, present: 0, match: 0, noMatch: 0 });
    await mine.ask('POST', '/campaigns/test/stop');
    await until(async () => await stateOf() === 'stopped');
    expect(refusal(await mine.ask('POST', '/campaigns/test/flows', {}))).to.equal('409 CAMPAIGN_STATE');
  });

  it('tell who is in them, and what each has been through', async () => {
    const [anna, bert] = [await customer({ city: 'Delft' }), await customer({})];
    await mine.ask('POST', '/campaigns', GRAPH);
    await mine.ask('POST', '/campaigns/test/start');
    await mine.ask('POST', '/campaigns/test/flows', { customerIds: [anna], fields: { voucher: 'A-1' } });
    expect((await mine.ask('PUT', `/campaigns/test/members/${bert}`)).status).to.equal(204);
    expect(refusal(await mine.ask('PUT', `/campaigns/test/members/${bert}`))).to.equal('409 CAMPAIGN_MEMBER_ALREADY');
    await until(async () => (await statistics()).objects[1]?.counters['noMatch'] === 1);
    const pages = await allPages(mine.ask, '/campaigns/test/members?limit=1');
    expect(pages.flat().map((one) => (one as { customerId: string }).customerId)).to.deep.equal([anna, bert]);
    const { way, places, fields, leftAt } = (await mine.ask('GET', `/campaigns/test/members/${anna}`)).body as MemberStory;
    expect(way.map(({ object, exit }) => `${object} ${exit}`)).to.deep.equal(['in continue', 'delft match']);
    expect(places.map(({ object }) => object)).to.deep.equal(['rest']);
    expect([fields, leftAt]).to.deep.equal([{ voucher: 'A-1' }, null]);
    expect((await mine.ask('DELETE', `/campaigns/test/members/${anna}`)).status).to.equal(204);
    expect(refusal(await mine.ask('DELETE', `/campaigns/test/members/${anna}`))).to.equal('404 CUSTOMER_NOT_FOUND');
    const gone = (await mine.ask('GET', `/campaigns/test/members/${anna}`)).body as MemberStory;
    expect([gone.places, gone.way.length, gone.leftAt === null]).to.deep.equal([[], 2, false]);
  });

  it('refuse what is not sound, and say where', async () => {
    const answer = await mine.ask('POST', '/campaigns', drawing([['in', 'startEvent', {}, { continue: 'gone' }]]));
    expect([answer.status, complaint(answer)])
      .to.deep.equal([400, 'The campaign, object in, exit continue: leads to gone, which is not there']);
    expect(refusal(await mine.ask('POST', '/campaigns', { name: 'x' }))).to.equal('400 FIELD_VALUE');
    expect(refusal(await mine.ask('GET', '/campaigns/%00'))).to.equal('400 FIELD_VALUE');
  });
});
