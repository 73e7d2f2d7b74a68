import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import { insertGroup } from '../../src/group/index.ts';
import type { RunInHand, RunKind } from '../../src/schedule/index.ts';
import { importRuns } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { importer, type Importer } from './import-runs-support.ts';

/** Steps of a run in which nothing happens but phases: far fewer than those below. */
const MOST_STEPS = 40;

describe('a run of an import that breaks off', () => {
  let mine: Importer;
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  /** The kind, whose first attempt breaks off as its n-th step begins: what came before, outside too, is done. */
  function breaking(at: number, broken: () => void): RunKind {
    return {
      ...importRuns,
      async act(run) {
        let steps = 0;
        const step: RunInHand['step'] = async (work, told) => {
          if (run.attempt === 1 && ++steps === at) {
            broken();
            throw new Error('broken off');
          }
          return run.step(work, told);
        };
        const handed = Object.create(run, { step: { value: step } }) as RunInHand;
        await importRuns.act(handed);
      },
    };
  }

  async function outcomeOf(at: number): Promise<{ readonly isBroken: boolean; readonly outcome: unknown }> {
    mine = await importer({ IMPORT_BATCH_MIN: '10', IMPORT_BATCH_MAX: '10', IMPORT_STAGE_ROWS: '20' });
    let isBroken = false;
    mine.work({ kind: breaking(at, () => { isBroken = true; }) });
    const { id: group } = await insertGroup(mine.scope, { name: 'of the file' });
    for (let index = 0; index < 20; index++) await insertCustomer(mine.scope, { externalId: `K${index}`, city: index < 10 ? 'Ede' : 'Delft' });
    await mine.define({ target: { group }, file: { archive: 'done' } });
    const lines = Array.from({ length: 60 }, (_, index) => `K${index};Ede;${index % 15 === 14 ? 'never' : ''}`);
    mine.put('in/a.csv', ['externalId;city;birthday', ...lines, 'K3;Gouda;'].join('\n'), 60);
    mine.put('in/b.csv', 'externalId;city;birthday\nK0;last;\n');
    const { state, counters, files, error, progress } = await mine.run();
    const [second] = await mine.db.sql('run').orderBy('id', 'desc').limit(1).pluck<string[]>('id');
    const after = await mine.ended(second ?? '');
    const outcome = {
      state, counters, files, error, progress, second: [after.state, after.counters],
      customers: await mine.customers('external_id', 'city'),
      members: await mine.db.sql('group_member').count(), history: await mine.db.sql('customer_history').count(),
      delta: await mine.db.sql('group_count_delta').sum('delta'),
      left: [
        await mine.db.sql('customer_stage').count(), await mine.db.sql('import_error').count(),
        await mine.db.sql('run').count(), await mine.db.sql('import_file').orderBy('name').select('name', 'place', 'state', 'target'),
      ],
      told: await mine.db.sql('import_outcome').orderBy('run_id').orderBy('place').pluck('place'),
      written: mine.files(), bad: mine.text('in/a.errors.csv'),
    };
    return { isBroken, outcome };
  }

  it('is in the end as if it had run once, wherever that was', async function () {
    this.timeout(120_000);
    const { outcome: whole } = await outcomeOf(0);
    expect((whole as { counters: object }).counters).to.deep.equal({
      files: 1, read: 61, bad: 4, repeated: 1, inserted: 37, updated: 10, unchanged: 9, skipped: 0,
    });
    await stopAll();
    await mine.stop();
    for (let at = 1; at < MOST_STEPS; at++) {
      const { isBroken, outcome } = await outcomeOf(at);
      expect(outcome, `broken off at step ${at}`).to.deep.equal(whole);
      if (!isBroken) {
        expect(at).to.be.above(12);
        return;
      }
      await stopAll();
      await mine.stop();
    }
    throw new Error('there were more steps than that');
  });
});
