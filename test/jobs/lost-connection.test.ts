import { expect } from 'chai';
import { enqueue, enqueueMany } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import {
  allowConnections, itemOf, makeMarks, marks, queued, stopAll, terminateWorkers, workers,
} from './jobs-support.ts';

// An unhandled rejection anywhere in here fails the run (test/support/setup.ts).
describe('workers that lose their connections', () => {
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
  const isTrouble = (line: Record<string, unknown>) => String(line['msg']).startsWith('workers cannot ask');

  it('do every job once, however often that happens', async () => {
    const items = Array.from({ length: 400 }, (_, index) => `item-${String(index).padStart(4, '0')}`);
    await enqueueMany(db.sql, items.map((item) => ({ name: 'mark', payload: { item } })));
    const { lines, told } = workers(db.url, { mark }, { JOB_HEARTBEAT: 200 });
    for (const share of [0.1, 0.3, 0.5, 0.7]) {
      await until(async () => (await marks(db.sql)).length >= items.length * share);
      await terminateWorkers(db.sql);
    }
    await until(async () => (await queued(db.sql)).length === 0);
    expect(await marks(db.sql)).to.deep.equal(items);
    expect(told.filter(({ outcome }) => outcome !== 'done')).to.deep.equal([]);
    expect(lines.some(isTrouble)).to.equal(true);
    expect(await db.sql('worker_instance').pluck('pool_id')).to.have.length(1);
  });

  for (const queue of [undefined, 'one']) {
    it(`write the end of a job when they can again${queue ? ', and go on with its queue' : ''}`, async () => {
      await db.sql.raw(`
        create function refuse() returns trigger language plpgsql as $$
        begin
          perform pg_terminate_backend(pg_backend_pid());
          return old;
        end $$;
        create trigger refuse before delete on graphile_worker._private_jobs for each row execute function refuse()`);
      const { lines } = workers(db.url, { mark });
      await enqueue(db.sql, 'mark', { item: 'a' }, { queue });
      await until(() => lines.some(isTrouble));
      await db.sql.raw('drop trigger refuse on graphile_worker._private_jobs');
      await enqueue(db.sql, 'mark', { item: 'b' }, { queue });
      await until(async () => (await queued(db.sql)).length === 0);
      expect(await marks(db.sql)).to.deep.equal(['a', 'b']);
    });
  }

  it('free a job that was locked for them in an answer that never came', async () => {
    const { told, lines } = workers(db.url, { mark }, { JOB_HEARTBEAT: 200 });
    await until(async () => (await db.sql('worker_instance').pluck('pool_id')).length === 1);
    await allowConnections(db.url, false);
    await terminateWorkers(db.sql);
    await db.sql.transaction(async (trx) => {
      await enqueue(trx, 'mark', { item: 'a' });
      await trx.raw(`update graphile_worker._private_jobs set attempts = 1, locked_at = now() - interval '1 minute',
        locked_by = (select pool_id from worker_instance)`);
    });
    await until(() => lines.some(isTrouble));
    await allowConnections(db.url, true);
    await until(async () => (await marks(db.sql)).length === 1);
    expect(told).to.deep.equal([{ name: 'mark', outcome: 'done' }]);
  });

  it('come back by themselves when the database was away, also at the start', async () => {
    await enqueue(db.sql, 'mark', { item: 'before' });
    await allowConnections(db.url, false);
    const { lines } = workers(db.url, { mark });
    await until(() => lines.some(isTrouble));
    await allowConnections(db.url, true);
    await until(async () => (await marks(db.sql)).length === 1);
    await allowConnections(db.url, false);
    await terminateWorkers(db.sql);
    await enqueue(db.sql, 'mark', { item: 'after' });
    const seen = lines.length;
    await until(() => lines.slice(seen).some(isTrouble));
    await allowConnections(db.url, true);
    await until(async () => (await marks(db.sql)).length === 2);
    expect(await marks(db.sql)).to.deep.equal(['after', 'before']);
  });
});
