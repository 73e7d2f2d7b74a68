import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { AttemptLost } from '../../src/jobs/index.ts';
import { createSchedules, type RunInHand } from '../../src/schedule/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { jobScope, QUIET, start, stored } from './support.ts';

describe('an attempt at a run', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let heard: Heard;
  before(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
  });
  beforeEach(() => {
    heard = new Heard();
    scope = scopeOf(db.sql, brand, { actor: 'An', door: 'rest' });
  });
  after(() => db.drop());

  const attempt = (runId: string, act: (run: RunInHand) => Promise<void>, signal = new AbortController().signal) => {
    const schedules = createSchedules({ kinds: { test: { act } }, log: QUIET });
    return schedules.attempt(jobScope(db.sql, brand, {}, heard), { runId }, signal);
  };
  const failureOf = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error);

  it('gets what the run was started with, and ends it', async () => {
    const runId = await start(scope, { subjectId: '7', name: 'all customers', input: { file: 'a.csv' } });
    let got: Partial<RunInHand> = {};
    await attempt(runId, async (run) => {
      got = { ...run };
      expect(await stored(db.sql, runId)).to.include({ state: 'running', attempt: 1, ended_at: null });
    });
    expect(got).to.deep.include({
      id: runId, subjectId: '7', name: 'all customers', input: { file: 'a.csv' }, cursor: null, counters: {}, files: [],
      dueAt: null, attempt: 1,
    });
    expect(await stored(db.sql, runId)).to.include({
      state: 'done', error: null, progress: 1, started_by: 'An', door: 'rest', kind: 'test', subject_id: '7',
    });
    expect(heard.events).to.deep.equal([{
      name: 'run.ended',
      payload: { runId, kind: 'test', subjectId: '7', name: 'all customers', state: 'done' },
    }]);
  });

  it('stores what each step tells, with what the step wrote', async () => {
    const runId = await start(scope);
    const files = [{ role: 'output', location: 'out', name: 'a.csv' }];
    await attempt(runId, async (run) => {
      const rest = await run.step(() => Promise.resolve(5), (left) => ({
        cursor: { at: 1 }, counters: { read: 2 }, progress: 0.25, files, left,
      }));
      expect(rest).to.equal(5);
      expect(run).to.deep.include({ cursor: { at: 1 }, counters: { read: 2 }, files });
      expect(await stored(db.sql, runId)).to.deep.include({
        cursor: { at: 1 }, counters: { read: 2 }, progress: 0.25, files,
      });
      await run.step(() => Promise.resolve(), () => ({ cursor: { at: 2 }, counters: { read: 2, bad: 1 } }));
      await run.step(() => Promise.resolve());
      expect(await stored(db.sql, runId)).to.deep.include({
        cursor: { at: 2 }, counters: { read: 4, bad: 1 }, progress: 0.25, files,
      });
    });
  });

  it('leaves nothing of a step that throws', async () => {
    const runId = await start(scope);
    await attempt(runId, async (run) => {
      await run.step(() => Promise.resolve(), () => ({ counters: { read: 1 } }));
      await run.step(async (tx) => {
        await tx.sql('run').where({ id: runId }).update({ name: 'half done' });
        throw new Error('the disk is full');
      }, () => ({ counters: { read: 1 } }));
    });
    expect(await stored(db.sql, runId)).to.deep.include({
      state: 'queued', name: 'a test', counters: { read: 1 }, error: 'the disk is full', failures: 1,
    });
    expect(heard.events).to.deep.equal([]);
  });

  it('goes on at the cursor of the one before', async () => {
    const runId = await start(scope);
    const seen: unknown[] = [];
    const act = async (run: RunInHand) => {
      seen.push([run.attempt, run.cursor, run.counters]);
      await run.step(() => Promise.resolve(), () => ({ cursor: run.attempt, counters: { steps: 1 } }));
      if (run.attempt === 1) throw new Error('no luck');
    };
    await attempt(runId, act);
    await attempt(runId, act);
    expect(seen).to.deep.equal([[1, null, {}], [2, 1, { steps: 1 }]]);
    expect(await stored(db.sql, runId)).to.deep.include({ state: 'done', counters: { steps: 2 }, error: null });
  });

  it('commits nothing more once another has begun, and leaves the run to that', async () => {
    const runId = await start(scope);
    const lost = await failureOf(attempt(runId, async (first) => {
      await first.step(() => Promise.resolve(), () => ({ counters: { steps: 1 } }));
      await attempt(runId, async (second) => {
        await second.step(() => Promise.resolve(), () => ({ counters: { steps: 10 } }));
      });
      await first.step(
        (tx) => tx.sql('run').where({ id: runId }).update({ name: 'too late' }),
        () => ({ counters: { steps: 100 } }),
      );
    }));
    expect(lost).to.be.instanceOf(AttemptLost);
    expect(await stored(db.sql, runId)).to.deep.include({
      state: 'done', attempt: 2, name: 'a test', counters: { steps: 11 },
    });
    expect(heard.events).to.have.length(1);
  });

  it('cannot end a run that another has begun to do', async () => {
    const runId = await start(scope);
    const lost = await failureOf(attempt(runId, async () => {
      await db.sql('run').where({ id: runId }).increment('attempt', 1);
    }));
    expect(lost).to.be.instanceOf(AttemptLost);
    expect(await stored(db.sql, runId)).to.include({ state: 'running', attempt: 2 });
    expect(heard.events).to.deep.equal([]);
  });

  it('that is cut off leaves the run as it is, for another', async () => {
    const runId = await start(scope);
    const control = new AbortController();
    const reason = await failureOf(attempt(runId, async (run) => {
      control.abort(new Error('The process ends'));
      await run.step(() => Promise.resolve(), () => ({ counters: { steps: 1 } }));
    }, control.signal));
    expect(reason).to.have.property('message', 'The process ends');
    expect(await stored(db.sql, runId)).to.deep.include({ state: 'running', counters: {}, failures: 0, error: null });
  });

  it('does nothing when the run has ended, or belongs to another brand', async () => {
    const runId = await start(scope);
    await attempt(runId, () => Promise.resolve());
    await attempt(runId, () => Promise.reject(new Error('it ran')));
    expect(await stored(db.sql, runId)).to.include({ state: 'done', attempt: 1, error: null });
    const foreign = await start(scopeOf(db.sql, await makeBrand(db.sql)));
    await attempt(foreign, () => Promise.reject(new Error('it ran')));
    expect(await stored(db.sql, foreign)).to.include({ state: 'queued', attempt: 0 });
  });
});
