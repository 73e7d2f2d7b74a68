import { expect } from 'chai';
import { applyCampaign, restartCampaign, setOffCampaign, startCampaign } from '../../src/campaign/index.ts';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { drawing } from '../campaign/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { soapClient, type SoapClient } from './client.ts';

const GRAPH = drawing([
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }],
]);

const PEOPLE = [
  { city: 'Delft', emailAddress: 'a@x.example', mobilePhone: '+316' },
  { city: 'Delft', emailAddress: 'A@X.example', mobilePhone: '+316', optIn: 'N' },
  { city: 'Gouda', emailAddress: 'c@x.example', smsOptIn: 'N', mobilePhone: '+317' },
  { city: 'Gouda', maritalStatus: 'DECEASED', emailAddress: 'd@x.example' },
];

interface Statistics {
  readonly campaignId: string;
  readonly campaignObjectId: string;
  readonly options: { readonly CampaignObjectStatisticsOption: readonly Record<string, string>[] };
}

describe('SOAP campaign statistics', () => {
  let gateway: TestGateway;
  let soap: SoapClient;
  let scope: Scope;
  let campaignId: string;
  const customerIds: string[] = [];

  before(async () => {
    gateway = await startGateway();
    soap = await soapClient(gateway);
    scope = scopeOf(gateway.sql, gateway.brand);
    campaignId = (await applyCampaign(scope, GRAPH)).id;
    await startCampaign(scope, campaignId);
    for (const person of PEOPLE) customerIds.push((await insertCustomer(scope, person)).id);
    await scope.transaction((tx) => setOffCampaign(tx, campaignId, { customerIds, variables: {} }));
    await until(async () => (await counters('rest'))['present'] === '2');
  });
  after(() => gateway.stop());

  async function statisticsOf(key: string): Promise<Statistics> {
    const campaignObjectId = await gateway.sql('campaign_object').where({ key }).first<{ id: string }>('id');
    return await soap.call('campaignObjectStatistics_getByCampaignObjectId', { campaignObjectId: campaignObjectId?.id }) as Statistics;
  }
  async function counters(key: string): Promise<Record<string, string>> {
    const { options } = await statisticsOf(key);
    return Object.fromEntries(options.CampaignObjectStatisticsOption.map(({ name, value }) => [name, value]));
  }
  async function customersOf(id: string): Promise<string[]> {
    const resourceId = await soap.call('campaignObjectStatisticsOption_getCustomerSet', { campaignObjectStatisiticsOptionId: id });
    return idsOf(resourceId);
  }
  async function idsOf(resourceId: unknown): Promise<string[]> {
    const page = await soap.call('customerSet_getCustomerIds', { resourceId, offset: 0, size: 50 }) as
      { integer: (number | string)[] } | null;
    return (page?.integer ?? []).map(String);
  }

  it('tell how many customers there are, and can be reached', async () => {
    expect(await soap.call('campaignStatistics_getByCampaignId', { campaignId })).to.deep.equal({
      smsableCustomers: 2, uniqueCustomers: 4, mailableCustomers: 2,
      uniqueEmailAddresses: 3, uniqueMobilePhoneNumbers: 2,
    });
    expect(await idsOf(await soap.call('campaignStatistics_getCustomerSet', { campaignId }))).to.deep.equal(customerIds);
  });

  it('tell the counters of an object, with the customers behind each', async () => {
    const { options, ...ids } = await statisticsOf('delft');
    expect(String(ids.campaignId)).to.equal(campaignId);
    const found = options.CampaignObjectStatisticsOption;
    expect(found.map(({ name, value }) => `${name} ${value}`)).to.deep.equal(['in 4', 'present 0', 'match 2', 'noMatch 2']);
    expect(found.map((option) => [option['id'], option['hasCustomerSet']]))
      .to.deep.equal(found.map(({ name }) => [`${ids.campaignObjectId}:${name}`, true]));
    const sets = await Promise.all(found.map((option) => customersOf(option['id'] ?? '')));
    expect(sets).to.deep.equal([customerIds, [], customerIds.slice(0, 2), customerIds.slice(2)]);
    const rest = await statisticsOf('rest');
    expect(await customersOf(`${rest.campaignObjectId}:present`)).to.deep.equal(customerIds.slice(0, 2));
    expect(await customersOf(`${rest.campaignObjectId}:in`)).to.deep.equal(customerIds.slice(0, 2));
  });

  it('say what is not there', async () => {
    const fault = (operation: string, args: object) => soap.fault(operation, args);
    expect(await fault('campaignStatistics_getByCampaignId', { campaignId: '999' })).to.equal('213 Campaign 999 not found');
    expect(await fault('campaignObjectStatistics_getByCampaignObjectId', { campaignObjectId: 'x' }))
      .to.equal('213 Campaign object x not found');
    expect(await fault('campaignObjectStatisticsOption_getCustomerSet', { campaignObjectStatisiticsOptionId: '1:fly' }))
      .to.equal('213 Counter 1:fly not found, or it has no customers behind it');
  });

  it('begin anew when a restart wipes them; what members went through stays', async () => {
    const before = await gateway.sql('campaign_way').count();
    const { campaignObjectId } = await statisticsOf('delft');
    await restartCampaign(scope, campaignId, 'wipe');
    await until(async () => (await gateway.sql('campaign').where({ id: campaignId }).pluck('state'))[0] === 'running');
    expect(Object.values(await counters('delft'))).to.deep.equal(['0', '0', '0', '0']);
    expect(await counters('rest')).to.include({ present: '0' });
    expect(await customersOf(`${campaignObjectId}:match`)).to.deep.equal([]);
    expect(await gateway.sql('campaign_way').count()).to.deep.equal(before);
    expect(await soap.call('campaignStatistics_getByCampaignId', { campaignId })).to.include({ uniqueCustomers: 4 });
  });
});
