import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { failure } from '../../src/errors.ts';
import { cancelRun, retryRun, type RunKind } from '../../src/schedule/index.ts';
import { hurry, queued, stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { runHandlers, start, stored } from './support.ts';

describe('a run that fails', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let heard: Heard;
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
    scope = scopeOf(db.sql, brand);
    heard = new Heard();
  });
  afterEach(async () => {
    await stopAll();
    await db.drop();
  });

  const work = (kind: RunKind, settings = {}) =>
    workers(db.url, runHandlers(db.sql, { test: kind }, settings, heard));
  const state = async (runId: string) => (await stored(db.sql, runId)).state;
  const noLuck = () => Promise.reject(new Error('no luck'));
  const isIdle = async () => (await queued(db.sql)).every(({ isLocked }) => !isLocked);

  it('waits for its next try in the queue, longer each time, and then is dead with its reason', async () => {
    const runId = await start(scope);
    const started = new Date();
    work({ act: noLuck, retries: 3 }, { RUN_BACKOFF: '6000000', RUN_BACKOFF_MAX: '10000000' });
    const pauses: number[] = [];
    for (let failures = 1; failures <= 3; failures++) {
      await until(async () => (await stored(db.sql, runId)).failures === failures && await isIdle());
      const run = await stored(db.sql, runId);
      expect(run).to.include({ state: 'queued', attempt: failures, error: 'no luck', ended_at: null });
      const jobs = await db.sql.raw<{ rows: { run_at: Date }[] }>('select run_at from graphile_worker.jobs');
      expect(jobs.rows).to.deep.equal([{ run_at: run.retry_at }]);
      const { rows: [seen] } = await db.sql.raw<{ rows: { seconds: number }[] }>(
        'select round(extract(epoch from retry_at - now()))::int as seconds from run where id = ?', [runId]);
      pauses.push(seen!.seconds);
      await hurry(db.sql);
    }
    await until(async () => await state(runId) === 'dead');
    expect(await stored(db.sql, runId)).to.include({ attempt: 4, failures: 4, error: 'no luck', retry_at: null });
    expect(pauses.map((pause) => Math.round(pause / 2000) * 2000), 'seconds').to.deep.equal([6000, 10_000, 10_000]);
    expect((await stored(db.sql, runId)).ended_at).to.be.greaterThan(started);
    expect(heard.events).to.have.length(1).and.have.nested.property('[0].payload.state', 'dead');
    await until(async () => (await queued(db.sql)).length === 0);
  });

  it('has RUN_RETRIES tries when its kind says nothing else', async () => {
    const runId = await start(scope);
    work({ act: noLuck }, { RUN_RETRIES: '0' });
    await until(async () => await state(runId) === 'dead');
    expect(await stored(db.sql, runId)).to.include({ attempt: 1, failures: 1 });
  });

  it('is failed at once when it was refused, and tried again when the refusal may pass', async () => {
    const [refused, passing] = [await start(scope, { name: 'refused' }), await start(scope, { name: 'passing' })];
    work({
      act: ({ name }) => Promise.reject(name === 'refused'
        ? failure('GROUP_NOT_FOUND', { id: '9' }) : failure('MODEL_BUSY', {})),
    });
    await until(async () => await state(refused) === 'failed' && (await stored(db.sql, passing)).failures === 1);
    expect(await stored(db.sql, refused)).to.include({ error: 'Group 9 not found', failures: 1 });
    expect(await stored(db.sql, passing)).to.include({ state: 'queued' }).and.have.property('retry_at').that.is.a('date');
    expect(await faultOf(cancelRun(scope, refused)))
      .to.equal(`105 Run ${refused} is failed: only one that is queued or running can be cancelled`);
  });

  it('keeps a reason that PostgreSQL can store and people can read', async () => {
    const runId = await start(scope);
    work({ act: () => Promise.reject(new Error(`a\u0000b\ud800${'x'.repeat(2000)}`)), retries: 0 });
    await until(async () => await state(runId) === 'dead');
    const { error } = await stored(db.sql, runId);
    expect(error).to.have.length(1000).and.match(/^a\ufffdb\ufffdxxx/);
  });

  it('is tried again by hand with its cursor, its counters and all its tries', async () => {
    const runId = await start(scope);
    let isBroken = true;
    work({
      retries: 0,
      act: async (run) => {
        await run.step(() => Promise.resolve(), () => ({ cursor: run.attempt, counters: { steps: 1 } }));
        if (isBroken) throw new Error('broken');
      },
    });
    await until(async () => await state(runId) === 'dead');
    isBroken = false;
    const retried = await retryRun(scope, runId);
    expect(retried).to.include({ state: 'queued', error: null, endedAt: null });
    await until(async () => await state(runId) === 'done');
    expect(await stored(db.sql, runId)).to.deep.include({ attempt: 2, failures: 0, cursor: 2, counters: { steps: 2 } });
    expect(await faultOf(retryRun(scope, runId))).to.match(/^105 Run \d+ is done: only one that is failed/);
  });

  it('need not wait for its next try when somebody wants it now', async () => {
    const runId = await start(scope);
    let isBroken = true;
    work({ act: () => (isBroken ? noLuck() : Promise.resolve()) });
    await until(async () => (await stored(db.sql, runId)).retry_at !== null && await isIdle());
    isBroken = false;
    expect(await retryRun(scope, runId)).to.include({ state: 'queued', retryAt: null });
    await until(async () => await state(runId) === 'done');
    await until(async () => (await queued(db.sql)).length === 0);
  });

  it('of another brand cannot be cancelled, nor tried again', async () => {
    const runId = await start(scope);
    await db.sql('run').update({ state: 'dead', ended_at: new Date() });
    const foreign = scopeOf(db.sql, await makeBrand(db.sql));
    for (const act of [cancelRun, retryRun]) {
      expect(await faultOf(act(foreign, runId))).to.equal(`213 Run ${runId} not found`);
      expect(await faultOf(act(scope, 'x'))).to.equal('213 Run x not found');
    }
    expect(await state(runId)).to.equal('dead');
  });
});
