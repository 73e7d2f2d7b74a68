/** Campaigns in which every type of object stands, with all that they need. */
import { drawing, type Drawn } from './support.ts';

const value = (column: string, text: string) => ({ column, value: text });
const set = (...targets: object[]) => ({ set: targets });

/** Of these a visitor begins a way, in one transaction; they do nothing themselves. */
export const BY_VISITORS = ['startUrl', 'form'];

/** What stands for `userDefined`. */
const NEARBY = drawing([
  ['begin', 'startObject', {}, { continue: 'mark' }],
  ['mark', 'updateCustomer', set({ field: 'companyName', value: 'Near' }), { continue: 'yes' }],
  ['yes', 'end', { exit: 'near' }],
], { name: 'nearby', kind: 'object' });

/** Options that the campaigns write, each by an object of that name. */
export const NOTES = ['again', 'csv', 'entered', 'changed', 'seen', 'fresh', 'imported'];
const note = (option: string, text: string): Drawn => [option, 'updateCustomer', set({ option, value: text })];

/** @param url of the server that is called @param group whom `lead` puts customers in */
export function everyObject(url: string, group: string): readonly object[] {
  const also = (start: string, settings: object, [id, ...rest]: Drawn) =>
    drawing([['in', start, settings, { continue: id }], [id, ...rest]], { name: start, entry: 'always' });
  return [
    NEARBY,
    drawing(lead(url, group), { name: 'lead', fields: ['land', 'page', 'code'].map((name) => ({ name, length: 1000 })) }),
    drawing(FILES, { name: 'files' }),
    also('startPeriodic', { rule: '0 3 1 1 *', takes: { all: true } }, note('again', 'again')),
    also('csvTrigger', { trigger: 'orders' }, note('csv', '{{variable.triggerFile}}')),
    also('startGroup', { group }, note('entered', 'entered')),
    also('startChange', { on: ['updated'] }, note('changed', 'changed')),
  ];
}

const lead = (url: string, group: string): Drawn[] => [
  ['in', 'startEvent', {}, { continue: 'same' }],
  ['same', 'condition', { condition: { field: 'lastname', is: 'Vos' } }, { match: 'fork' }],
  ['fork', 'split', { branches: [{ name: 'a', percent: 50 }, { name: 'b', percent: 50 }] }, { a: 'set', b: 'set' }],
  ['set', 'updateCustomer', set({ field: 'department', value: '{{variable.json}}' }), { continue: 'join' }],
  ['join', 'addToGroup', { group }, { continue: 'put' }],
  ['put', 'insertRow', { table: 'stay', values: [value('booking', '{{field.externalId}}'), value('nights', '1')] }, { continue: 'look' }],
  ['look', 'lookupRow', { table: 'stay', match: value('nights', '1'), as: 'found' }, { found: 'change' }],
  ['change', 'updateRow', { table: 'stay', row: 'found', values: [value('nights', '2')] }, { continue: 'each' }],
  ['each', 'forEachRow', { table: 'stay' }, { perRow: 'extra', continue: 'cut' }],
  ['extra', 'insertRow', { table: 'extra', below: 'stay', values: [value('code', '{{variable.stay.booking}}')] }],
  ['cut', 'deleteRow', { table: 'extra', where: { column: 'code', is: 'K2' } }, { continue: 'take' }],
  ['take', 'extractValue', { from: { variable: 'json' }, path: 'a.0.n', to: { campaignField: 'code' } }, { onSuccess: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }, { continue: 'off' }],
  ['off', 'unsubscribe', { from: 'email' }, { continue: 'pot' }],
  ['pot', 'bucket', { customers: 3 }, { thresholdReached: 'write' }],
  ['write', 'exportCustomers', { export: 'list' }, { continue: 'tell' }],
  ['tell', 'httpRequest', {
    url: `${url}/orders`, batch: 2, answer: 'answer',
    fields: [{ name: 'no', value: '{{field.externalId}}' }, { name: 'code', value: '{{campaign.code}}' }],
  }, { onSuccess: 'soap' }],
  ['soap', 'soapRequest', {
    wsdl: `${url}/shop?wsdl`, operation: 'getOrder', values: [{ name: 'order.number', value: '{{field.externalId}}' }],
    answer: { variable: 'state', path: 'state' },
  }, { success: 'own' }],
  ['own', 'userDefined', { object: 'nearby' }, { near: 'links' }],
  // Of the flow that each has of its own by now.
  ['links', 'updateCustomer', set(...['land', 'page'].map((id) => ({ campaignField: id, value: `{{link.${id}}}` }))), { continue: 'land' }],
  ['land', 'landingPage', { url: 'https://x.example/' }, { continue: 'page' }],
  ['page', 'showPage', { title: 'Town', fields: [{ field: 'city', label: 'Town' }] }, { submit: 'out', view: 'seen' }],
  note('seen', 'seen'),
  ['out', 'removeFromGroup', { group }, { continue: 'leave' }],
  ['leave', 'unsubscribe', { from: 'campaign' }],
];

const FILES: Drawn[] = [
  ['time', 'startTime', {}, { continue: 'pick' }],
  ['pick', 'selectCustomers', { all: true }, { continue: 'people' }],
  ['people', 'importCustomers', { import: 'people', file: 'in/people.csv' }, { continue: 'shops', newCustomers: 'fresh' }],
  note('fresh', '{{variable.importNew}}'),
  ['shops', 'dataModelImport', { import: 'shops', file: 'in/shops.csv' }, { success: 'imported' }],
  note('imported', '{{variable.importRead}}'),
];
