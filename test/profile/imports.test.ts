import { expect } from 'chai';
import { deleteCustomer } from '../../src/customer/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { conditionQuery, createProfile } from '../../src/profile/index.ts';
import { removeImport } from '../../src/transfer/index.ts';
import { ORDERS } from '../transfer/import-support.ts';
import { notedRun, someCustomers, someImport } from '../transfer/outcome-support.ts';
import { withModel } from '../datamodel/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { fitting, idsOf, inProfile } from './support.ts';

describe('conditions on imports', () => {
  let database: TestDatabase;
  let scope: Scope;
  let id: string;
  /** Of `made`: new, changed, unchanged in the first run; new in the second. */
  let customers: string[];
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    ({ id } = await someImport(scope));
    customers = await someCustomers(scope, 5);
    const [a = '', b = '', c = '', d = ''] = customers;
    await notedRun(scope, { importId: id, daysAgo: 8 }, { inserted: [a], updated: [b] }, { unchanged: [c] });
    await notedRun(scope, { importId: id }, { inserted: [d], updated: [a] });
  });
  const places = async (condition: object) => (await fitting(scope, condition)).map((one) => customers.indexOf(one));

  it('hold for whom any run made or met', async () => {
    expect(await places({ import: id })).to.deep.equal([0, 1, 2, 3]);
    expect(await places({ import: Number(id), customers: 'all', runs: 'any' })).to.deep.equal([0, 1, 2, 3]);
    expect(await places({ import: id, customers: 'new' })).to.deep.equal([0, 3]);
    expect(await places({ import: id, customers: 'updated' })).to.deep.equal([0, 1]);
  });

  it('hold for those of the last run, or of the runs of the last days', async () => {
    expect(await places({ import: id, runs: 'last' })).to.deep.equal([0, 3]);
    expect(await places({ import: id, customers: 'new', runs: 'last' })).to.deep.equal([3]);
    expect(await places({ import: id, runs: { withinLast: { days: 7 } } })).to.deep.equal([0, 3]);
    expect(await places({ import: id, runs: { withinLast: { days: 8, hours: 1 } } })).to.deep.equal([0, 1, 2, 3]);
  });

  it('go together with others', async () => {
    expect(await places({ not: { import: id } })).to.deep.equal([4]);
    expect(await places({ and: [{ import: id, customers: 'new' }, { not: { import: id, runs: 'last' } }] })).to.deep.equal([]);
    const twice = { or: [{ import: id, customers: 'new' }, { import: id, customers: 'updated' }] };
    expect(await places(twice)).to.deep.equal([0, 1, 3]);
  });

  it('hold for no customer that is deleted', async () => {
    await deleteCustomer(scope, customers[0] ?? '');
    expect(await places({ import: id })).to.deep.equal([1, 2, 3]);
  });

  const refusals: [string, () => object, RegExp][] = [
    ['an import that is not there', () => ({ import: '999999' }), /at import: there is no import 999999 of customers/],
    ['a name', () => ({ import: 'test' }), /at import: must be the number of an import, not test/],
    ['another word', () => ({ import: id, customers: 'old' }), /at customers: must be one of all, new, updated, not old/],
    ['other runs', () => ({ import: id, runs: 'first' }), /at runs: must be last, any or .* not first/],
    ['no unit', () => ({ import: id, runs: { withinLast: {} } }), /at runs.withinLast: names none of/],
    ['the future', () => ({ import: id, runs: { withinLast: { days: -1 } } }), /at runs.withinLast: must be forward/],
    ['two things', () => ({ import: id, runs: { withinLast: { days: 1 }, last: 1 } }), /at runs: must be last, any or/],
    ['a member that is unknown', () => ({ import: id, is: 'x' }), /at is: is unknown beside import/],
    ['rows', () => ({ rows: 'order', where: { import: id } }), /at where: has none of/],
  ];
  for (const [what, condition, text] of refusals) {
    it(`are refused with ${what}`, async () => {
      expect(await faultOf(fitting(scope, condition()))).to.match(/^105 /).and.match(text);
    });
  }

  it('are refused of imports of rows, and of other brands\' imports', async () => {
    await withModel(scope, ORDERS);
    const target = {
      kind: 'rows', table: 'order', parent: [{ of: 'customer', by: 'externalId', column: 'customer' }], unique: ['nr'],
    };
    const ofRows = await someImport(scope, { name: 'orders', target });
    expect(await faultOf(fitting(scope, { import: ofRows.id }))).to.match(/there is no import \d+ of customers/);
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    expect(await faultOf(fitting(other, { import: id }))).to.match(/there is no import \d+ of customers/);
  });

  it('say so when the import has gone, rather than select others', async () => {
    await createProfile(scope, { name: 'not of it', condition: { not: { import: id } } });
    const query = await conditionQuery(scope, { not: { import: id } });
    expect(await inProfile(scope, 'not of it')).to.deep.equal([customers[4]]);
    await removeImport(scope, id);
    expect(await faultOf(inProfile(scope, 'not of it'))).to.match(
      /^105 Profile not of it can no longer be read. The condition at not.import: there is no import/);
    expect(await idsOf(scope, query)).to.deep.equal([customers[4]]);
  });
});

const MANY = 100_000;
const STEP = 1000;
const CUSTOMERS = statement(`
  insert into customer (brand_id, created_by, modified_by)
  select $1, 'x', 'x' from generate_series(1, $2::int) returning id`);

describe('the query of a condition on imports', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  it('finds those of a small import by indexes, and goes through those of a large one once', async () => {
    const scope = scopeOf(database.sql, await makeBrand(database.sql));
    const customers = (await rows<[string]>(scope.sql, CUSTOMERS, [scope.brand.id, MANY])).flat();
    const small = (await someImport(scope)).id;
    const large = (await someImport(scope, { name: 'large' })).id;
    await notedRun(scope, { importId: small }, { inserted: customers.slice(0, 3) });
    const steps = Array.from({ length: MANY / STEP }, (_, step) => customers.slice(step * STEP, (step + 1) * STEP));
    await notedRun(scope, { importId: large }, ...steps.map((inserted) => ({ inserted })));
    await scope.sql.raw('analyze customer, import_outcome, run');
    for (const runs of ['any', 'last']) {
      const [few, many] = [{ import: small, customers: 'new', runs }, { import: large, customers: 'new', runs }];
      expect(await planOf(scope, few, 3)).to.not.match(/Seq Scan on customer/);
      for (const [condition, found] of [
        [many, MANY], [{ not: many }, 0], [{ or: [few, many] }, MANY], [{ and: [few, { not: many }] }, 0],
      ] as const) {
        const plan = await planOf(scope, condition, found);
        const loops = [...plan.matchAll(/ProjectSet.*loops=(\d+)/g)].map(([, each]) => each);
        expect(new Set(loops), plan).to.deep.equal(new Set(['1']));
      }
    }
  });

  async function planOf(scope: Scope, condition: object, found: number): Promise<string> {
    const query = await conditionQuery(scope, condition);
    expect(await idsOf(scope, query)).to.have.length(found);
    const explain = { name: '', text: `explain (analyze, timing off) ${query.text}` };
    return (await rows<[string]>(scope.sql, explain, query.values)).flat().join('\n');
  }
});
