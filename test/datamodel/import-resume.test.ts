import { expect } from 'chai';
import type { RunInHand, RunKind } from '../../src/schedule/index.ts';
import { importRuns } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { importer, type Importer } from '../transfer/import-runs-support.ts';
import { HOTEL, importLines, makeCustomer, rowsInStore, stagedCount } from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

/** Many steps of each phase. */
const SETTINGS = { IMPORT_BATCH_MIN: '7', IMPORT_BATCH_MAX: '7', IMPORT_STAGE_ROWS: '15' };
const REFERENCE = { of: 'customer', by: 'externalId' };
const COLUMNS = ['code', 'number', 'label'];
const VISITS = { table: 'visit', parent: [REFERENCE], columns: COLUMNS };

describe('an import of rows that breaks off', () => {
  let db: TestDatabase;
  before(async () => { db = await testDatabase(); });
  after(() => db.drop());

  /** The kind; its first attempt breaks off as its n-th step begins: what came before is stored. */
  function breaking(at: number, tell: (step: number) => void): RunKind {
    return {
      ...importRuns,
      async act(run) {
        let begun = 0;
        const step: RunInHand['step'] = async (work, told) => {
          tell(++begun);
          if (run.attempt === 1 && begun === at) throw new Error('broken off');
          return run.step(work, told);
        };
        await importRuns.act(Object.create(run, { step: { value: step } }) as RunInHand);
      },
    };
  }

  /** Rows that are new, others, the same, or bad, and numbers that go from one to the next. */
  async function outcomeOf(at: number): Promise<{ readonly effects: object; readonly steps: number }> {
    const mine = await importer(SETTINGS, db);
    let steps = 0;
    try {
      const datamodel = await withModel(mine.scope, HOTEL);
      for (const name of ['ada', 'bob']) await makeCustomer(mine.scope, { external_id: name });
      const there = Array.from({ length: 10 }, (_, place) => ['ada', `C${place}`, String(place), 'old']);
      await importLines(mine.scope, VISITS, there);
      await mine.define({
        target: { kind: 'rows', table: 'visit', unique: ['code'], parent: [{ ...REFERENCE, column: 'who' }] },
        columns: COLUMNS.map((name) => ({ column: name, rowColumn: name })),
      });
      const moved = Array.from({ length: 10 }, (_, place) => `ada;C${place};${place < 5 ? place + 10 : place - 5};new`);
      const fresh = Array.from({ length: 20 }, (_, place) =>
        `${place % 7 === 0 ? 'nobody' : 'bob'};C${place};${place % 9};x`);
      mine.put('in/a.csv', ['who;code;number;label', ...moved, ...fresh, 'ada;C3;never;x', 'bob;C1;99;last'].join('\n'));
      mine.work({ kind: breaking(at, (step) => { steps = Math.max(steps, step); }) });
      return { effects: await effectsOf(mine, await rowsAfter(mine)), steps };

      async function rowsAfter({ run, scope }: Importer) {
        const { state, counters, error } = await run();
        expect(await wrongKeys(scope)).to.equal(0);
        const rows = await rowsInStore(datamodel, scope, 'visit');
        return { state, counters, error, rows: rows.map(({ values, revision }) => ({ values, revision })) };
      }
    } finally {
      await stopAll();
      await mine.stop();
    }
  }

  async function effectsOf(mine: Importer, told: object): Promise<object> {
    return { ...told, staged: await stagedCount(mine.scope), bad: mine.text('in/a.errors.csv'), files: mine.files() };
  }

  it('is in the end as if it had run once, wherever that was', async () => {
    const { effects, steps } = await outcomeOf(0);
    expect(effects).to.deep.include({ state: 'done', staged: 0, files: ['in/a.csv', 'in/a.errors.csv'] });
    expect((effects as { counters: object }).counters).to.deep.include({
      read: 32, inserted: 10, updated: 10, unchanged: 0, repeated: 1, bad: 11,
    });
    expect(steps).to.be.above(8);
    for (let at = 1; at <= steps; at++) {
      expect((await outcomeOf(at)).effects, `broken off at step ${at}`).to.deep.equal(effects);
    }
  });
});
