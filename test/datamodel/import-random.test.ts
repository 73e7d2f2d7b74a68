import { expect } from 'chai';
import { createDatamodel, type Datamodel, type RowPlan } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';
import { pick, randomFrom } from '../profile/random.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, importLines, makeCustomer, rowsInStore, told } from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const SEEDS = 12;
const ROUNDS = 4;
const LINES = 12;

const shownId = (id: string) => `clang_${Number(id).toString(16).padStart(13, '0')}`;
const isSame = (given: object, stored: Readonly<Record<string, unknown>>) =>
  Object.entries(given).every(([name, value]) => stored[name] === value);

type Visit = readonly [customer: string, code: string, number: string, label: string];

interface House {
  readonly scope: Scope;
  readonly datamodel: Datamodel;
  /** By customer number. */
  readonly customers: ReadonlyMap<string, string>;
}

describe('an import of whatever lines', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  async function makeHouse(): Promise<House> {
    const scope = scopeOf(database.sql, await makeBrand(database.sql));
    await withModel(scope, HOTEL);
    const names = ['ada', 'bob'];
    const ids = await Promise.all(names.map((name) => makeCustomer(scope, { external_id: name })));
    return { scope, datamodel: createDatamodel(), customers: new Map(names.map((name, place) => [name, ids[place] ?? ''])) };
  }

  /** What is stored, without what differs between brands. */
  async function contents({ scope, datamodel, customers }: House): Promise<string[]> {
    const nameOf = new Map([...customers].map(([name, id]) => [id, name]));
    const visits = await rowsInStore(datamodel, scope, 'visit');
    return visits.map(({ parentId, values, revision }) =>
      JSON.stringify([nameOf.get(parentId), values, revision])).sort();
  }

  /** The lines one after the other by the acts for single rows, as somebody would do it at the REST door. */
  async function oneByOne({ scope, datamodel, customers }: House, mode: RowPlan['mode'], lines: readonly Visit[]) {
    const counts = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, refused: 0 };
    const last = lines.filter(([customer, code], place) =>
      !lines.slice(place + 1).some((later) => later[0] === customer && later[1] === code));
    counts.repeated = lines.length - last.length;
    for (const [customer, code, number, label] of last) {
      const id = customers.get(customer);
      const there = (await rowsInStore(datamodel, scope, 'visit'))
        .find(({ parentId, values }) => parentId === id && values.code === code);
      const given = { code, ...number === '' ? {} : { number: Number(number) }, ...label === '' ? {} : { label } };
      const path = ['customer', `clang_${id}`, 'visit'];
      if (id === undefined) counts.refused++;
      else if (mode === (there === undefined ? 'update' : 'insert')) counts.skipped++;
      else if (there !== undefined && isSame(given, there.values)) counts.unchanged++;
      else {
        try {
          if (there === undefined) await datamodel.insertRow(scope, path, given);
          else await datamodel.updateRow(scope, [...path, shownId(there.id)], given);
          counts[there === undefined ? 'inserted' : 'updated']++;
        } catch (error) {
          if (!(error instanceof TolkError) || error.code !== 'COLUMN_VALUE_TAKEN') throw error;
          counts.refused++;
        }
      }
    }
    return counts;
  }

  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`does what single writes do, one after the other (seed ${seed})`, async () => {
      const random = randomFrom(seed);
      const one = <Item>(...items: readonly Item[]): Item => pick(random, items);
      const numberBelow = (most: number) => Math.floor(random() * most);
      const [imported, written] = [await makeHouse(), await makeHouse()];
      for (let round = 0; round < ROUNDS; round++) {
        const mode = one<RowPlan['mode']>('both', 'both', 'insert', 'update');
        const lines = Array.from({ length: LINES }, (): Visit => [
          one('ada', 'ada', 'bob', 'nobody'), `C${numberBelow(6)}`, one('', String(numberBelow(7))), one('', 'x', 'y'),
        ]);
        const plan = {
          table: 'visit', parent: [{ of: 'customer', by: 'externalId' }], columns: ['code', 'number', 'label'], mode,
        };
        const counts = told(await importLines(imported.scope, plan, lines, 1 + numberBelow(LINES)));
        const where = `round ${round}, ${mode}: ${JSON.stringify(lines)}`;
        const single = await oneByOne(written, mode, lines);
        expect({ ...counts, refused: counts.refused.length }, where).to.deep.equal(single);
        expect(await contents(imported), where).to.deep.equal(await contents(written));
        expect(await wrongKeys(imported.scope)).to.equal(0);
      }
    });
  }
});
