import { expect } from 'chai';
import { applyCampaign, execute, startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { drawing } from '../campaign/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { soapCall, soapEnvelope } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { soapClient, type SoapClient } from './client.ts';

const GRAPH = drawing([
  ['api', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'other', noMatch: null }],
  ['other', 'condition', { condition: { field: 'lastname', is: 'Vos' } }],
], { name: 'welcome', fields: [{ name: 'voucher' }] });

describe('SOAP campaign operations', () => {
  let gateway: TestGateway;
  let soap: SoapClient;
  let scope: Scope;
  let campaignId: string;

  before(async () => {
    gateway = await startGateway();
    soap = await soapClient(gateway);
    scope = scopeOf(gateway.sql, gateway.brand);
    campaignId = (await applyCampaign(scope, GRAPH)).id;
    await startCampaign(scope, campaignId);
  });
  after(() => gateway.stop());

  const made = async (city: string) => (await insertCustomer(scope, { city, lastname: 'Vos' })).id;

  /** By hand: node-soap takes campaign_executeAsync for the promise of campaign_execute. */
  const asked = async (operation: string, campaign: string, options: Readonly<Record<string, string>> = {}) => {
    const list = Object.entries(options).map(([name, value]) => `<Option><name>${name}</name><value>${value}</value></Option>`);
    const parameters = `<campaignId>${campaign}</campaignId><options>${list.join('')}</options>`;
    return (await soapCall(gateway, operation, parameters)).text;
  };
  const faultOf = (answer: string) =>
    `${/<faultcode>([^<]*)/.exec(answer)?.[1]} ${/<faultstring>([^<]*)/.exec(answer)?.[1]}`;
  const pairsOf = (answer: string) =>
    [...answer.matchAll(/<(?:\w+:)?name>([^<]*)<.*?<(?:\w+:)?value>([^<]*)</g)].map(([, name, value]) => `${name}=${value}`);

  const wayOf = async (customerId: string) => gateway.sql('campaign_way as w')
    .join('campaign_object as o', 'o.id', 'w.object_id').where({ customer_id: customerId })
    .orderBy(['w.left_at', 'o.id']).select<{ key: string; exit: string }[]>('o.key', 'w.exit');

  it('executes a campaign for a customer and answers with the variables when it has gone through', async () => {
    const customerId = await made('Delft');
    const answer = await asked('campaign_execute', campaignId, { ID: customerId, voucher: 'A-1' });
    expect(pairsOf(answer)).to.deep.equal([`ID=${customerId}`, 'voucher=A-1']);
    expect(await wayOf(customerId)).to.deep.equal([
      { key: 'api', exit: 'continue' }, { key: 'delft', exit: 'match' }, { key: 'other', exit: 'match' },
    ]);
    expect(await gateway.sql('campaign_member').where({ customer_id: customerId }).pluck('fields'))
      .to.deep.equal([{ voucher: 'A-1' }]);
    expect(await gateway.sql('campaign_place').where({ customer_id: customerId })).to.deep.equal([]);
  });

  it('answers callers of 1.20 and older with a boolean', async () => {
    const body = soapEnvelope(gateway.token, 'campaign_execute', `<campaignId>${campaignId}</campaignId>`);
    const answer = async (version: string) =>
      (await fetch(`${gateway.url}${SOAP_PATH}?version=${version}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })).text();
    expect(await answer('1.20')).to.contain('<ns1:msg>true</ns1:msg>');
    expect(await answer('1.22')).to.contain('<ns1:msg/>');
  });

  it('waits no longer than it may', async () => {
    const slow = await applyCampaign(scope, drawing([
      ['in', 'startEvent', {}, { continue: 'pot' }], ['pot', 'bucket', { customers: 2 }, { thresholdReached: null }],
    ], { name: 'gathers' }));
    await startCampaign(scope, slow.id);
    const customerId = await made('Delft');
    expect(pairsOf(await asked('campaign_execute', slow.id, { ID: customerId }))).to.deep.equal([`ID=${customerId}`]);
    const limited = scopeOf(gateway.sql, gateway.brand, { settings: { CAMPAIGN_EXECUTE_TIME: '0' } });
    expect(await execute(limited, slow.id, [{ name: 'order', value: '7' }])).to.deep.equal({ order: '7' });
  });

  it('queues a run', async () => {
    const customerId = await made('Gouda');
    expect(await asked('campaign_executeAsync', campaignId, { ID: customerId })).to.contain('msg>true<');
    await until(async () => (await wayOf(customerId)).length === 2);
    expect((await wayOf(customerId))[1]).to.deep.equal({ key: 'delft', exit: 'noMatch' });
  });

  it('adds, asks for, lists and removes members', async () => {
    const customerId = await made('Delft');
    expect(await soap.call('campaign_hasMember', { campaignId, customerId })).to.equal(false);
    expect(await soap.call('campaign_addMember', { campaignId, customerId })).to.equal(true);
    expect(await soap.fault('campaign_addMember', { campaignId, customerId }))
      .to.equal(`107 customer already member of campaign ${campaignId}`);
    expect(await soap.call('campaign_hasMember', { campaignId, customerId })).to.equal(true);
    const resourceId = await soap.call('campaign_getMembers', { campaignId });
    const { integer } = await soap.call('customerSet_getCustomerIds', { resourceId, offset: 0, size: 50 }) as
      { integer: (string | number)[] };
    expect(integer.map(String)).to.include(customerId);
    expect(await soap.call('campaign_removeMember', { campaignId, customerId })).to.equal(true);
    expect(await soap.call('campaign_removeMember', { campaignId, customerId })).to.equal(false);
    expect(await soap.call('campaign_hasMember', { campaignId, customerId })).to.equal(false);
  });

  it('lists what can be executed', async () => {
    const silent = await applyCampaign(scope, drawing([['in', 'startEvent', { calls: false }]], { name: 'silent' }));
    await startCampaign(scope, silent.id);
    await applyCampaign(scope, drawing([['in', 'startEvent', {}]], { name: 'not started' }));
    const { Option } = await soap.call('campaign_getAllExecutable') as { Option: object[] };
    expect(Option).to.deep.include({ type: '', name: 'welcome', value: campaignId });
    expect(JSON.stringify(Option)).to.not.contain('silent').and.not.contain('not started');
    expect(faultOf(await asked('campaign_execute', silent.id)))
      .to.equal('105 Campaign silent has no start that calls can set off (startEvent)');
  });

  it('says what is wrong', async () => {
    const customerId = await made('Delft');
    expect(await soap.fault('campaign_addMember', { campaignId: '999999', customerId })).to.equal('213 Campaign 999999 not found');
    expect(await soap.fault('campaign_addMember', { campaignId, customerId: '999999' })).to.equal('213 Customer 999999 not found');
    expect(faultOf(await asked('campaign_execute', campaignId, { ID: '999999' })))
      .to.equal('213 Customer 999999 not found');
    expect(faultOf(await asked('campaign_execute', ''))).to.equal('105 Parameter campaignId is missing');
    const { id } = await applyCampaign(scope, drawing([['in', 'startEvent', {}]], { name: 'for a moment' }));
    await startCampaign(scope, id);
    await stopCampaign(scope, id);
    expect(faultOf(await asked('campaign_execute', id))).to.match(/^105 Campaign for a moment is stopp/);
  });
});
