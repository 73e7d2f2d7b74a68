import { expect } from 'chai';
import { applyCampaign, figuresOf, startCampaign } from '../../src/campaign/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { createOperations } from '../../src/soap/index.ts';
import { operationsNotOffered } from '../../src/soap/operations/not-offered.ts';
import type { Resources } from '../../src/resource/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { drawing } from '../campaign/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { soapCall, type SoapAnswer } from '../support/soap-call.ts';

/** Ids of one brand, or ids that nobody has. */
interface Ids {
  readonly customer: string;
  readonly group: string;
  readonly below: string;
  readonly set: string;
  readonly campaign: string;
  readonly object: string;
}

const NOBODY: Ids = {
  customer: '999999999', group: '999999998', below: '999999997', set: '999999996', campaign: '999999995', object: '999999994',
};

/** Every call in which an id of a brand can stand; `own` are ids of the caller's. */
type Calls = (ids: Ids, own: Ids) => readonly (readonly [operation: string, parameters: string])[];
const customer = (id: string, more = '') => `<customer><id>${id}</id>${more}</customer>`;
const group = (id: string, more = '') => `<group><id>${id}</id>${more}</group>`;
const account = (id: string) => `<customerId>${id}</customerId><network>net</network><accountId>theirs</accountId>`;
const member = (campaign: string, id: string) => `<campaignId>${campaign}</campaignId><customerId>${id}</customerId>`;
const execution = (campaign: string, id: string) =>
  `<campaignId>${campaign}</campaignId><options><Option><name>ID</name><value>${id}</value></Option></options>`;
const page = (id: string) => `<resourceId>${id}</resourceId><offset>0</offset><size>50</size>`;
const unique = '<uniqueCustomerFields><string>id</string></uniqueCustomerFields>';

const CALLS: Calls = (ids, own) => [
  ['account_addToCustomer', account(ids.customer)],
  ['account_deleteFromCustomer', account(ids.customer)],
  ['campaign_addMember', member(ids.campaign, own.customer)],
  ['campaign_addMember', member(own.campaign, ids.customer)],
  ['campaign_execute', `<campaignId>${ids.campaign}</campaignId>`],
  ['campaign_execute', execution(own.campaign, ids.customer)],
  ['campaign_executeAsync', `<campaignId>${ids.campaign}</campaignId>`],
  ['campaign_executeAsync', execution(own.campaign, ids.customer)],
  ['campaign_getMembers', `<campaignId>${ids.campaign}</campaignId>`],
  ['campaign_hasMember', member(ids.campaign, own.customer)],
  ['campaign_hasMember', member(own.campaign, ids.customer)],
  ['campaign_removeMember', member(ids.campaign, own.customer)],
  ['campaign_removeMember', member(own.campaign, ids.customer)],
  ['campaignObjectStatistics_getByCampaignObjectId', `<campaignObjectId>${ids.object}</campaignObjectId>`],
  [
    'campaignObjectStatisticsOption_getCustomerSet',
    `<campaignObjectStatisiticsOptionId>${ids.object}:in</campaignObjectStatisiticsOptionId>`,
  ],
  ['campaignStatistics_getByCampaignId', `<campaignId>${ids.campaign}</campaignId>`],
  ['campaignStatistics_getCustomerSet', `<campaignId>${ids.campaign}</campaignId>`],
  ['customer_delete', customer(ids.customer)],
  ['customer_getById', `<customerId>${ids.customer}</customerId>`],
  ['customer_getByObject', customer(ids.customer)],
  ['customer_getGroups', `<customerId>${ids.customer}</customerId>`],
  ['customer_insert', customer(ids.customer)],
  ['customer_insertUnique', customer(ids.customer, '<lastname>stolen</lastname>') + unique],
  ['customer_insertBulkUnique', `<customers><Customer><id>${ids.customer}</id><lastname>stolen</lastname></Customer></customers>${unique}`],
  ['customer_update', customer(ids.customer, '<lastname>stolen</lastname>')],
  ['customer_upsert', customer(ids.customer, '<lastname>stolen</lastname>')],
  ['customerSet_getCustomer', `<resourceId>${ids.set}</resourceId><index>0</index>`],
  ['customerSet_getCustomerIds', page(ids.set)],
  ['customerSet_getCustomers', page(ids.set)],
  ['group_addMember', group(ids.group) + customer(own.customer)],
  ['group_addMember', group(own.group) + customer(ids.customer)],
  ['group_addMembersInBulk', `${group(ids.group)}<customers><Customer><id>${own.customer}</id></Customer></customers>`],
  ['group_addMembersInBulk', `${group(own.group)}<customers><Customer><id>${ids.customer}</id></Customer></customers>`],
  ['group_delete', `<groupId>${ids.group}</groupId>`],
  ['group_getById', `<groupId>${ids.group}</groupId>`],
  ['group_getByObject', group(ids.group)],
  ['group_getByObject', `<group><parentId>${ids.group}</parentId></group>`],
  ['group_getChildren', group(ids.group)],
  ['group_getMembers', `<groupId>${ids.group}</groupId><recursive>true</recursive>`],
  ['group_getParent', group(ids.below)],
  ['group_hasMember', `<groupId>${ids.group}</groupId><customerId>${own.customer}</customerId>`],
  ['group_hasMember', `<groupId>${own.group}</groupId><customerId>${ids.customer}</customerId><includeSubGroups>true</includeSubGroups>`],
  ['group_insert', `<group><name>under</name><parentId>${ids.group}</parentId></group>`],
  ['group_move', `${group(ids.group)}<newParentId>0</newParentId>`],
  ['group_move', `${group(own.group)}<newParentId>${ids.group}</newParentId>`],
  ['group_removeMember', group(ids.group) + customer(own.customer)],
  ['group_removeMember', group(own.group) + customer(ids.customer)],
  ['group_update', group(ids.group, '<name>stolen</name>')],
  ['group_upsert', group(ids.group, '<name>stolen</name>')],
  ['resource_free', `<resourceId>${ids.set}</resourceId>`],
  ['resource_getById', `<resourceId>${ids.set}</resourceId>`],
];

/** They take no id: what they find, they find by something else, or they take nothing. */
const WITHOUT_ID = [
  'campaign_getAllExecutable', 'customer_create', 'customer_getAll', 'customer_getByAccountId', 'customer_getByEmailAddress',
  'customer_getByExternalId', 'customer_getByMobilePhone', 'customer_getByUserNameAndPassword',
  'customer_getTotalNumberOfCustomers', 'group_calculate', 'group_create', 'group_getAll',
];
const TABLES = [
  'customer', 'customer_account', 'customer_history', 'customer_option', 'customer_group', 'group_member',
  'group_count_delta', 'result_set', 'campaign', 'campaign_member', 'campaign_flow', 'campaign_place', 'campaign_way',
];

describe('ids of another brand', () => {
  let gateway: TestGateway;
  let stranger: { url: string; token: string; brandId: string };
  let theirs: Ids;
  let own: Ids;
  before(async () => {
    gateway = await startGateway();
    const brand = await makeBrand(gateway.sql);
    stranger = { url: gateway.url, token: (await makeToken(gateway.sql, { brand })).token, brandId: brand.id };
    theirs = await belongings(gateway, gateway.brand);
    own = await belongings(stranger, brand);
  });
  after(() => gateway.stop());

  const idIn = ({ text }: SoapAnswer) => /<ns1:(?:id|msg)>(\d+)</.exec(text)?.[1] ?? text;

  async function belongings(owner: { url: string; token: string }, brand: Brand): Promise<Ids> {
    const fields = '<lastname>Vos</lastname><emailAddress>vos@example.org</emailAddress><externalId>K-1</externalId>'
      + '<mobilePhone>31600000001</mobilePhone><userName>vos</userName><password>secret</password>'
      + '<accounts><Account><network>net</network><accountId>theirs</accountId></Account></accounts>';
    const made = idIn(await soapCall(owner, 'customer_insert', `<customer>${fields}</customer>`));
    const top = idIn(await soapCall(owner, 'group_insert', '<group><name>top</name></group>'));
    const below = idIn(await soapCall(owner, 'group_insert', `<group><name>below</name><parentId>${top}</parentId></group>`));
    await soapCall(owner, 'group_addMember', group(top) + customer(made));
    const scope = scopeOf(gateway.sql, brand);
    const campaign = await applyCampaign(scope, drawing([['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 9 } }]]));
    await startCampaign(scope, campaign.id);
    const [object] = await figuresOf(scope, campaign);
    const ids = { customer: made, group: top, below, campaign: campaign.id, object: object?.id ?? '' };
    return { ...ids, set: idIn(await soapCall(owner, 'customer_getAll')) };
  }

  const rowsOf = async (brandId: string) => Object.fromEntries(await Promise.all(TABLES.map(async (table) =>
    [table, (await gateway.sql(table).where({ brand_id: brandId }).select('*')).map((row) => JSON.stringify(row)).sort()])));

  it('the calls below name every operation that is offered and takes an id', () => {
    const offered = Object.keys(createOperations({ resources: {} as Resources }))
      .filter((name) => !(name in operationsNotOffered));
    const named = new Set(CALLS(NOBODY, NOBODY).map(([operation]) => operation));
    expect([...named, ...WITHOUT_ID].sort()).to.deep.equal(offered.sort());
  });

  /** The answer with everything in it that tells one call, or one new record, from the next. */
  const plain = ({ status, text }: SoapAnswer, ids: Ids) => {
    const unnamed = Object.values(ids).reduce((rest, id) => rest.replaceAll(`>${id}<`, '>asked<')
      .replaceAll(` ${id} `, ' asked ').replaceAll(` ${id}:`, ' asked:'), text);
    return { status, text: unnamed.replace(/>\d+</g, '>n<').replace(/\d\d\d\d-\d\d-\d\d \d\d:\d\d:\d\d/g, 'then') };
  };

  for (const [place, [operation]] of CALLS(NOBODY, NOBODY).entries()) {
    it(`${operation} (${place}) takes one for an id that nobody has`, async () => {
      const ask = async (ids: Ids) => {
        const [, parameters] = CALLS(ids, own)[place] as readonly [string, string];
        return plain(await soapCall(stranger, operation, parameters), ids);
      };
      const before = await rowsOf(gateway.brand.id);
      const unknown = await ask(NOBODY);
      expect(await ask(theirs)).to.deep.equal(unknown);
      expect(await rowsOf(gateway.brand.id)).to.deep.equal(before);
      expect(unknown.text).not.to.include('faultcode>500<');
    });
  }

  it('a set of customers like one of another brand is empty', async () => {
    const made = idIn(await soapCall(stranger, 'customer_getByObject', customer(theirs.customer)));
    expect((await soapCall(stranger, 'resource_getById', `<resourceId>${made}</resourceId>`)).text)
      .to.include('<ns1:status>READY</ns1:status><ns1:size>0</ns1:size>');
  });

  it('the same values of two brands find only the own customer', async () => {
    for (const [operation, parameters] of [
      ['customer_getByEmailAddress', '<emailAddress>VOS@example.org</emailAddress>'],
      ['customer_getByExternalId', '<externalId>K-1</externalId>'],
      ['customer_getByMobilePhone', '<mobilePhone>31600000001</mobilePhone>'],
      ['customer_getByUserNameAndPassword', '<userName>vos</userName><password>secret</password>'],
      ['customer_getByAccountId', '<network>net</network><accountId>theirs</accountId>'],
    ] as const) {
      const mine = await soapCall(stranger, operation, parameters);
      const their = await soapCall(gateway, operation, parameters);
      expect([idIn(mine), idIn(their)], operation).to.deep.equal([own.customer, theirs.customer]);
      expect(mine.text, operation).not.to.include(`>${theirs.customer}<`);
    }
  });

  it('no row of one brand names a record of another', async () => {
    const { rows } = (await gateway.sql.raw(`
      select a.customer_id from customer_account a join customer c on c.id = a.customer_id where c.brand_id <> a.brand_id
      union all select m.customer_id from group_member m join customer c on c.id = m.customer_id where c.brand_id <> m.brand_id
      union all select m.group_id from group_member m join customer_group g on g.id = m.group_id where g.brand_id <> m.brand_id
      union all select g.id from customer_group g join customer_group p on p.id = g.parent_id where p.brand_id <> g.brand_id
    `)) as { rows: unknown[] };
    expect(rows).to.deep.equal([]);
  });
});
