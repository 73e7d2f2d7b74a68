import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { enqueue, enqueueMany, maintainJobs } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { hurry, itemOf, makeMarks, marks, queued, stopAll, workers } from './jobs-support.ts';

/** The watch over others is kept often; a busy machine does not make a worker suspect. */
const OFTEN = { JOB_HEARTBEAT: 200 };

describe('a lost worker', () => {
  let db: TestDatabase;
  let children: ChildProcess[] = [];
  beforeEach(async () => {
    db = await testDatabase();
    await makeMarks(db.sql);
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
    await stopAll();
    await db.drop();
  });

  const mark = async ({ payload }: { payload: unknown }) => {
    await db.sql('mark').insert({ item: itemOf(payload) });
  };

  /** Starts a process that hangs in its jobs, kills it when it has begun so many, and lets half a minute pass. */
  async function killInMidJob(jobs: number): Promise<void> {
    const file = fileURLToPath(new URL('doomed-worker.ts', import.meta.url));
    const child = spawn(process.execPath, [file, db.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout! });
    let begun = 0;
    lines.on('line', () => begun++);
    await until(() => begun === jobs);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await queued(db.sql)).filter(({ isLocked }) => isLocked), 'locked by the dead').to.have.length(jobs);
    await db.sql.raw(`update worker_instance set beat_at = beat_at - interval '31 seconds'`);
  }

  it('has its jobs run by another instance', async () => {
    const items = ['a', 'b', 'c'];
    const queue = (item: string) => item === 'c' ? 'one' : undefined;
    await enqueueMany(db.sql, items.map((item) => ({ name: 'mark', payload: { item }, queue: queue(item) })));
    await killInMidJob(3);
    const attempts: number[] = [];
    const { lines } = workers(db.url, {
      mark: async (job) => {
        attempts.push(job.attempt);
        await mark(job);
      },
    }, OFTEN);
    await until(async () => (await queued(db.sql)).length === 0);
    expect(await marks(db.sql)).to.deep.equal(items);
    expect(attempts).to.deep.equal([2, 2, 2]);
    expect(lines.filter(({ level }) => level === 'warn')).to.have.length(1).and.have.nested.property('[0].pools', 1);
    expect(await db.sql('worker_instance').pluck('pool_id')).to.have.length(1);
  });

  it('leaves a job dead that had its last attempt, and that is told once', async () => {
    await enqueue(db.sql, 'doomed', {}, { maxAttempts: 1 });
    await killInMidJob(1);
    const others = [1, 2].map(() => workers(db.url, { doomed: () => Promise.reject(new Error('it ran')) }, OFTEN));
    await until(() => others.some(({ told }) => told.length > 0));
    await until(async () => (await queued(db.sql)).every(({ isDead }) => isDead));
    expect(await queued(db.sql)).to.have.nested.property('[0].lastError', 'Its worker died');
    expect(others.flatMap(({ told }) => told)).to.deep.equal([{ name: 'doomed', outcome: 'dead' }]);
    expect(others.flatMap(({ lines }) => lines).filter(({ level }) => level === 'error')).to.have.length(1);
  });

  it('that was given up but lives aborts its jobs and begins again under another name', async () => {
    const reasons: string[] = [];
    workers(db.url, {
      mark: async (job) => {
        if (job.attempt === 1) {
          await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
          reasons.push((job.signal.reason as Error).message);
          job.signal.throwIfAborted();
        }
        await mark(job);
      },
    }, OFTEN);
    await enqueue(db.sql, 'mark', { item: 'a' });
    await until(async () => (await queued(db.sql)).some(({ isLocked }) => isLocked));
    const before = await db.sql('worker_instance').pluck<string[]>('pool_id');
    await db.sql('worker_instance').delete();
    await db.sql.raw('select graphile_worker.force_unlock_workers(?)', [before]);
    await until(() => reasons.length > 0);
    expect(reasons).to.deep.equal(['Others have given this worker up']);
    await until(async () => {
      await hurry(db.sql);
      return (await marks(db.sql)).length > 0 && (await queued(db.sql)).length === 0;
    });
    await until(async () => (await db.sql('worker_instance').pluck('pool_id')).length === 1);
    expect(await db.sql('worker_instance').pluck('pool_id')).not.to.deep.equal(before);
  });

  it('that cannot write its heartbeat aborts its jobs before others may take them', async () => {
    let aborted = false;
    workers(db.url, {
      mark: async (job) => {
        if (job.attempt > 1) return mark(job);
        await new Promise((resolve) => job.signal.addEventListener('abort', resolve));
        aborted = true;
        // It does not throw, as it should; still the job is not taken for done.
      },
    }, { JOB_HEARTBEAT: 100, JOB_STALE: 1_000 });
    await enqueue(db.sql, 'mark', { item: 'a' });
    await until(async () => (await queued(db.sql)).some(({ isLocked }) => isLocked));
    const holder = await db.sql.transaction();
    await holder('worker_instance').forUpdate();
    await until(() => aborted);
    await holder.rollback();
    await until(async () => {
      await hurry(db.sql);
      return (await marks(db.sql)).length === 1;
    });
  });

  it('without a heartbeat row has its locks freed by the upkeep', async () => {
    await enqueue(db.sql, 'mark', { item: 'a' });
    await db.sql.raw(`update graphile_worker._private_jobs set locked_by = 'nobody', locked_at = now() - interval '1 minute'`);
    await db.sql.raw(`insert into worker_instance (pool_id, host, process_id) values ('somebody', 'h', 1)`);
    await enqueue(db.sql, 'mark', { item: 'b' });
    await db.sql.raw(`update graphile_worker._private_jobs set locked_by = 'somebody',
      locked_at = now() - interval '1 minute' where locked_by is null`);
    await maintainJobs(db.sql, { JOB_SILENCE: 30_000, JOB_KEEP_DEAD: 1_000 });
    expect((await queued(db.sql)).map(({ isLocked }) => isLocked)).to.deep.equal([false, true]);
  });

  it('that is not lost keeps the lock of a long job young: the library frees those of four hours', async () => {
    const held = Promise.withResolvers<void>();
    let runs = 0;
    const run = () => {
      runs++;
      return held.promise;
    };
    workers(db.url, { mark: run }, OFTEN);
    await enqueue(db.sql, 'mark', { item: 'a' }, { queue: 'one' });
    await until(async () => (await queued(db.sql)).some(({ isLocked }) => isLocked));
    await db.sql.raw(`update graphile_worker._private_jobs set locked_at = now() - interval '3 hours'`);
    await db.sql.raw(`update graphile_worker._private_job_queues set locked_at = now() - interval '3 hours'`);
    await until(async () => {
      const { rows: [young] } = await db.sql.raw<{ rows: { all: boolean }[] }>(`
        select bool_and(locked_at > now() - interval '1 minute') as all from (
          select locked_at from graphile_worker._private_jobs
          union all select locked_at from graphile_worker._private_job_queues) as locks`);
      return young?.all === true;
    });
    expect(await queued(db.sql)).to.have.nested.property('[0].attempts', 1);
    held.resolve();
    await until(async () => (await queued(db.sql)).length === 0);
    expect(runs).to.equal(1);
  });
});
