import { expect } from 'chai';
import { BRAND_JOB, enqueueMany, HOUSE_JOB, maintainJobs, tick } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { queued, stopAll, workers } from './jobs-support.ts';

const minute = (text: string) => new Date(`2026-03-29T${text}:00Z`);

describe('a minute\'s tick', () => {
  let db: TestDatabase;
  let brands: string[];
  beforeEach(async () => {
    db = await testDatabase();
    brands = [];
    for (const name of ['A', 'B']) {
      const [row] = await db.sql('brand').insert({ name }).returning<{ id: string }[]>('id');
      brands.push(row!.id);
    }
  });
  afterEach(async () => {
    await stopAll();
    await db.drop();
  });

  const jobs = async () => (await queued(db.sql)).map(({ name, key }) => `${name} ${key}`).sort();
  const allJobs = () => [`${HOUSE_JOB} ${HOUSE_JOB}`, ...brands.map((id) => `${BRAND_JOB} ${BRAND_JOB}:${id}`)].sort();

  it('is done once, whatever the number of instances', async () => {
    const instances = [db.sql, db.another(), db.another()];
    const done = await Promise.all([...instances, ...instances].map((sql) => tick(sql, minute('01:00'))));
    expect(done.filter(Boolean)).to.have.length(1);
    expect(await jobs()).to.deep.equal(allJobs());
    expect(await tick(db.sql, minute('01:00')), 'the same minute, late').to.equal(false);
  });

  it('names the brand and the minute to its job', async () => {
    await tick(db.sql, minute('01:00'));
    const given: unknown[] = [];
    const note = ({ payload }: { payload: unknown }) => Promise.resolve(void given.push(payload));
    workers(db.url, { [BRAND_JOB]: note, [HOUSE_JOB]: note });
    await until(async () => (await queued(db.sql)).length === 0);
    expect(given).to.have.deep.members([{}, ...brands.map((brandId) => ({ brandId, minute: '2026-03-29T01:00:00.000Z' }))]);
  });

  it('adds nothing to upkeep that waits or runs', async () => {
    const held = Promise.withResolvers<void>();
    const slow = () => held.promise;
    await tick(db.sql, minute('01:00'));
    await tick(db.sql, minute('01:01'));
    expect(await jobs(), 'waiting').to.deep.equal(allJobs());
    workers(db.url, { [BRAND_JOB]: slow, [HOUSE_JOB]: slow });
    await until(async () => (await queued(db.sql)).every(({ isLocked }) => isLocked));
    await tick(db.sql, minute('01:02'));
    expect(await jobs(), 'running').to.deep.equal(allJobs());
    held.resolve();
    await until(async () => (await queued(db.sql)).length === 0);
    await stopAll();
    await tick(db.sql, minute('01:03'));
    expect(await jobs(), 'done').to.deep.equal(allJobs());
  });

  it('makes new upkeep where the last died', async () => {
    await tick(db.sql, minute('01:00'));
    await db.sql.raw('update graphile_worker._private_jobs set attempts = max_attempts');
    await tick(db.sql, minute('01:01'));
    expect(await jobs()).to.deep.equal(allJobs());
    expect((await queued(db.sql)).some(({ isDead }) => isDead)).to.equal(false);
  });

  it('enqueues nothing when it cannot claim the minute to the end', async () => {
    await db.sql.raw('alter table brand rename to gone');
    await tick(db.sql, minute('01:00')).then(() => expect.fail('it worked'), () => undefined);
    await db.sql.raw('alter table gone rename to brand');
    expect(await jobs()).to.deep.equal([]);
    expect(await tick(db.sql, minute('01:00'))).to.equal(true);
  });

  it('keeps a day of claimed minutes', async () => {
    await tick(db.sql, new Date('2026-03-27T12:00:00Z'));
    await tick(db.sql, new Date('2026-03-28T11:59:00Z'));
    await tick(db.sql, new Date('2026-03-28T12:01:00Z'));
    expect(await db.sql('clock_minute')).to.have.length(2);
  });
});

describe('upkeep of the queue', () => {
  let db: TestDatabase;
  before(async () => { db = await testDatabase(); });
  after(() => db.drop());

  it('removes jobs that have been dead longer than JOB_KEEP_DEAD', async () => {
    await enqueueMany(db.sql, ['old', 'young', 'alive'].map((name) => ({ name, payload: {} })));
    await db.sql.raw(`update graphile_worker._private_jobs as jobs
      set attempts = case identifier when 'alive' then 1 else max_attempts end,
        run_at = now() - case identifier when 'young' then interval '1 minute' else interval '3 minutes' end
      from graphile_worker._private_tasks as tasks where tasks.id = task_id`);
    await maintainJobs(db.sql, { JOB_KEEP_DEAD: 120_000, JOB_SILENCE: 30_000 });
    expect((await queued(db.sql)).map(({ name }) => name)).to.deep.equal(['young', 'alive']);
  });
});
