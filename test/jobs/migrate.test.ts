import { expect } from 'chai';
import { migrateJobs } from '../../src/jobs/index.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

describe('migrating the queue', () => {
  let db: TestDatabase;
  beforeEach(async () => { db = await emptyDatabase(); });
  afterEach(() => db.drop());

  const steps = () => db.sql('graphile_worker.migrations').orderBy('id').pluck<number[]>('id');

  it('works for several starters side by side on an empty database', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrateJobs(db.url, ['mail', 'import'])));
    const found = await steps();
    expect(found.length).to.be.greaterThan(10);
    expect(found).to.deep.equal(found.map((_, index) => index + 1));
    const names = await db.sql('graphile_worker._private_tasks').orderBy('identifier').pluck<string[]>('identifier');
    expect(names).to.deep.equal(['import', 'mail']);
  });

  it('changes nothing the second time', async () => {
    await migrateJobs(db.url, ['mail']);
    const before = await db.sql('graphile_worker.migrations').orderBy('id');
    await migrateJobs(db.url, ['mail']);
    expect(await db.sql('graphile_worker.migrations').orderBy('id')).to.deep.equal(before);
    expect(await db.sql('graphile_worker._private_tasks').pluck('identifier')).to.deep.equal(['mail']);
  });
});
