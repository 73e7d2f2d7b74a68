import { expect } from 'chai';
import { defineOption, insertCustomer, insertUniqueCustomers, type CustomerInput } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { importAll, planOf, stagedCount } from './stage-support.ts';

/** Numbers below `under`, the same for the same seed. */
function numbers(seed: number): (under: number) => number {
  let state = seed;
  return (under) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % under;
  };
}

/** Few values, so that many are the same; awkward ones among them. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  externalId: ['', '', 'K-1', 'K-2', 'k-2', 'K\\N', 'K\t3'],
  emailAddress: ['', '', 'a@x.example', 'A@X.example', 'ä@x.example', 'Ä@X.example', 'b@x.example'],
  mobilePhone: ['', '+311', '+312'],
  lastname: ['', 'Visser', 'visser', 'De "Bakker"', '\\', 'line\nend\r', '{}', 'ß', '😀'],
  birthday: ['', '0000-00-00', '1980-12-31', '1981-01-01 12:00:00'],
  gender: ['', 'MAN', 'WOMAN'],
  poBox: ['', '0', '7'],
  optIn: ['', 'Y', 'N'],
  imageUrl: ['', 'https://x.example/a.png'],
};
const OPTIONS = ['crm', '__proto__', 'q"\\'];
const OPTION_VALUES = ['', '1', '2', 'x"\\\t'];

type Values = readonly string[];

interface World {
  readonly fields: readonly string[];
  readonly options: readonly string[];
  readonly unique: { readonly fields: readonly string[]; readonly options: readonly string[] };
  readonly emptyCells: 'keep' | 'clear';
  readonly records: readonly Values[];
}

const KEYS: readonly World['unique'][] = [
  { fields: ['externalId'], options: [] }, { fields: ['emailAddress'], options: [] }, { fields: [], options: ['crm'] },
  { fields: ['externalId', 'emailAddress', 'mobilePhone'], options: [] }, { fields: ['lastname', 'birthday'], options: [] },
  { fields: ['emailAddress', 'gender'], options: ['crm', '__proto__'] }, { fields: ['poBox', 'optIn'], options: [] },
  { fields: [], options: [] },
];

function world(seed: number): World {
  const next = numbers(seed);
  const unique = KEYS[seed % KEYS.length] ?? { fields: [], options: [] };
  const some = (names: readonly string[], always: readonly string[]) =>
    names.filter((name) => always.includes(name) || next(2) === 0);
  const fields = some(Object.keys(VALUES), unique.fields);
  const options = some(OPTIONS, unique.options);
  const pick = (values: readonly string[]) => values[next(values.length)] ?? '';
  const records = Array.from({ length: 40 }, () =>
    [...fields.map((name) => pick(VALUES[name] ?? [])), ...options.map(() => pick(OPTION_VALUES))]);
  return { fields, options, unique, emptyCells: next(2) === 0 ? 'keep' : 'clear', records };
}

/** A record as a door would get it. */
function inputOf({ fields, options, emptyCells }: World, values: Values): CustomerInput {
  const given = (value = '') => (value === '' && emptyCells === 'keep' ? null : value);
  return {
    ...Object.fromEntries(fields.map((name, at) => [name, given(values[at])])),
    options: options.map((name, at) => ({ name, value: given(values[fields.length + at]) })),
  };
}

/** Records whose key is not empty, and of those with one key the last. */
function keptOf({ fields, options, unique, records }: World): { readonly taken: Values[]; readonly last: Values[] } {
  const keys = records.map((values, place) => {
    const parts = [
      ...unique.fields.map((name) => {
        const value = values[fields.indexOf(name)] ?? '';
        if (name === 'emailAddress') return value.toLowerCase();
        if (name === 'birthday') return value === '0000-00-00' ? '' : value.slice(0, 10);
        return name === 'poBox' && value === '0' ? '' : value;
      }),
      ...unique.options.map((name) => values[fields.length + options.indexOf(name)] ?? ''),
    ];
    // What is not given in an enum is what a new customer gets.
    const compared = parts.map((part, at) => (part !== '' ? part : { gender: 'UNKNOWN', optIn: 'Y' }[unique.fields[at] ?? ''] ?? ''));
    if (parts.length === 0) return String(place);
    return parts.every((part) => part === '') ? '' : JSON.stringify(compared);
  });
  return {
    taken: records.filter((_values, place) => keys[place] !== ''),
    last: records.filter((_values, place) => keys[place] !== '' && keys.lastIndexOf(keys[place] ?? '') === place),
  };
}

/** Columns that two brands never have in common. */
const OWN = ['brand_id', 'id', 'created_at', 'modified_at'];

/** All that a brand has, with the places of customers instead of their ids. */
async function stored({ sql, brand }: Scope, heard: Heard) {
  const customers = await sql('customer').where({ brand_id: brand.id }).orderBy('id').select<Record<string, unknown>[]>();
  const placeOf = new Map(customers.map(({ id }, place) => [id, place]));
  const history = await sql('customer_history').where({ brand_id: brand.id }).orderBy(['customer_id', 'changed_at', 'id'])
    .select<Record<string, unknown>[]>('customer_id', 'act', 'changed_by', 'door', 'changes');
  const told = (wanted: string) => heard.events.flatMap(({ payload }) => {
    const { kind, customerIds } = payload as { kind: string; customerIds: string[] };
    return kind === wanted ? customerIds.map((id) => placeOf.get(id) ?? -1) : [];
  });
  return {
    customers: customers.map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !OWN.includes(column)))),
    history: history.map(({ customer_id, ...rest }) => ({ place: placeOf.get(customer_id), ...rest })),
    inserted: told('inserted'),
    updated: told('updated').toSorted((a, b) => a - b),
  };
}

describe('customers that come over the stage', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  /** A brand with some customers, made of the same records for each. */
  async function brandOf(scene: World): Promise<{ scope: Scope; heard: Heard }> {
    const brand = await makeBrand(database.sql);
    const before = scopeOf(database.sql, brand, { actor: 'before', door: 'import' });
    for (const name of OPTIONS) await defineOption(before, { name, type: 'text', choices: [], maxLength: null });
    for (const values of scene.records.slice(0, 12)) await insertCustomer(before, inputOf(scene, values));
    const heard = new Heard();
    return { scope: scopeOf(database.sql, brand, { events: heard, actor: 'importer', door: 'import' }), heard };
  }

  for (let seed = 1; seed <= 24; seed++) {
    const scene = world(seed);
    const key = [...scene.unique.fields, ...scene.unique.options].join(' + ');
    it(`are what single writes make of them (seed ${seed}: ${key || 'no key'}, ${scene.emptyCells})`, async () => {
      const [one, other] = [await brandOf(scene), await brandOf(scene)];
      const { taken, last: expected } = keptOf(scene);
      await insertUniqueCustomers(one.scope, expected.map((values) => inputOf(scene, values)), scene.unique);

      const { repeated } = await importAll(other.scope, planOf({ ...scene }), taken, 7);
      expect(repeated).to.equal(taken.length - expected.length);
      expect(await stored(other.scope, other.heard)).to.deep.equal(await stored(one.scope, one.heard));
      expect(await stagedCount(other.scope)).to.equal(0);
    });
  }
});
