import { expect } from 'chai';
import { createDatamodel, rowStage, type Datamodel, type RowPlan, type RowsMerged } from '../../src/datamodel/index.ts';
import type { Scope, TxScope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import {
  HOTEL, importLines, makeCustomer, nextStageId, planOf, putLines, rowsInStore, told, type Line,
} from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

const NOTHING = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, refused: [] };

describe('an import beside other writers of rows', () => {
  let database: TestDatabase;
  let here: Scope;
  let there: Scope;
  let rest: Datamodel;
  let ada: string;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    here = scopeOf(database.sql, await makeBrand(database.sql));
    there = scopeOf(database.another(), here.brand, { actor: 'other' });
    await withModel(here, HOTEL);
    rest = createDatamodel();
    ada = await makeCustomer(here);
  });
  afterEach(async () => expect(await wrongKeys(here)).to.equal(0));

  const VISITS: Partial<RowPlan> = { table: 'visit', parent: [{ of: 'customer', by: 'id' }] };
  const below = (id = ada) => ['customer', `clang_${id}`, 'visit'];
  const stored = async (table = 'visit') => (await rowsInStore(rest, here, table)).map(({ values, revision }) => ({ ...values, revision }));

  /** Does the work in a transaction of the other, and ends it when the import waits for it. */
  async function meanwhile(work: (tx: TxScope) => Promise<unknown>, imported: () => Promise<unknown>): Promise<void> {
    let done: Promise<unknown> | undefined;
    await there.transaction(async (tx) => {
      await work(tx);
      done = imported();
      await untilOneWaits(database.sql);
    });
    await done;
  }

  it('finds the row of a key that the REST door was storing', async () => {
    let merged: unknown;
    await meanwhile(
      (tx) => rest.insertRow(tx, below(), { code: 'A', label: 'rest' }),
      async () => { merged = told(await importLines(here, VISITS, [[ada, 'B', 'b'], [ada, 'A', 'file']])); });
    expect(merged).to.deep.equal({ ...NOTHING, inserted: 1, updated: 1 });
    expect(await stored()).to.have.deep.members([{ code: 'A', label: 'file', revision: 2 }, { code: 'B', label: 'b', revision: 1 }]);
  });

  it('finds the row of a key that came while it waited for another row', async () => {
    const first = await rest.insertRow(here, below(), { code: 'A' });
    let merged: unknown;
    await meanwhile(
      async (tx) => {
        await rest.updateRow(tx, [...below(), first], { label: 'rest' });
        await rest.insertRow(tx, below(), { code: 'B', label: 'rest' });
      },
      async () => { merged = told(await importLines(here, VISITS, [[ada, 'A', 'file'], [ada, 'B', 'file']])); });
    expect(merged).to.deep.equal({ ...NOTHING, updated: 2 });
    expect(await stored()).to.have.deep.members([{ code: 'A', label: 'file', revision: 3 }, { code: 'B', label: 'file', revision: 2 }]);
  });

  it('makes one row of a key that two imports and the REST door bring, in whatever order', async () => {
    const lines = Array.from({ length: 150 }, (_, number): Line => [ada, `C${number}`, 'x']);
    const rows = lines.map(([, code, label]) => ({ code, label }));
    const [posts, imports] = await Promise.all([Promise.all([
      rest.insertRows(there, below(), rows, { lenient: false, unique: 'code' }),
      rest.insertRows(here, below(), rows.toReversed(), { lenient: false, unique: 'code' }),
    ]), Promise.all([
      importLines(here, VISITS, lines, 40), importLines(there, VISITS, lines.toReversed(), 40),
      importLines(there, VISITS, lines, 70), importLines(here, VISITS, lines.toReversed(), 70),
    ])]);
    expect(await stored()).to.have.length(150);
    const posted = posts.flat().filter(({ created }) => created);
    expect(imports.flatMap(({ inserted }) => inserted).length + posted.length).to.equal(150);
    expect(imports.flatMap(({ refused }) => refused)).to.deep.equal([]);
  });

  it('is no import below a parent that is being deleted', async () => {
    const visit = await rest.insertRow(here, below(), { code: 'V' });
    let merged: unknown;
    await meanwhile(
      (tx) => rest.deleteRow(tx, [...below(), visit]),
      async () => {
        merged = told(await importLines(here, { table: 'item', parent: [{ of: 'visit', by: 'code' }] }, [['V', 'A', '']]));
      });
    expect(merged).to.deep.equal({ ...NOTHING, refused: ['2 Parent not found: there is no visit with code V'] });
    expect(await stored('item')).to.deep.equal([]);
  });

  it('keeps a customer from being deleted until what is below is stored', async () => {
    const stage = await rowStage(here, nextStageId(), planOf(VISITS));
    await putLines(here, stage, [[ada, 'A', '']]);
    let merged: RowsMerged | undefined;
    let deleted: Promise<unknown> | undefined;
    await here.transaction(async (tx) => {
      merged = await stage.merge(tx, 0, 10);
      deleted = there.sql('customer').where({ brand_id: here.brand.id, id: ada }).delete().then();
      await untilOneWaits(database.sql);
    });
    await deleted;
    expect(merged?.inserted).to.have.length(1);
  });

  it('lets others write to the parents meanwhile', async () => {
    const visit = await rest.insertRow(here, below(), { code: 'V' });
    const stage = await rowStage(here, nextStageId(), planOf({ table: 'item', parent: [{ of: 'visit', by: 'code' }] }));
    await putLines(here, stage, [['V', 'A', '']]);
    await here.transaction(async (tx) => {
      await stage.merge(tx, 0, 10);
      await rest.updateRow(there, [...below(), visit], { label: 'changed' });
      await there.sql('customer').where({ brand_id: here.brand.id, id: ada }).update({ firstname: 'Ada' });
      await rest.insertRow(there, [...below(), visit, 'item'], { code: 'B' });
    });
    expect(await stored('item')).to.have.length(2);
  });

  it('waits for a change of the model, and goes by what it became', async () => {
    const stage = await rowStage(here, nextStageId(), planOf(VISITS));
    await putLines(here, stage, [[ada, 'A', '']]);
    let merged: unknown;
    await meanwhile(
      (tx) => rest.change(tx, (now) => ({ ...now, tables: now.tables.filter(({ name }) => name === 'shop'), contains: [] }), { force: true }),
      async () => {
        merged = await here.transaction((tx) => stage.merge(tx, 0, 10)).catch((error: unknown) => String(error));
      });
    expect(merged).to.match(/Table visit not found/);
  });
});
