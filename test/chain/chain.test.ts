import { expect } from 'chai';
import type { Campaign, ObjectFigures } from '../../src/campaign/index.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { strongSoapClient } from '../clients/node-clients.ts';
import { soapClient, type SoapClient } from '../soap-operations/client.ts';
import { until } from '../support/until.ts';
import { bearer, send, type MadeWebhook } from '../webhook/receiver-support.ts';
import { EXPORT, filesCampaign, IMPORT, MAPPING, MODEL, ordersCampaign, TRIGGER } from './definitions.ts';
import { startChain, type Chain } from './support.ts';

const CALL = {
  source: 'web', guests: [
    { mail: 'ada@x.example', no: 'K1', city: 'Delft', voucher: 'V1', orders: [{ number: 'O-1', amount: 12.5 }, { number: 'O-2', amount: 7 }] },
    { mail: 'bob@x.example', no: 'K2', city: 'Delft', voucher: 'V2', orders: [{ number: 'O-3', amount: 90 }] },
    { mail: 'cor@x.example', no: 'K3', city: 'Gouda', voucher: 'V3', orders: [{ number: 'O-4', amount: 1 }] },
  ],
};
const ORDER = '{"lines":[{"number":"O-5"}]}';

for (const roles of [['all'], ['web', 'worker']]) {
  describe(`the whole chain, in ${roles.length === 1 ? 'one process' : 'two instances with a role each'}`, () => {
    let chain: Chain;
    let soap: SoapClient;
    let orders: Campaign;
    let files: Campaign;
    let webhook: MadeWebhook;
    let [ada, bob, cor, dora]: string[] = [];

    before(async () => {
      chain = await startChain(roles);
      const { gateway, manage, shop, token } = chain;
      soap = await soapClient({ url: gateway.url, token });
      await manage('PUT', `${gateway.url}/dataextension/_model`, MODEL);
      await manage('PUT', '/options/Last%20order', {});
      await manage('POST', '/imports', IMPORT);
      await manage('POST', '/triggers', TRIGGER);
      await manage('POST', '/exports', EXPORT);
      orders = await manage('POST', '/campaigns', ordersCampaign(shop.url)) as Campaign;
      files = await manage('POST', '/campaigns', filesCampaign(shop.url)) as Campaign;
      for (const { id } of [orders, files]) await manage('POST', `/campaigns/${id}/start`);
      webhook = await manage('POST', '/webhooks', { name: 'orders', mapping: MAPPING, campaign: 'orders' }) as MadeWebhook;
    });
    after(() => chain.stop());

    const count = async (table: string, where = {}) => (await chain.of(table).where(where)).length;
    const figures = async ({ id }: Campaign) =>
      (await chain.manage('GET', `/campaigns/${id}/statistics`) as { objects: ObjectFigures[] }).objects;
    const counters = async (campaign: Campaign, key: string) =>
      (await figures(campaign)).find((one) => one.key === key)?.counters;
    const customer = async (externalId: string | undefined) =>
      (await chain.of('customer').where({ external_id: externalId }).first<Record<string, unknown>>()) ?? {};
    const shown = async (id: string | undefined) => {
      const { status, options } = await soap.call('customer_getById', { customerId: id }) as
        { status: string; options: { CustomerOption: { value: string }[] } | null };
      return [status, ...(options?.CustomerOption ?? []).map(({ value }) => value)];
    };
    const daysLater = () => chain.of('campaign_place').whereRaw(`due_at < 'infinity'`)
      .update({ due_at: chain.gateway.sql.raw(`due_at - interval '3 days'`) });
    const idsOf = async (resourceId: unknown) => {
      const page = await soap.call('customerSet_getCustomerIds', { resourceId, offset: 0, size: 50 }) as { integer?: unknown[] } | null;
      return (page?.integer ?? []).map(String);
    };

    it('takes a webhook call as customers with orders, and begins the campaign with them', async () => {
      const refused = await send(webhook.url, CALL, bearer('nonsense'));
      expect(refused.status).to.equal(401);
      const { status, text } = await send(webhook.url, CALL, bearer(webhook.tokenText));
      expect(status, text).to.equal(200);
      const { guests } = JSON.parse(text) as { guests: { clang_customer_id: number }[] };
      [ada, bob, cor] = guests.map((one) => String(one.clang_customer_id));
      expect((await Promise.all(['K1', 'K2', 'K3'].map(customer))).map(({ id }) => id)).to.deep.equal([ada, bob, cor]);
      const below = `${chain.gateway.url}/dataextension/customer/clang_${ada}/order`;
      const stored = await (await fetch(below, { headers: bearer(chain.token) })).text();
      expect(stored).to.include('O-1').and.to.include('O-2').and.not.to.include('O-3');
      expect(await count('dm_row')).to.equal(4);
      await until(async () => (await counters(orders, 'rest'))?.['present'] === 2);
      expect(await counters(orders, 'delft')).to.deep.equal({ in: 3, present: 0, match: 2, noMatch: 1 });
      expect([await shown(ada), await shown(cor)]).to.deep.equal([['SUSPECT', 'O-2/V1'], ['SUSPECT']]);
    });

    it('starts the same campaign for a legacy SOAP client, and answers with its variables', async () => {
      const made = await soap.call('customer_insert', { customer: { externalId: 'K4', city: 'Delft', emailAddress: 'dora@x.example' } });
      dora = String((made as { id: number }).id);
      const list = (given: object) => Object.entries(given).map(([name, value]) => ({ type: '', name, value: value as string }));
      await daysLater();
      await chain.minutes(async () => (await counters(orders, 'pot'))?.['present'] === 2);
      const executable = await soap.call('campaign_getAllExecutable') as { Option: object[] };
      expect(executable.Option).to.deep.equal([{ type: '', name: 'orders', value: orders.id }]);
      const given = { ID: dora, voucher: 'V4', source: 'soap', order: ORDER };
      const answer = await soap.call('campaign_execute', { campaignId: orders.id, options: { Option: list(given) } }) as { Option: object[] };
      expect(answer.Option).to.have.deep.members(list({ ...given, 'order.number': 'O-5' }));
      expect(await counters(orders, 'rest')).to.deep.equal({ in: 3, present: 1, continue: 2 });
    });

    it('waits, gathers, writes a file on the SFTP server, and tells the shop of all in batches, once each', async () => {
      expect(chain.shop.calls).to.deep.equal([]);
      await daysLater();
      await chain.minutes(async () => (await counters(orders, 'done'))?.['continue'] === 3);
      const out = chain.files().filter((name) => name.startsWith('out/'));
      expect(out).to.have.length(1).and.satisfy(([name]: [string]) => /^out\/orders_(web|soap)\.csv$/.test(name));
      expect(chain.text(out[0] ?? '')).to.equal([
        'no;Last order;emailAddress;from', 'K1;O-2/V1;ada@x.example;tolk', 'K2;O-3/V2;bob@x.example;tolk', 'K4;O-5/V4;dora@x.example;tolk', '',
      ].join('\n'));
      const { calls } = chain.shop;
      expect(calls.map(({ method, path, headers }) => [method, path, headers['x-shop'], headers['content-type']]))
        .to.deep.equal(Array.from({ length: 2 }, () => ['POST', '/orders', 'seven', 'application/json']));
      expect(calls.map(({ body }) => body)).to.have.members([
        '[{"no":"K1","order":"O-2/V1","via":"web"},{"no":"K2","order":"O-3/V2","via":"web"}]',
        '[{"no":"K4","order":"O-5/V4","via":"soap"}]',
      ]);
      const keys = calls.map(({ headers }) => headers['idempotency-key']);
      expect(keys.join(' ')).to.match(/^[0-9a-f-]{36} [0-9a-f-]{36}$/);
      expect(keys[0]).not.to.equal(keys[1]);
      expect((await Promise.all([ada, cor, dora].map(shown))).map(([status]) => status)).to.deep.equal(['CUSTOMER', 'SUSPECT', 'CUSTOMER']);
      expect([await count('campaign_place'), await count('campaign_handing')]).to.deep.equal([0, 0]);
    });

    it('begins another campaign with the customers of a file on the SFTP server', async () => {
      chain.put('csv/Upload/members_july.csv', 'externalId;city\nK2;Delft\nK7;Ede\nK8;Goes;x\n');
      await chain.minutes(async () => (await counters(files, 'tell'))?.['onSuccess'] === 2);
      const [call, ...more] = chain.shop.calls.slice(2);
      expect([call?.path, call?.body, more.length]).to.deep.equal(['/members', '[{"no":"K2","city":"Delft"},{"no":"K7","city":"Ede"}]', 0]);
      await chain.minutes(() => chain.files().includes('csv/Done/members_july.csv'));
      expect(chain.files().filter((name) => name.startsWith('csv/'))).to.deep.equal(['csv/Done/members_july.csv', 'csv/Failed/members_july.errors.csv']);
      expect(chain.text('csv/Failed/members_july.errors.csv')).to.include('K8;Goes;x');
      expect(await shown(bob)).to.deep.equal(['CUSTOMER', 'members_july.csv']);
      expect([await count('customer'), await count('campaign_place')]).to.deep.equal([5, 0]);
    });

    it('shows members and statistics to legacy SOAP clients', async () => {
      const { gateway, token } = chain;
      const strong = await strongSoapClient(`${gateway.url}${SOAP_PATH}?wsdl`, token);
      const campaignId = orders.id;
      const k7 = String((await customer('K7'))['id']);
      for (const [customerId, isIn] of [[ada, true], [cor, true], [dora, true], [k7, false]] as const) {
        expect(await soap.call('campaign_hasMember', { campaignId, customerId }), customerId).to.equal(isIn);
        expect(String(await strong('campaign_hasMember', { campaignId, customerId })), customerId).to.equal(String(isIn));
      }
      expect(await idsOf(await soap.call('campaign_getMembers', { campaignId }))).to.deep.equal([ada, bob, cor, dora]);
      expect(await idsOf(await soap.call('campaign_getMembers', { campaignId: files.id }))).to.deep.equal([bob, k7]);
      expect(await soap.call('campaignStatistics_getByCampaignId', { campaignId })).to.deep.equal({
        smsableCustomers: 0, uniqueCustomers: 4, mailableCustomers: 4, uniqueEmailAddresses: 4,
        uniqueMobilePhoneNumbers: 0,
      });
      expect(await idsOf(await soap.call('campaignStatistics_getCustomerSet', { campaignId }))).to.deep.equal([ada, bob, cor, dora]);
      const found = new Map((await figures(orders)).map(({ key, id }) => [key, id]));
      type Told = { options: { CampaignObjectStatisticsOption: { id: string; name: string; value: string }[] } };
      const told = async (key: string) => {
        const campaignObjectId = found.get(key);
        const { options } = await soap.call('campaignObjectStatistics_getByCampaignObjectId', { campaignObjectId }) as Told;
        return Promise.all(options.CampaignObjectStatisticsOption.map(async ({ id, name, value }) => {
          const asking = { campaignObjectStatisiticsOptionId: id };
          const set = await soap.call('campaignObjectStatisticsOption_getCustomerSet', asking);
          return [name, value, (await idsOf(set)).join(' ')];
        }));
      };
      expect(await told('delft')).to.deep.equal([
        ['in', '4', [ada, bob, cor, dora].join(' ')], ['present', '0', ''],
        ['match', '3', [ada, bob, dora].join(' ')], ['noMatch', '1', cor],
      ]);
      expect(await told('look')).to.deep.equal([
        ['in', '3', [ada, bob, dora].join(' ')], ['present', '0', ''],
        ['found', '2', [ada, bob].join(' ')], ['notFound', '1', dora],
      ]);
      expect(await told('tell')).to.deep.include(['onSuccess', '3', [ada, bob, dora].join(' ')]);
    });
  });
}
