import { expect } from 'chai';
import { enqueue, enqueueMany, startWorkers } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { hurry, itemOf, keptLog, LIMITS, makeMarks, marks, queued, stopAll, workers } from './jobs-support.ts';

const items = (count: number) => Array.from({ length: count }, (_, index) => `item-${String(index).padStart(4, '0')}`);

describe('workers', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await testDatabase();
    await makeMarks(db.sql);
  });
  afterEach(async () => {
    await stopAll();
    await db.drop();
  });

  const mark = async ({ payload }: { payload: unknown }) => {
    await db.sql('mark').insert({ item: itemOf(payload) });
  };
  const isEmpty = async () => (await queued(db.sql)).length === 0;

  it('run each job once when two instances work', async () => {
    const both = [1, 2].map((who) => workers(db.url, {
      mark: async ({ payload }) => { await db.sql('mark').insert({ item: itemOf(payload), by_whom: String(who) }); },
    }));
    await enqueueMany(db.sql, items(300).map((item) => ({ name: 'mark', payload: { item } })));
    await until(isEmpty);
    expect(await marks(db.sql)).to.deep.equal(items(300));
    expect((await db.sql('mark').distinct('by_whom').pluck('by_whom')).length).to.equal(2);
    expect(both.flatMap(({ told }) => told).filter(({ outcome }) => outcome === 'done')).to.have.length(300);
  });

  it('leave names that they have no handler for to others', async () => {
    workers(db.url, { mark });
    await enqueueMany(db.sql, [{ name: 'other', payload: {} }, { name: 'mark', payload: { item: 'a' } }]);
    await until(async () => (await queued(db.sql)).length === 1);
    expect(await marks(db.sql)).to.deep.equal(['a']);
    expect(await queued(db.sql)).to.have.nested.property('[0].attempts', 0);
  });

  it('run the jobs of a queue one after the other', async () => {
    let now = 0;
    let most = 0;
    const handler = async () => {
      most = Math.max(most, ++now);
      await db.sql.raw('select pg_sleep(0.01)');
      now--;
    };
    workers(db.url, { serial: handler });
    workers(db.url, { serial: handler });
    await enqueueMany(db.sql, items(20).map((item) => ({ name: 'serial', payload: { item }, queue: 'one' })));
    await until(isEmpty);
    expect(most).to.equal(1);
  });

  it('try a failed job again, later, and give it its attempt number', async () => {
    const attempts: number[] = [];
    const { told, lines } = workers(db.url, {
      shaky: async ({ attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) throw new Error('not yet');
      },
    });
    await enqueue(db.sql, 'shaky', {});
    await until(async () => attempts.length === 1 && !(await queued(db.sql))[0]?.isLocked);
    const { rows: [waits] } = await db.sql.raw<{ rows: { later: boolean }[] }>(
      'select run_at > now() as later from graphile_worker.jobs',
    );
    expect(waits?.later).to.equal(true);
    await until(async () => {
      await hurry(db.sql);
      return isEmpty();
    });
    expect(attempts).to.deep.equal([1, 2, 3]);
    expect(told.map(({ outcome }) => outcome)).to.deep.equal(['failed', 'failed', 'done']);
    expect(lines.filter(({ msg }) => msg === 'job failed, will be tried again')).to.have.length(2);
  });

  it('tell of a dead job once, with its reason, and keep it', async () => {
    const { told, lines } = workers(db.url, {
      doomed: () => Promise.reject(new Error('the reason')),
    });
    await enqueue(db.sql, 'doomed', { secret: 'do-not-log-me' }, { maxAttempts: 2 });
    await until(async () => {
      await hurry(db.sql);
      return (await queued(db.sql)).some(({ isDead }) => isDead);
    });
    expect(await queued(db.sql)).to.have.nested.property('[0].lastError', 'the reason');
    expect(told.map(({ outcome }) => outcome)).to.deep.equal(['failed', 'dead']);
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ msg: 'job is dead', job: 'doomed', attempt: 2 });
    expect(errors[0]).to.have.nested.property('err.message', 'the reason');
    expect(JSON.stringify(lines)).not.to.include('do-not-log-me');
  });

  it('tell the end of each job in one line without its payload', async () => {
    const { lines } = workers(db.url, { mark });
    await enqueue(db.sql, 'mark', { item: 'private-thing' });
    await until(() => lines.some(({ msg }) => msg === 'job done'));
    expect(lines.filter(({ job }) => job === 'mark')).to.have.length(1);
    expect(JSON.stringify(lines)).not.to.include('private-thing');
  });

  it('run no more jobs at a time than JOB_CONCURRENCY', async () => {
    let now = 0;
    let most = 0;
    workers(db.url, {
      slow: async () => {
        most = Math.max(most, ++now);
        await db.sql.raw('select pg_sleep(0.02)');
        now--;
      },
    }, { JOB_CONCURRENCY: 2 });
    await enqueueMany(db.sql, items(12).map(() => ({ name: 'slow', payload: {} })));
    await until(isEmpty);
    expect(most).to.equal(2);
  });

  it('find jobs by looking, and never LISTEN, when DATABASE_LISTEN is off', async () => {
    const listeners = async () => {
      const { rows: [found] } = await db.sql.raw<{ rows: { count: string }[] }>(`
        select count(*) from pg_stat_activity where datname = current_database() and query ilike '%listen%'
          and application_name = 'tolk workers'`);
      return Number(found?.count);
    };
    workers(db.url, { mark }, { DATABASE_LISTEN: false });
    await enqueue(db.sql, 'mark', { item: 'a' });
    await until(async () => (await marks(db.sql)).length === 1);
    expect(await listeners()).to.equal(0);
    workers(db.url, { mark });
    await until(async () => await listeners() === 1);
  });

  it('work without prepared statements when DATABASE_PREPARE is off', async () => {
    workers(db.url, { mark }, { DATABASE_PREPARE: false });
    await enqueueMany(db.sql, items(20).map((item) => ({ name: 'mark', payload: { item } })));
    await until(isEmpty);
    expect(await marks(db.sql)).to.deep.equal(items(20));
  });

  it('refuse heartbeat settings that would give jobs away before their owner knows', () => {
    const start = (limits: object) => () => startWorkers({
      url: db.url, handlers: {}, log: keptLog().log, observe: () => undefined, limits: { ...LIMITS, ...limits },
    });
    expect(start({ JOB_STALE: 30_000 })).to.throw(/JOB_SILENCE \(30000\)/);
    expect(start({ JOB_HEARTBEAT: 20_000 })).to.throw(/JOB_HEARTBEAT \(20000\)/);
  });
});
