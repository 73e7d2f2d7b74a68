import { expect } from 'chai';
import { AttemptLost, beginAttempt, holdAttempt } from '../../src/jobs/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('an attempt at a run', () => {
  let db: TestDatabase;
  const row = { table: 'attempt_row', key: { brand_id: '1', id: '7' } };
  before(async () => {
    db = await testDatabase();
    await db.sql.raw(`create table attempt_row (brand_id bigint, id bigint, attempt integer not null default 0,
      done integer not null default 0, primary key (brand_id, id))`);
  });
  beforeEach(() => db.sql.raw('truncate attempt_row; insert into attempt_row values (1, 7), (1, 8), (2, 7)'));
  after(() => db.drop());

  /** A step of the run: counts itself. */
  const step = (attempt: number) => db.sql.transaction(async (trx) => {
    await holdAttempt(trx, row, attempt);
    await trx('attempt_row').where(row.key).increment('done', 1);
  });
  const failureOf = (work: Promise<unknown>) => work.then(() => undefined, (error: unknown) => error);
  const runs = () => db.sql('attempt_row').orderBy(['brand_id', 'id']).select('attempt', 'done');

  it('commits its steps while it is the newest, and touches no other row', async () => {
    const mine = await beginAttempt(db.sql, row);
    expect(mine).to.equal(1);
    await step(mine!);
    await step(mine!);
    expect(await runs()).to.deep.equal([{ attempt: 1, done: 2 }, { attempt: 0, done: 0 }, { attempt: 0, done: 0 }]);
  });

  it('commits nothing more once another has begun', async () => {
    const first = await beginAttempt(db.sql, row);
    const second = await beginAttempt(db.sql, row);
    expect(await failureOf(step(first!))).to.be.instanceOf(AttemptLost);
    await step(second!);
    expect((await runs())[0]).to.deep.equal({ attempt: 2, done: 1 });
  });

  it('lets another begin only between its steps', async () => {
    const first = await beginAttempt(db.sql, row);
    const trx = await db.sql.transaction();
    await holdAttempt(trx, row, first!);
    let hasBegun = false;
    const second = beginAttempt(db.another(), row).then((attempt) => {
      hasBegun = true;
      return attempt;
    });
    await trx('attempt_row').where(row.key).increment('done', 1);
    await db.sql.raw('select pg_sleep(0.1)');
    expect(hasBegun).to.equal(false);
    await trx.commit();
    expect(await second).to.equal(2);
    expect(await failureOf(step(first!))).to.be.instanceOf(AttemptLost);
    expect((await runs())[0]).to.deep.equal({ attempt: 2, done: 1 });
  });

  it('is told when its row is gone', async () => {
    const mine = await beginAttempt(db.sql, row);
    await db.sql('attempt_row').where(row.key).delete();
    expect(await failureOf(step(mine!))).to.be.instanceOf(AttemptLost);
    expect(await beginAttempt(db.sql, row)).to.equal(undefined);
  });
});
