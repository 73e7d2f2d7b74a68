/** What the brand of the chain has set up: data model, webhook, campaigns, import and trigger. */
import { drawing } from '../campaign/support.ts';

export const MODEL = {
  tables: [{
    name: 'order', description: '',
    columns: [
      { name: 'number', type: 'string', description: '', unique: true },
      { name: 'amount', type: 'decimal', description: '', unique: false },
    ],
  }],
  contains: [{ parent: 'customer', child: 'order' }],
  lookups: [],
};

export const MAPPING = [
  { path: 'guests[].mail', to: { field: 'emailAddress' }, deduplicate: true },
  { path: 'guests[].no', to: { field: 'externalId' } },
  { path: 'guests[].city', to: { field: 'city' } },
  { path: 'guests[].voucher', to: { campaignField: 'voucher' } },
  { path: 'guests[].orders[].number', to: { table: 'order', column: 'number' }, deduplicate: true },
  { path: 'guests[].orders[].amount', to: { table: 'order', column: 'amount' } },
  { path: 'source', to: { variable: 'source' } },
];

/** The webhook tells the order by a row; the legacy caller by a variable. */
export const ordersCampaign = (shopUrl: string) => drawing([
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'look' }],
  ['look', 'lookupRow', { table: 'order', columns: ['number'] }, { found: 'set', notFound: 'told' }],
  ['told', 'extractValue', { from: { variable: 'order' }, path: 'lines.0.number', to: { variable: 'order.number' } }, { onSuccess: 'set' }],
  ['set', 'updateCustomer', { set: [{ option: 'Last order', value: '{{variable.order.number}}/{{campaign.voucher}}' }] }, { continue: 'rest' }],
  ['rest', 'wait', { for: { days: 3 } }, { continue: 'pot' }],
  ['pot', 'bucket', { customers: 3 }, { thresholdReached: 'file' }],
  ['file', 'exportCustomers', { export: 'orders', file: 'out/orders_{{variable.source}}.csv' }, { continue: 'tell' }],
  ['tell', 'httpRequest', {
    url: `${shopUrl}/orders`, batch: 2, headers: [{ name: 'X-Shop', value: 'seven' }], fields: [
      { name: 'no', value: '{{field.externalId}}' }, { name: 'order', value: '{{option.Last order}}' }, { name: 'via', value: '{{variable.source}}' },
    ],
  }, { onSuccess: 'done' }],
  ['done', 'updateCustomer', { set: [{ field: 'status', value: 'CUSTOMER' }] }],
], { name: 'orders', fields: [{ name: 'voucher' }] });

export const filesCampaign = (shopUrl: string) => drawing([
  ['in', 'csvTrigger', { trigger: 'members' }, { continue: 'set' }],
  ['set', 'updateCustomer', { set: [{ option: 'Last order', value: '{{variable.triggerFile}}' }] }, { continue: 'tell' }],
  ['tell', 'httpRequest', { url: `${shopUrl}/members`, fields: [{ name: 'no', value: '{{field.externalId}}' }, { name: 'city', value: '{{field.city}}' }] }],
], { name: 'files' });

export const IMPORT = {
  name: 'members', target: { kind: 'customers', unique: { fields: ['externalId'] } },
  file: { location: 'partner', name: 'by hand/*.csv' },
};

/** Those who leave the bucket, in one file. */
export const EXPORT = {
  name: 'orders', source: { kind: 'campaign' }, file: { location: 'partner', name: 'out/orders.csv' },
  columns: [{ field: 'externalId', title: 'no' }, { option: 'Last order' }, { field: 'emailAddress' }, { value: 'tolk', title: 'from' }],
};

export const TRIGGER = { name: 'members', location: 'partner', folder: 'csv', import: 'members' };
