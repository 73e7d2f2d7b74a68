/**
 * One day in the life of a client, the same for every stack: a wrong token; a customer with an option; look-ups that
 * find none, one and many; an update full of nil; a group; a result set; the end. The drivers in other languages do
 * the same in a brand of their own and print what they saw as JSON.
 */

/** What every client must see in an empty brand. */
export const SEEN_BY_EVERY_CLIENT = {
  wrongToken: '202',
  inserted: ['Ünal & Zoë <€>', '42', 'Y', ''],
  none: 0,
  one: 1,
  many: 2,
  byNumber: 1,
  updated: ['Vera', 'Ünal & Zoë <€>', '42'],
  added: true,
  again: '107',
  set: ['CUSTOMER_SET', 'READY', 2],
  page: ['trip@example.com', 'trip@example.com'],
  pageSize: '105',
  ids: 1,
  freed: true,
  deleted: true,
  gone: '213',
};

/** What a client library turned a fault into: its code. */
export class ClientFault extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`fault ${code}`);
    this.code = code;
  }
}

/** Calls an operation through a client library; gives the answer's `msg` as that library shows it. */
export type Ask = (operation: string, parameters: object, token?: string) => Promise<unknown>;

interface Thing {
  readonly [field: string]: unknown;
}

/** The round trip through a Node client. */
export async function roundTrip(ask: Ask): Promise<typeof SEEN_BY_EVERY_CLIENT> {
  const wrongToken = await faultOf(ask('customer_getAll', {}, 'wrong'));

  const first = thing(await ask('customer_insert', {
    customer: {
      lastname: 'Ünal & Zoë <€>', emailAddress: 'trip@example.com', externalId: 'K-1',
      options: { CustomerOption: [{ name: 'shoe', value: '42' }] },
    },
  }));
  const inserted = [first['lastname'], optionOf(first), first['optIn'], first['title'] ?? ''] as string[];

  const byEmail = async (emailAddress: string): Promise<number> =>
    list(await ask('customer_getByEmailAddress', { emailAddress }), 'Customer').length;
  const none = await byEmail('nobody@example.com');
  const one = await byEmail('TRIP@example.com');
  const second = thing(await ask('customer_insert', { customer: { emailAddress: 'trip@example.com' } }));
  const many = await byEmail('trip@example.com');
  const numbered = list(await ask('customer_getByExternalId', { externalId: 'K-1' }), 'Customer').map(thing);
  const byNumber = numbered.filter((customer) => customer['id'] === first['id']).length;

  const change = { id: first['id'], lastname: null, firstname: 'Vera', options: null };
  const updated = thing(await ask('customer_update', { customer: change }));

  const group = thing(await ask('group_insert', { group: { name: 'trip' } }));
  const pair = { group: { id: group['id'] }, customer: { id: first['id'] } };
  const added = await ask('group_addMember', pair) as boolean;
  const again = await faultOf(ask('group_addMember', pair));

  const resourceId = await ask('customer_getAll', {});
  let set = thing(await ask('resource_getById', { resourceId }));
  while (set['status'] === 'PROCESSING') set = thing(await ask('resource_getById', { resourceId }));
  const page = list(await ask('customerSet_getCustomers', { resourceId, offset: 0, size: 50 }), 'Customer');
  const pageSize = await faultOf(ask('customerSet_getCustomers', { resourceId, offset: 0, size: 51 }));
  const ids = list(await ask('customerSet_getCustomerIds', { resourceId, offset: 1, size: 50 }), 'integer');
  const freed = await ask('resource_free', { resourceId }) as boolean;

  const deleted = await ask('customer_delete', { customer: { id: first['id'] } }) as boolean;
  const gone = await faultOf(ask('customer_getById', { customerId: first['id'] }));

  return {
    wrongToken, inserted, none, one, many, byNumber,
    updated: [updated['firstname'], updated['lastname'], optionOf(updated)] as string[],
    added, again,
    set: [String(set['type']), String(set['status']), Number(set['size'])],
    page: page.map((customer) => String(thing(customer)['emailAddress'])),
    pageSize,
    ids: ids.filter((id) => String(id) === String(second['id'])).length,
    freed, deleted, gone,
  };
}

async function faultOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    if (error instanceof ClientFault) return error.code;
    throw error;
  }
}

function optionOf(customer: Thing): unknown {
  return thing(list(customer['options'], 'CustomerOption')[0])['value'];
}

/** A list as client libraries show it: nothing when empty, else one item or an array under the item's name. */
function list(value: unknown, item: string): unknown[] {
  const items = thing(value ?? {})[item] ?? [];
  return Array.isArray(items) ? items : [items];
}

function thing(value: unknown): Thing {
  if (typeof value !== 'object' || value === null) throw new Error(`Not an object: ${JSON.stringify(value)}`);
  return value as Thing;
}
