import { expect } from 'chai';
import { enqueue, enqueueMany, keysAtWork } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { itemOf, queued, stopAll, workers } from './jobs-support.ts';

describe('enqueue', () => {
  let db: TestDatabase;
  before(async () => { db = await testDatabase(); });
  after(() => db.drop());
  afterEach(() => db.sql.raw('delete from graphile_worker._private_jobs'));

  it('leaves a job when the transaction commits', async () => {
    await db.sql.transaction((trx) => enqueue(trx, 'mail', { item: 'a' }));
    expect((await queued(db.sql)).map(({ name }) => name)).to.deep.equal(['mail']);
  });

  it('leaves no job when the transaction rolls back', async () => {
    const broken = db.sql.transaction(async (trx) => {
      await enqueue(trx, 'mail', { item: 'a' });
      throw new Error('no');
    });
    await broken.then(() => expect.fail('it committed'), () => undefined);
    expect(await queued(db.sql)).to.deep.equal([]);
  });

  it('adds a batch in its order', async () => {
    const jobs = Array.from({ length: 5_000 }, (_, index) => ({ name: 'mail', payload: { item: String(index) } }));
    await enqueueMany(db.sql, jobs);
    const { rows } = await db.sql.raw<{ rows: { item: string }[] }>(
      `select payload->>'item' as item from graphile_worker._private_jobs order by id`,
    );
    expect(rows.map(({ item }) => item)).to.deep.equal(jobs.map(({ payload }) => payload.item));
  });

  it('adds nothing for an empty batch', async () => {
    await enqueueMany(db.sql, []);
    expect(await queued(db.sql)).to.deep.equal([]);
  });

  it('keeps one waiting job per key: the newest', async () => {
    await enqueue(db.sql, 'purge', { item: 'old' }, { jobKey: 'purge:1' });
    await enqueueMany(db.sql, [
      { name: 'purge', payload: { item: 'newer' }, jobKey: 'purge:1' },
      { name: 'purge', payload: { item: 'newest' }, jobKey: 'purge:1' },
      { name: 'purge', payload: { item: 'other' }, jobKey: 'purge:2' },
    ]);
    const { rows } = await db.sql.raw<{ rows: { key: string; item: string }[] }>(
      `select key, payload->>'item' as item from graphile_worker._private_jobs order by key`,
    );
    expect(rows).to.deep.equal([{ key: 'purge:1', item: 'newest' }, { key: 'purge:2', item: 'other' }]);
  });

  it('keeps the time, the queue and the number of attempts that were asked for', async () => {
    await enqueue(db.sql, 'mail', {}, { runAt: new Date('2031-05-06T07:08:09Z'), queue: 'slow', maxAttempts: 2 });
    await enqueue(db.sql, 'mail', {});
    const { rows } = await db.sql.raw<{ rows: object[] }>(`
      select to_char(run_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS') = '2031-05-06 07:08:09' as late,
        queue_name, max_attempts from graphile_worker.jobs order by id`);
    expect(rows).to.deep.equal([
      { late: true, queue_name: 'slow', max_attempts: 2 },
      { late: false, queue_name: null, max_attempts: 25 },
    ]);
  });

  it('carries any text that PostgreSQL can', async () => {
    const payload = { item: 'ü \u0001 \' " \\ ? $1 {x}', list: ['1', null, { deep: true }] };
    await enqueue(db.sql, 'mail', payload);
    const { rows: [job] } = await db.sql.raw<{ rows: { payload: unknown }[] }>(
      'select payload from graphile_worker._private_jobs',
    );
    expect(job?.payload).to.deep.equal(payload);
  });

  it('knows whose job is at work, and lets no worker take another until the transaction has ended', async () => {
    const begun: string[] = [];
    const opening = Promise.withResolvers<void>();
    const tell = ({ payload }: { payload: unknown }) => Promise.resolve(void begun.push(itemOf(payload)));
    await enqueue(db.sql, 'slow', { item: 'at work' }, { jobKey: 'a' });
    await enqueue(db.sql, 'mail', { item: 'first' }, { jobKey: 'b' });
    workers(db.url, { slow: async (job) => { await tell(job); await opening.promise; } });
    try {
      await until(() => begun.length === 1);
      await db.sql.transaction(async (trx) => {
        expect(await keysAtWork(trx, ['a', 'b'])).to.deep.equal(['a']);
        await enqueue(db.sql, 'mail', { item: 'behind it' });
        workers(db.url, { mail: tell });
        await until(() => begun.includes('behind it'));
        await enqueue(trx, 'mail', { item: 'second' }, { jobKey: 'b' });
      });
      await until(() => begun.includes('second'));
      expect(begun).to.deep.equal(['at work', 'behind it', 'second']);
    } finally {
      opening.resolve();
      await stopAll();
    }
  });
});
