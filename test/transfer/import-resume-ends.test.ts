import { expect } from 'chai';
import { retryRun } from '../../src/schedule/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { stored } from '../schedule/support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { importer, unlucky, type Importer } from './import-runs-support.ts';

interface Scenario {
  readonly before?: (mine: Importer) => Promise<unknown>;
  readonly file: string;
  readonly start?: Parameters<Importer['start']>[0];
  readonly state: string;
  readonly files: readonly string[];
}

const GOOD = 'externalId;birthday\nK1;1980-02-01\nK2;never\n';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'that refuses its file': { file: 'number\nK1\n', state: 'failed', files: ['failed/a.csv'] },
  'that refuses its file in the middle': {
    file: `<c>${'<r><externalId>K1</externalId></r>'.repeat(50)}<r></oops></c>`, state: 'failed', files: ['failed/a.csv'],
  },
  'whose file was seen before': {
    async before(mine) {
      mine.put('in/a.csv', GOOD, 60);
      await mine.run();
    },
    file: GOOD, state: 'done', files: ['done/a (2).csv', 'done/a.csv', 'in/a.errors.csv'],
  },
  'that is dry': { file: GOOD, start: { dryRun: true }, state: 'done', files: ['in/a.csv'] },
};

describe('a run of an import with another end that breaks off', () => {
  let db: TestDatabase;
  before(async () => {
    db = await testDatabase();
  });
  after(() => db.drop());

  async function outcomeOf(
    at: number, { before, file, start, state }: Scenario,
  ): Promise<{ readonly outcome: object; readonly steps: number }> {
    const mine = await importer({ IMPORT_STAGE_ROWS: '10' }, db);
    let steps = 0;
    try {
      await mine.define({ file: { archive: 'done', failed: 'failed' } });
      if (before !== undefined) {
        mine.work();
        await before(mine);
        await stopAll();
      }
      mine.put('in/a.csv', file);
      mine.work({ kind: unlucky(at, () => Promise.reject(new Error('broken off')), (step) => { steps = Math.max(steps, step); }) });
      const runId = await mine.start(start);
      await mine.ended(runId);
      const run = await stored(db.sql, runId);
      const ofBrand = (table: string) => db.sql(table).where({ brand_id: mine.brand.id });
      const outcome = {
        state: run.state, counters: run.counters, files: run.files, error: run.error, written: mine.files(),
        known: await ofBrand('import_file').orderBy('run_id').select('name', 'place', 'state', 'target'),
        counts: await Promise.all(['customer', 'customer_history', 'customer_stage', 'import_error']
          .map((table) => ofBrand(table).count())),
      };
      if (state === 'failed') await retryRun(mine.scope, runId); // what it leaves behind can be taken up again
      if (state === 'failed') expect((await mine.ended(runId)).error).to.equal(run.error);
      return { outcome, steps };
    } finally {
      await stopAll();
      await mine.stop();
    }
  }

  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    it(`${name} is in the end as if it had run once`, async () => {
      const { outcome: whole, steps } = await outcomeOf(0, scenario);
      expect(whole).to.deep.include({ state: scenario.state, written: scenario.files });
      for (let at = 1; at <= steps; at++) {
        const { outcome } = await outcomeOf(at, scenario);
        expect(outcome, `broken off at step ${at} of ${steps}`).to.deep.equal(whole);
      }
    });
  }
});
