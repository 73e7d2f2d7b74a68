import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { cancelRun, retryRun, type RunInHand } from '../../src/schedule/index.ts';
import { queued, stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { runHandlers, start, stored } from './support.ts';

describe('cancelling a run', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let heard: Heard;
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
    heard = new Heard();
    scope = scopeOf(db.sql, brand, { events: heard });
  });
  afterEach(async () => {
    await stopAll();
    await db.drop();
  });

  const work = (act: (run: RunInHand) => Promise<void>) =>
    workers(db.url, runHandlers(db.sql, { test: { act } }, {}, heard));
  const state = async (runId: string) => (await stored(db.sql, runId)).state;
  const isEmpty = async () => (await queued(db.sql)).length === 0;
  const endings = () => heard.events.map(({ payload }) => (payload as { state: string }).state);

  it('that waits ends it at once; its job then does nothing', async () => {
    const runId = await start(scope);
    expect(await cancelRun(scope, runId)).to.include({ state: 'cancelled', startedAt: null, error: null });
    expect(endings()).to.deep.equal(['cancelled']);
    work(() => Promise.reject(new Error('it ran')));
    await until(isEmpty);
    expect(await stored(db.sql, runId)).to.include({ state: 'cancelled', attempt: 0, error: null });
  });

  it('that waits for its next try ends it too', async () => {
    const runId = await start(scope);
    work(() => Promise.reject(new Error('no luck')));
    await until(async () => (await stored(db.sql, runId)).retry_at !== null);
    expect(await cancelRun(scope, runId)).to.include({ state: 'cancelled', retryAt: null, error: 'no luck' });
    expect(endings()).to.deep.equal(['cancelled']);
  });

  it('that is at work stops it before its next step, and keeps those that are finished', async () => {
    const runId = await start(scope);
    const cancelled = Promise.withResolvers<void>();
    work(async (run) => {
      const step = () => run.step(() => Promise.resolve(), () => ({ cursor: 'on', counters: { steps: 1 } }));
      await step();
      await cancelled.promise;
      await step();
      throw new Error('it went on');
    });
    await until(async () => (await stored(db.sql, runId)).cursor === 'on');
    const asked = await cancelRun(scope, runId);
    expect(asked).to.include({ state: 'running', endedAt: null }).and.have.property('cancelRequestedAt').that.is.a('string');
    expect((await cancelRun(scope, runId)).cancelRequestedAt, 'asked again').to.equal(asked.cancelRequestedAt);
    cancelled.resolve();
    await until(async () => await state(runId) === 'cancelled');
    expect(await stored(db.sql, runId)).to.deep.include({ counters: { steps: 1 }, error: null, failures: 0 });
    await until(isEmpty);
    expect(endings()).to.deep.equal(['cancelled']);
  });

  it('that is at work between steps fires its signal, whatever it throws then', async () => {
    const runId = await start(scope);
    work(({ signal }) => new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('the connection was closed')));
    }));
    await until(async () => await state(runId) === 'running');
    await cancelRun(scope, runId);
    await until(async () => await state(runId) === 'cancelled');
    expect(await stored(db.sql, runId)).to.include({ error: null });
  });

  it('whose worker died ends it when another takes it up', async () => {
    const runId = await start(scope);
    await db.sql('run').where({ id: runId }).update({ state: 'running', attempt: 1 });
    expect(await cancelRun(scope, runId)).to.include({ state: 'running' });
    work(() => Promise.reject(new Error('it ran')));
    await until(async () => await state(runId) === 'cancelled');
    expect(await stored(db.sql, runId)).to.include({ attempt: 2, error: null });
  });

  it('that has ended is refused', async () => {
    for (const ended of ['done', 'failed', 'dead', 'cancelled']) {
      const runId = await start(scope);
      await db.sql('run').where({ id: runId }).update({ state: ended, ended_at: new Date() });
      expect(await faultOf(cancelRun(scope, runId)))
        .to.equal(`105 Run ${runId} is ${ended}: only one that is queued or running can be cancelled`);
      expect((await stored(db.sql, runId)).cancel_requested_at).to.equal(null);
    }
  });

  it('is no end for good: it goes on where it was when it is tried again', async () => {
    const runId = await start(scope);
    await cancelRun(scope, runId);
    await retryRun(scope, runId);
    work((run) => run.step(() => Promise.resolve(), () => ({ counters: { steps: 1 } })));
    await until(async () => await state(runId) === 'done');
    expect(await stored(db.sql, runId)).to.deep.include({ counters: { steps: 1 }, cancel_requested_at: null });
  });
});
