/** Campaigns in which every type of object stands, with all that they need. */
import { drawing, type Drawn } from './support.ts';

const value = (column: string, text: string) => ({ column, value: text });
const set = (...targets: object[]) => ({ set: targets });

/** What stands for `userDefined`. */
const NEARBY = drawing([
  ['begin', 'startObject', {}, { continue: 'mark' }],
  ['mark', 'updateCustomer', set({ field: 'companyName', value: 'Near' }), { continue: 'yes' }],
  ['yes', 'end', { exit: 'near' }],
], { name: 'nearby', kind: 'object' });

/** Options that the campaigns write, each by an object of that name. */
export const NOTES = [
  'split', 'time', 'again', 'csv', 'entered', 'changed', 'called', 'filled', 'kept', 'near', 'seen', 'sent', 'fresh', 'brought', 'imported',
] as const;
const note = (option: typeof NOTES[number], text: string = option): Drawn => [option, 'updateCustomer', set({ option, value: text })];

/** Campaigns that customers begin by a call, each customers of its own; so they are done side by side. */
const CALLED: Readonly<Record<string, (world: EveryWish) => readonly Drawn[]>> = {
  paths: () => [
    ['in', 'startEvent', {}, { continue: 'same' }],
    ['same', 'condition', { condition: { field: 'lastname', is: 'Vos' } }, { match: 'fork' }],
    ['fork', 'split', { branches: [{ name: 'a', percent: 50 }, { name: 'b', percent: 50 }] }, { a: 'split', b: 'split' }],
    note('split'),
  ],
  waits: () => [
    ['in', 'startEvent', {}, { continue: 'rest' }],
    ['rest', 'wait', { for: { days: 1 } }, { continue: 'pot' }],
    ['pot', 'bucket', { customers: 3 }, { thresholdReached: 'kept' }],
    note('kept'),
  ],
  sub: () => [
    ['in', 'startEvent', {}, { continue: 'own' }],
    ['own', 'userDefined', { object: 'nearby' }, { near: 'near' }],
    note('near'),
  ],
  people: ({ group }) => [
    ['in', 'startEvent', {}, { continue: 'set' }],
    ['set', 'updateCustomer', set({ field: 'department', value: '{{variable.json}}' }), { continue: 'join' }],
    ['join', 'addToGroup', { group }, { continue: 'out' }],
    ['out', 'removeFromGroup', { group }, { continue: 'off' }],
    ['off', 'unsubscribe', { from: 'email' }, { continue: 'leave' }],
    ['leave', 'unsubscribe', { from: 'campaign' }],
  ],
  rows: () => [
    ['in', 'startEvent', {}, { continue: 'put' }],
    ['put', 'insertRow', { table: 'stay', values: [value('booking', '{{field.externalId}}'), value('nights', '1')] }, { continue: 'look' }],
    ['look', 'lookupRow', { table: 'stay', match: value('nights', '1'), as: 'found' }, { found: 'change' }],
    ['change', 'updateRow', { table: 'stay', row: 'found', values: [value('nights', '2')] }],
  ],
  each: () => [
    ['in', 'startEvent', {}, { continue: 'put' }],
    ['put', 'insertRow', { table: 'stay', values: [value('booking', '{{field.externalId}}')] }, { continue: 'each' }],
    ['each', 'forEachRow', { table: 'stay' }, { perRow: 'extra', continue: 'cut' }],
    ['extra', 'insertRow', { table: 'extra', below: 'stay', values: [value('code', '{{variable.stay.booking}}')] }],
    // When the others have them.
    ['cut', 'wait', { for: { days: 1 } }, { continue: 'drop' }],
    ['drop', 'deleteRow', { table: 'extra', where: { column: 'code', is: 'each2' } }],
  ],
  calls: ({ url }) => [
    ['in', 'startEvent', {}, { continue: 'take' }],
    ['take', 'extractValue', { from: { variable: 'json' }, path: 'a.0.n', to: { campaignField: 'code' } }, { onSuccess: 'tell' }],
    ['tell', 'httpRequest', {
      url: `${url}/orders`, batch: 2, answer: 'answer',
      fields: [{ name: 'no', value: '{{field.externalId}}' }, { name: 'code', value: '{{campaign.code}}' }],
    }, { onSuccess: 'sent' }],
    note('sent'),
  ],
  soap: ({ url }) => [
    ['in', 'startEvent', {}, { continue: 'soap' }],
    ['soap', 'soapRequest', {
      wsdl: `${url}/shop?wsdl`, operation: 'getOrder', values: [{ name: 'order.number', value: '{{field.externalId}}' }],
      answer: { variable: 'state', path: 'state' },
    }, { success: 'set' }],
    ['set', 'updateCustomer', set({ field: 'department', value: '{{variable.state}}' })],
  ],
  file: () => [
    ['in', 'startEvent', {}, { continue: 'write' }],
    ['write', 'exportCustomers', { export: 'list' }],
  ],
  pages: () => [
    ['in', 'startEvent', {}, { continue: 'links' }],
    ['links', 'updateCustomer', set(...['land', 'page'].map((id) => ({ campaignField: id, value: `{{link.${id}}}` }))), { continue: 'land' }],
    ['land', 'landingPage', { url: 'https://x.example/' }, { continue: 'page' }],
    ['page', 'showPage', { title: 'Town', fields: [{ field: 'city', label: 'Town' }] }, { view: 'seen' }],
    note('seen'),
  ],
  crm: () => [
    ['in', 'startEvent', {}, { continue: 'read' }],
    ['read', 'importCustomers', { import: 'people', file: 'in/people.csv' }, { continue: 'brought', newCustomers: 'fresh' }],
    note('brought'),
    note('fresh', '{{variable.importNew}}'),
  ],
  shops: () => [
    ['in', 'startEvent', {}, { continue: 'read' }],
    ['read', 'dataModelImport', { import: 'shops', file: 'in/shops.csv' }, { success: 'imported' }],
    note('imported', '{{variable.importRead}}'),
  ],
};

export interface EveryWish {
  /** Of the server that is called. */
  readonly url: string;
  /** Whom `people` puts customers in. */
  readonly group: string;
  /** Of those who are chosen. */
  readonly chosen: string;
}

/** Their names; those who begin in one are called as it, with 1, 2, 3. */
export const CALLED_NAMES = Object.keys(CALLED);

export function everyObject(wish: EveryWish): readonly object[] {
  const { group, chosen } = wish;
  const also = (name: string, type: string, settings: object, ...[[id, ...rest], ...others]: [Drawn, ...Drawn[]]) =>
    drawing([['in', type, settings, { [type === 'form' ? 'submit' : 'continue']: id }], [id, ...rest], ...others], { name, entry: 'always' });
  const fields = ['land', 'page', 'code'].map((name) => ({ name, length: 1000 }));
  const key = { field: 'externalId' };
  return [
    NEARBY,
    ...Object.entries(CALLED).map(([name, objects]) => drawing(objects(wish), { name, fields })),
    also('time', 'startTime', {}, ['pick', 'selectCustomers', { group: chosen }, { continue: 'time' }], note('time')),
    also('again', 'startPeriodic', { rule: '0 3 1 1 *', takes: { group: chosen } }, note('again')),
    also('csv', 'csvTrigger', { trigger: 'orders' }, note('csv', '{{variable.triggerFile}}')),
    also('entered', 'startGroup', { group }, note('entered')),
    also('changed', 'startChange', { on: ['updated'] }, note('changed')),
    also('url', 'startUrl', { takes: [{ ...key, name: 'no' }], finds: 'externalId' }, note('called')),
    also('form', 'form', { title: 'Come', fields: [{ ...key, label: 'No' }], finds: 'externalId' }, note('filled')),
  ];
}
