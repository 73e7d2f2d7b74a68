import { expect } from 'chai';
import { openStore, type Scope, type Store } from '../../src/db/index.ts';
import type { RunInHand } from '../../src/schedule/index.ts';
import { hurry, queued, stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { cutInFront, type Cut } from '../support/cut.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { runHandlers, start, stored } from './support.ts';

describe('a run whose database goes away in the middle', () => {
  let db: TestDatabase;
  let scope: Scope;
  let cut: Cut;
  let sql: Store;
  beforeEach(async () => {
    db = await testDatabase();
    scope = scopeOf(db.sql, await makeBrand(db.sql));
    cut = await cutInFront(db.url);
    sql = openStore({ url: cut.url, connections: 5, prepare: true });
  });
  afterEach(async () => {
    await stopAll();
    await sql.destroy();
    await cut.stop();
    await db.drop();
  });

  /** Three steps, the second of which meets a misfortune the first time. */
  const threeSteps = (misfortune: (run: RunInHand) => Promise<void>) => async (run: RunInHand) => {
    for (let done = Number(run.cursor ?? 0); done < 3; done++) {
      await run.step(async () => {
        if (done === 1 && run.attempt === 1) await misfortune(run);
      }, () => ({ cursor: done + 1, counters: { steps: 1 } }));
    }
  };
  /** Until it is done, without waiting for pauses. */
  const carryOn = (runId: string) => until(async () => {
    await hurry(db.sql);
    return (await stored(db.sql, runId)).ended_at !== null;
  });
  const asOnce = { state: 'done', cursor: 3, counters: { steps: 3 }, error: null };

  it('is tried again at its cursor when a connection is lost', async () => {
    const runId = await start(scope);
    workers(db.url, runHandlers(sql, {
      test: {
        act: threeSteps(async ({ scope: { sql: ours } }) => {
          await ours.raw(`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction'`);
        }),
      },
    }));
    await until(async () => (await stored(db.sql, runId)).failures === 1);
    expect(await stored(db.sql, runId)).to.deep.include({ state: 'queued', cursor: 1, counters: { steps: 1 } });
    await carryOn(runId);
    expect(await stored(db.sql, runId)).to.deep.include({ ...asOnce, attempt: 2 });
  });

  it('is left to the queue when not even that can be written, and goes on when the database is back', async () => {
    const runId = await start(scope);
    workers(db.url, runHandlers(sql, {
      test: { act: threeSteps(() => Promise.resolve(cut.cut())) },
    }));
    await until(async () => (await queued(db.sql)).some(({ lastError }) => lastError !== null));
    expect(await stored(db.sql, runId)).to.deep.include({ state: 'running', failures: 0, cursor: 1 });
    cut.mend();
    await carryOn(runId);
    expect(await stored(db.sql, runId)).to.deep.include({ ...asOnce, attempt: 2 });
    await until(async () => (await queued(db.sql)).length === 0);
  });
});
