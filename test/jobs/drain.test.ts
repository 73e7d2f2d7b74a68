import { expect } from 'chai';
import { enqueue, type Job } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { makeMarks, queued, stopAll, workers } from './jobs-support.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise((resolve) => signal.addEventListener('abort', resolve));

describe('stopping workers', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await testDatabase();
    await makeMarks(db.sql);
  });
  afterEach(async () => {
    await stopAll();
    await db.drop();
  });

  const isRunning = async () => (await queued(db.sql)).some(({ isLocked }) => isLocked);
  const instances = () => db.sql('worker_instance').pluck<string[]>('pool_id');

  it('waits for jobs under way and takes no new ones', async () => {
    const held = Promise.withResolvers<void>();
    // One at a time: a second worker's look for a job, under way at the stop, might still find one.
    const { stop, told } = workers(db.url, { slow: () => held.promise }, { JOB_CONCURRENCY: 1 });
    await enqueue(db.sql, 'slow', {});
    await until(isRunning);
    let hasStopped = false;
    const stopped = stop().then(() => { hasStopped = true; });
    await enqueue(db.sql, 'slow', {});
    await db.sql.raw('select pg_sleep(0.3)');
    expect(hasStopped).to.equal(false);
    held.resolve();
    await stopped;
    expect(told).to.deep.equal([{ name: 'slow', outcome: 'done' }]);
    expect(await queued(db.sql), 'the new one').to.have.length(1).and.have.nested.property('[0].attempts', 0);
    expect(await instances()).to.deep.equal([]);
  });

  it('has every end of a job written: none runs again', async () => {
    let runs = 0;
    const { stop } = workers(db.url, { quick: () => Promise.resolve(void runs++) });
    for (let job = 0; job < 20; job++) await enqueue(db.sql, 'quick', {});
    await until(() => runs > 0);
    await stop();
    const left = await queued(db.sql);
    expect(left.filter(({ isLocked, attempts }) => isLocked || attempts > 0)).to.deep.equal([]);
    expect(left.length + runs).to.equal(20);
  });

  it('aborts jobs that take too long; they go on elsewhere at once, and it costs no attempt', async () => {
    // It should throw; that it ends quietly is not taken for a job done.
    const slow = async ({ signal }: Job) => void await untilAborted(signal);
    const first = workers(db.url, { slow }, { DRAIN_LIMIT: 200, JOB_ABORT_GRACE: 100 });
    await enqueue(db.sql, 'slow', {}, { maxAttempts: 1 });
    await until(isRunning);
    await first.stop();
    expect(first.told).to.deep.equal([{ name: 'slow', outcome: 'aborted' }]);
    expect(await queued(db.sql)).to.have.length(1).and.have.nested.property('[0].attempts', 0);
    const attempts: number[] = [];
    workers(db.url, { slow: ({ attempt }) => Promise.resolve(void attempts.push(attempt)) });
    await until(async () => (await queued(db.sql)).length === 0);
    expect(attempts).to.deep.equal([1]);
  });

  it('ends without jobs that do not heed their signal, and frees them', async () => {
    const held = Promise.withResolvers<void>();
    const { stop, lines } = workers(db.url, { deaf: () => held.promise }, { DRAIN_LIMIT: 200, JOB_ABORT_GRACE: 100 });
    await enqueue(db.sql, 'deaf', {});
    await until(isRunning);
    await stop();
    expect(lines.filter(({ level }) => level === 'error')).to.have.length(1);
    expect(await queued(db.sql)).to.have.length(1).and.have.nested.property('[0].isLocked', false);
    expect(await instances()).to.deep.equal([]);
    held.resolve();
  });

  it('works while the database is away', async () => {
    const { stop } = workers('postgres://nobody:nothing@127.0.0.1:1/none', { quick: () => Promise.resolve() });
    await stop();
  });

  it('may be asked twice', async () => {
    const { stop } = workers(db.url, { quick: () => Promise.resolve() });
    await Promise.all([stop(), stop()]);
    expect(await instances()).to.deep.equal([]);
  });
});
