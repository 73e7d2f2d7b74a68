import { expect } from 'chai';
import { insertUniqueCustomers } from '../../src/customer/index.ts';
import { openStore, type Store } from '../../src/db/index.ts';
import { insertGroup } from '../../src/group/index.ts';
import { cancelRun, type RunInHand } from '../../src/schedule/index.ts';
import { hurry, stopAll } from '../jobs/jobs-support.ts';
import { stored } from '../schedule/support.ts';
import { cutInFront, type Cut } from '../support/cut.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { importer, unlucky, type Importer } from './import-runs-support.ts';

const SETTINGS = { IMPORT_BATCH_MIN: '10', IMPORT_BATCH_MAX: '10', IMPORT_STAGE_ROWS: '20' };

describe('a run of an import that breaks off', () => {
  let db: TestDatabase;
  let whole: unknown;
  let steps: number;
  before(async () => {
    db = await testDatabase();
    const { outcome, count } = await outcomeOf(0, () => Promise.resolve());
    [whole, steps] = [outcome, count];
  });
  after(() => db.drop());

  type Misfortune = (run: RunInHand, mine: Importer) => Promise<void>;
  type End = (mine: Importer, runId: string) => Promise<unknown>;

  /** Two files, one of them with bad rows, in a brand that has some of the customers. */
  async function outcomeOf(
    at: number, misfortune: Misfortune, end: End = (mine, runId) => mine.ended(runId),
    reach: { readonly url: string; readonly sql: Store } = db,
  ): Promise<{ readonly outcome: unknown; readonly count: number }> {
    const mine = await importer(SETTINGS, db);
    let count = 0;
    try {
      const { id: group } = await insertGroup(mine.scope, { name: 'of the file' });
      const there = Array.from({ length: 20 }, (_, index) => ({ externalId: `K${index}`, city: index < 10 ? 'Ede' : 'Delft' }));
      await insertUniqueCustomers(mine.scope, there, { fields: ['externalId'], options: [] });
      await mine.define({ target: { group }, file: { archive: 'done' } });
      const lines = Array.from({ length: 60 }, (_, index) => `K${index};Ede;${index % 15 === 14 ? 'never' : ''}`);
      mine.put('in/a.csv', ['externalId;city;birthday', ...lines, 'K3;Gouda;'].join('\n'), 60);
      mine.put('in/b.csv', 'externalId;city;birthday\nK99;Ede;\n');
      const tell = (step: number) => { count = Math.max(count, step); };
      mine.work({ ...reach, kind: unlucky(at, (run) => misfortune(run, mine), tell) });
      const first = await mine.start();
      await end(mine, first);
      const [second = ''] = await db.sql('run').where({ brand_id: mine.brand.id }).whereNot({ id: first })
        .pluck<string[]>('id');
      await mine.ended(second);
      return { outcome: await effects(mine, first, second), count };
    } finally {
      await stopAll();
      await mine.stop();
    }
  }

  async function effects(mine: Importer, first: string, second: string): Promise<object> {
    const { state, counters, files, error, progress } = await stored(db.sql, first);
    const ofBrand = (table: string) => db.sql(table).where({ brand_id: mine.brand.id });
    const counts = await Promise.all(['group_member', 'customer_history', 'customer_stage', 'import_error', 'run']
      .map(async (table) => [table, await ofBrand(table).count()] as const));
    return {
      state, counters, files, error, progress, counts, second: (await stored(db.sql, second)).counters,
      customers: await mine.customers('external_id', 'city'), members: await ofBrand('group_count_delta').sum('delta'),
      known: await ofBrand('import_file').orderBy('name').select('name', 'place', 'state', 'target', 'errors'),
      told: await ofBrand('import_outcome').orderBy('run_id').orderBy('place').pluck('place'),
      written: mine.files(), bad: mine.text('in/a.errors.csv'),
    };
  }

  it('would have done this', () => {
    expect((whole as { counters: object }).counters).to.deep.equal({
      files: 1, read: 61, bad: 4, repeated: 1, inserted: 37, updated: 10, unchanged: 9, skipped: 0,
    });
    expect((whole as { written: object }).written).to.deep.equal(['done/a.csv', 'done/b.csv', 'in/a.errors.csv']);
    expect(steps).to.be.above(12);
  });

  it('is in the end as if it had run once, wherever that was', async () => {
    for (let at = 1; at <= steps; at++) {
      const { outcome } = await outcomeOf(at, () => Promise.reject(new Error('broken off')));
      expect(outcome, `broken off at step ${at}`).to.deep.equal(whole);
    }
  });

  it('is so too when it was cancelled and then let go on', async () => {
    for (let at = 1; at <= steps; at++) {
      let wasCancelled = false;
      const { outcome } = await outcomeOf(at, async ({ id }, { scope }) => {
        if (!wasCancelled) await cancelRun(scope, id);
        wasCancelled = true;
      }, async (mine, runId) => {
        expect((await mine.ended(runId)).state).to.equal('cancelled');
        await mine.retry(runId);
      });
      expect(outcome, `cancelled at step ${at}`).to.deep.equal(whole);
    }
  });

  it('is so too when the database was away meanwhile', async () => {
    const cut: Cut = await cutInFront(db.url);
    const sql = openStore({ url: cut.url, connections: 5, prepare: true });
    try {
      for (const at of [1, 3, 6, 9, 15, steps - 4]) {
        let wasCut = false;
        const { outcome } = await outcomeOf(at, () => {
          if (!wasCut) cut.cut();
          wasCut = true;
          return Promise.resolve();
        }, async (_mine, runId) => {
          await until(() => wasCut);
          cut.mend();
          await until(async () => {
            await hurry(db.sql);
            return (await stored(db.sql, runId)).ended_at !== null;
          });
        }, { url: cut.url, sql });
        expect(outcome, `cut at step ${at}`).to.deep.equal(whole);
      }
    } finally {
      await sql.destroy();
      await cut.stop();
    }
  });
});
