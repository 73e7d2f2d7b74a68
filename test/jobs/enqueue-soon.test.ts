import { expect } from 'chai';
import { enqueueSoon } from '../../src/jobs/index.ts';
import { rows, statement } from '../../src/db/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const KEYS = statement('select key, run_at > now(), revision from graphile_worker.jobs order by key');

describe('jobs that are to begin soon', () => {
  let db: TestDatabase;
  beforeEach(async () => { db = await testDatabase(); });
  afterEach(() => db.drop());

  const MINUTE = 60_000;
  const add = (...jobKeys: string[]) =>
    enqueueSoon(db.sql, jobKeys.map((jobKey) => ({ name: 'test', payload: {}, jobKey })), MINUTE);
  const jobs = () => rows<[key: string, isLater: boolean, revision: number]>(db.sql, KEYS, []);
  const runIn = (key: string, interval: string) =>
    db.sql.raw('update graphile_worker._private_jobs set run_at = now() + ?::interval where key = ?', [interval, key]);

  it('are one under a key, which later callers do not touch', async () => {
    await add('a', 'b');
    await add('a');
    await add('b', 'a');
    expect(await jobs()).to.deep.equal([['a', true, 0], ['b', true, 0]]);
  });

  it('are followed by a second where the first begins too soon, and never put off', async () => {
    await add('a');
    await runIn('a', '14 seconds');
    await add('a');
    await add('a');
    expect(await jobs()).to.deep.equal([['a', true, 0], ['a:2', true, 0]]);
    await runIn('a:2', '14 seconds');
    await runIn('a', '-1 second');
    await add('a');
    expect((await jobs()).map(([key, isLater]) => [key, isLater])).to.deep.equal([['a', false], ['a:2', true]]);
  });

  it('are added by one of those who call at the same moment; the others do not wait for it', async () => {
    await add('known');
    await db.sql.transaction(async (trx) => {
      await enqueueSoon(trx, [{ name: 'test', payload: {}, jobKey: 'a' }], MINUTE);
      await add('a', 'b');
    });
    expect(await jobs()).to.deep.equal([['a', true, 0], ['b', true, 0], ['known', true, 0]]);
  });

  it('begin anew after one that runs, or is dead', async () => {
    await add('a');
    await db.sql.raw(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'x'`);
    await add('a');
    expect((await jobs()).map(([key, isLater]) => [key, isLater])).to.deep.include(['a', true]);
    await db.sql.raw('update graphile_worker._private_jobs set attempts = max_attempts, locked_at = null, locked_by = null');
    await add('a');
    const [alive] = await rows<[number]>(db.sql, statement(
      `select count(*)::int from graphile_worker.jobs where key = 'a' and attempts < max_attempts`), []);
    expect(alive).to.deep.equal([1]);
  });
});
