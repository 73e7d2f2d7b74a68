import { expect } from 'chai';
import {
  editColumn, removeColumn, removeTable, rowStage, type Datamodel, type RowPlan,
} from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import {
  HOTEL, importLines, makeCustomer, nextStageId, planOf, putLines, rowsInStore, stagedCount, type Line,
} from './import-support.ts';
import { refusalOf, wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

describe('the stage of an import into the data model', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROW_IMPORT_BYTES: '2000' } });
    datamodel = await withModel(scope, HOTEL);
  });
  afterEach(async () => expect(await wrongKeys(scope)).to.equal(0));

  const stageOf = async (lines: Line[], plan: Partial<RowPlan> = {}) => {
    const stageId = nextStageId();
    const stage = await rowStage(scope, stageId, planOf(plan));
    await putLines(scope, stage, lines);
    return {
      ...stage, stageId,
      mergeNext: (after = 0, most = 100) => scope.transaction((tx) => stage.merge(tx, after, most)),
      previewed: () => scope.transaction((tx) => stage.preview(tx)),
      cleared: () => scope.transaction((tx) => stage.clear(tx)),
    };
  };
  const stored = async () => (await rowsInStore(datamodel, scope, 'shop')).map(({ values }) => values);

  it('gives its records in pieces, in order, and they leave it', async () => {
    const stage = await stageOf([['A', 'a'], ['B', 'b'], ['C', 'c'], ['D', 'd'], ['E', 'e']]);
    const { last, inserted } = await stage.mergeNext(0, 2);
    expect([last, inserted.length, await stagedCount(scope)]).to.deep.equal([2, 2, 3]);
    expect((await stage.mergeNext(2, 2)).last).to.equal(4);
    expect((await stage.mergeNext(4, 2)).last).to.equal(5);
    expect(await stage.mergeNext(5, 2)).to.deep.equal({
      last: undefined, inserted: [], updated: [], unchanged: [], skipped: 0, refused: [],
    });
    expect((await stored()).map(({ code }) => code)).to.deep.equal(['A', 'B', 'C', 'D', 'E']);
  });

  it('gives ROW_IMPORT_BYTES at once, one record at least', async () => {
    const stage = await stageOf(['A', 'B', 'C', 'D', 'E', 'F'].map((code) => [code, code.repeat(code === 'B' ? 90_000 : 300)]));
    const places = [];
    for (let after = 0; ;) {
      const { last } = await stage.mergeNext(after);
      if (last === undefined) break;
      places.push(after = last);
    }
    expect(places).to.deep.equal([2, 5, 6]);
  });

  it('is opened again by another process, and does not know records that were undone', async () => {
    const { stageId, mergeNext } = await stageOf([['A', 'a'], ['B', 'b']]);
    const undone = new Error('undone');
    const again = await rowStage(scope, stageId, planOf({}));
    await scope.transaction(async (tx) => {
      await again.merge(tx, 0, 10);
      throw undone;
    }).catch((error: unknown) => expect(error).to.equal(undone));
    expect([await stagedCount(scope), await stored()]).to.deep.equal([2, []]);
    expect((await scope.transaction((tx) => again.merge(tx, 0, 1))).inserted).to.have.length(1);
    expect((await mergeNext(1)).inserted).to.have.length(1);
    expect((await stored()).map(({ code }) => code)).to.deep.equal(['A', 'B']);
  });

  it('has nothing to do with other stages', async () => {
    const one = await stageOf([['A', 'one'], ['B', 'one']]);
    const other = await stageOf([['A', 'other'], ['A', 'last'], ['C', 'other']]);
    const there = scopeOf(database.sql, await makeBrand(database.sql));
    await withModel(there, HOTEL);
    const far = await rowStage(there, one.stageId, planOf({}));
    await putLines(there, far, [['A', 'far']]);
    expect(await scope.transaction((tx) => other.dropRepeated(tx))).to.equal(1);
    expect((await other.mergeNext()).inserted).to.have.length(2);
    await one.cleared();
    expect([await stagedCount(scope), await stagedCount(there)]).to.deep.equal([0, 1]);
    expect(await stored()).to.deep.equal([{ code: 'A', label: 'last' }, { code: 'C', label: 'other' }]);
  });

  it('tells what a merge would do, and changes nothing', async () => {
    const ada = await makeCustomer(scope);
    const plan = { table: 'visit', parent: [{ of: 'customer', by: 'id' }], columns: ['code', 'label', 'number'] };
    await importLines(scope, plan, [[ada, 'A', 'a', '1'], [ada, 'B', 'b', '2'], [ada, 'C', 'c', '3']]);
    const before = await rowsInStore(datamodel, scope, 'visit');
    const lines = [
      [ada, 'A', 'a', '1'], [ada, 'B', 'bee', '9'], [ada, 'D', 'd', '2'], [ada, 'E', 'e', '3'], ['999999999', 'F', 'f', '4'],
    ];
    for (const [mode, told] of Object.entries({
      both: { inserted: 1, updated: 1, unchanged: 1, skipped: 0, refused: 2 },
      insert: { inserted: 0, updated: 0, unchanged: 0, skipped: 2, refused: 3 },
      update: { inserted: 0, updated: 1, unchanged: 1, skipped: 2, refused: 1 },
    })) {
      const stage = await stageOf(lines, { ...plan, mode: mode as RowPlan['mode'] });
      expect(await stage.previewed(), mode).to.deep.equal(told);
      await stage.cleared();
    }
    const stage = await stageOf(lines, plan);
    expect([await stagedCount(scope), await rowsInStore(datamodel, scope, 'visit')]).to.deep.equal([5, before]);
    const { inserted, updated, unchanged, refused } = await stage.mergeNext();
    expect([inserted, updated, unchanged, refused].map(({ length }) => length)).to.deep.equal([1, 1, 1, 2]);
  });

  describe('when the model changes before the merge', () => {
    const plan = { columns: ['code', 'label', 'number'] };

    it('reads records once more by what holds now', async () => {
      const stage = await stageOf([['1', 'x', '7'], ['2', '2026', '8']], plan);
      await datamodel.change(scope, editColumn('shop', 'label', { type: 'number' }), { force: true });
      expect(await stage.mergeNext()).to.deep.include({
        refused: [{ line: 2, cells: ['1', 'x', '7'], why: 'Column label: is not a whole number (x)' }],
      });
      expect(await stored()).to.deep.equal([{ code: '2', number: 8, label: 2026 }]);
    });

    it('goes on by the names of the plan', async () => {
      const stage = await stageOf([['A', 'a', '7'], ['B', 'b', '8']], plan);
      await stage.mergeNext(0, 1);
      await datamodel.change(scope, editColumn('shop', 'number', { type: 'string', unique: false }));
      await datamodel.change(scope, editColumn('shop', 'label', { unique: true }));
      await stage.mergeNext(1, 1);
      expect(await stored()).to.deep.equal([{ code: 'A', label: 'a', number: '7' }, { code: 'B', label: 'b', number: '8' }]);
    });

    for (const [what, change, refusal] of [
      ['a column', removeColumn('shop', 'label'), '404 Column label of table shop not found'],
      ['the table', removeTable('shop'), '404 Table shop not found at this place of the data model'],
      ['what tells rows apart', editColumn('shop', 'code', { unique: false }),
        '400 Column code of table shop is not unique: rows cannot be told apart by it'],
    ] as const) {
      it(`ends when ${what} has gone, and leaves the records`, async () => {
        const stage = await stageOf([['A', 'a', '7']], plan);
        await datamodel.change(scope, change, { force: true });
        expect(await refusalOf(stage.mergeNext())).to.equal(refusal);
        expect(await refusalOf(stage.previewed())).to.equal(refusal);
        expect([await stagedCount(scope), await stored()]).to.deep.equal([1, []]);
      });
    }
  });
});
