/** A brand with random customers, and the same customers as plain records, read through the rooms. */
import { customersByIds, defineOption, type Customer } from '../../src/customer/index.ts';
import { CUSTOMER_TABLE, type Datamodel, type Table } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import { withModel } from '../datamodel/support.ts';
import { makeCustomers } from '../group/support.ts';
import type { PlainCustomer, PlainRecord, Value, World } from './plain.ts';
import { pick, VALUES, type Askable, type Kind, type Random } from './random.ts';

const COLUMNS = [
  { name: 'text', type: 'string' }, { name: 'code', type: 'string', unique: true }, { name: 'number', type: 'decimal' },
  { name: 'flag', type: 'boolean' }, { name: 'day', type: 'date' }, { name: 'time', type: 'time' },
  { name: 'moment', type: 'datetime' },
] as const;
const KINDS = {
  text: 'text', code: 'text', number: 'number', flag: 'boolean', day: 'date', time: 'time', moment: 'moment',
} as const satisfies Record<string, Kind>;
const MODEL = {
  tables: ['stay', 'extra', 'detail'].map((name) => ({ name, columns: COLUMNS })),
  contains: [
    { parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }, { parent: 'extra', child: 'detail' },
  ],
  lookups: [],
};
const OPTIONS = {
  text: 'text', choice: 'choice', number: 'number', decimal: 'number', date: 'date', datetime: 'moment', time: 'time',
  boolean: 'boolean',
} as const satisfies Record<string, Kind>;
const FIELDS = {
  city: 'text', emailAddress: 'text', externalId: 'text', birthday: 'date', softBounceCount: 'whole', createdAt: 'instant',
  gender: 'choice',
} as const satisfies Record<string, Kind>;

const CHOICES = ['Y', ...VALUES.choice];

/** @returns what can be asked of the brand, and its customers */
export async function makeWorld(scope: Scope, random: Random, size: number) {
  const datamodel = await withModel(scope, MODEL);
  for (const [name, kind] of Object.entries(OPTIONS)) {
    const type = name === 'number' ? 'decimal' : name;
    await defineOption(scope, { name, type, choices: kind === 'choice' ? CHOICES : [], maxLength: null });
  }
  const groups = await makeGroups(scope);
  const ids = await makeCustomers(scope, size);
  for (const group of Object.keys(groups)) {
    const members = ids.filter(() => random() < 0.3);
    await addMembers(scope, group, members);
  }
  for (const id of ids) await fill(scope, datamodel, random, id);
  const askable: Askable = {
    fields: FIELDS, options: OPTIONS, columns: { stay: KINDS, extra: KINDS, detail: KINDS },
    below: { customer: ['stay', 'extra', 'detail'], stay: ['extra', 'detail'], extra: ['detail'], detail: [] },
    groups: Object.keys(groups),
  };
  return { askable, subtrees: groups, customers: await readAll(scope, datamodel, ids) };
}

async function makeGroups(scope: Scope): Promise<Record<string, string[]>> {
  const make = async (name: string, parentId?: string) => (await insertGroup(scope, { name, parentId })).id;
  const top = await make('top');
  const middle = await make('middle', top);
  const low = await make('low', middle);
  const alone = await make('alone');
  return { [top]: [top, middle, low], [middle]: [middle, low], [low]: [low], [alone]: [alone] };
}

/** Some fields, options (values of other forms than their types too) and rows. */
async function fill(scope: Scope, datamodel: Datamodel, random: Random, id: string): Promise<void> {
  const some = (kind: Kind) => String(pick<string | boolean>(random, VALUES[kind]));
  const maybe = (kind: Kind) => (random() < 0.6 ? some(kind) : undefined);
  const options = Object.entries(OPTIONS).flatMap(([name, kind]) => {
    const value = random() < 0.15 ? pick(random, ['12:30', 'Y', '1', 'other', '2000-01-01 10:00']) : maybe(kind);
    return value === undefined ? [] : [[name, value]];
  });
  await scope.sql('customer').where({ brand_id: scope.brand.id, id }).update({
    city: maybe('text') ?? '', email_address: maybe('text') ?? '', external_id: maybe('text') ?? '',
    birthday: maybe('date') ?? null, soft_bounce_count: some('whole'), gender: pick(random, ['UNKNOWN', ...VALUES.choice]),
    created_at: `${some('instant')}+09`, options: JSON.stringify(Object.fromEntries(options)),
  });
  await addRows(datamodel, scope, random, ['customer', `clang_${id}`], ['stay', 'extra', 'detail']);
}

async function addRows(
  datamodel: Datamodel, scope: Scope, random: Random, above: readonly string[], [table, ...below]: readonly string[],
): Promise<void> {
  if (table === undefined) return;
  for (let count = Math.floor(random() * 3); count > 0; count--) {
    const values = Object.entries(KINDS).filter(() => random() < 0.7)
      .map(([name, kind]) => [name, name === 'code' ? `${count}` : pick<string | boolean>(random, VALUES[kind])]);
    const path = [...above, table];
    const id = await datamodel.insertRow(scope, path, Object.fromEntries(values));
    await addRows(datamodel, scope, random, [...path, id], below);
  }
}

const GROUPS = statement('select customer_id, group_id from group_member where brand_id = $1');

async function readAll(scope: Scope, datamodel: Datamodel, ids: string[]): Promise<PlainCustomer[]> {
  const { tables } = await datamodel.model(scope);
  const top = tables.filter(({ parent }) => parent === CUSTOMER_TABLE);
  const members = await rows<[string, string]>(scope.sql, GROUPS, [scope.brand.id]);
  const readRows = async (path: readonly string[], below: readonly Table[]): Promise<PlainRecord['rows']> => {
    const found = new Map<string, PlainRecord[]>();
    const add = (name: string, records: readonly PlainRecord[]) =>
      found.set(name, [...found.get(name) ?? [], ...records]);
    for (const table of below) {
      for await (const page of datamodel.allRows(scope, [...path, table.name])) {
        for (const row of page.rows) {
          const inside = await readRows([...path, table.name, row.id], tables.filter(({ parent }) => parent === table));
          const values = table.columns.map(({ name }, place): [string, Value] => [name, row.values[place]?.toString()]);
          add(table.name, [{ values: Object.fromEntries(values), rows: inside }]);
          for (const [name, records] of Object.entries(inside)) add(name, records);
        }
      }
    }
    return Object.fromEntries(found);
  };
  return Promise.all((await customersByIds(scope, ids)).map(async (customer: Customer) => ({
    id: customer.id,
    values: { ...customer, birthday: customer.birthday.replace('0000-00-00', ''), accounts: '', options: '' },
    options: Object.fromEntries(customer.options.map(({ name, value }) => [name, value])),
    groups: members.flatMap(([id, group]) => (id === customer.id ? [group] : [])),
    rows: await readRows(['customer', `clang_${customer.id}`], top),
  })));
}

const NOW = statement(`select to_char(now() at time zone $1, 'YYYY-MM-DD HH24:MI:SS.MS')`);

/** What the clocks of the brand show in the transaction. */
export async function nowOf({ sql, brand }: Scope): Promise<World['now']> {
  return (await rows<[string]>(sql, NOW, [brand.timeZone]))[0]?.[0] ?? '';
}
