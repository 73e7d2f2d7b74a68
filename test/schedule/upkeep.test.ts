import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { createSchedules, listRuns, retryRun, runById } from '../../src/schedule/index.ts';
import { queued } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, Heard, scopeOf } from '../support/scope.ts';
import { jobScope, QUIET, start, stored } from './support.ts';

describe('the upkeep of runs', () => {
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
  afterEach(() => db.drop());

  const maintain = (settings = {}) =>
    createSchedules({ kinds: {}, log: QUIET }).maintain(jobScope(db.sql, brand, settings, heard));
  /** A run that ended so many days ago. */
  async function ended(days: number, of = scope): Promise<string> {
    const runId = await start(of);
    await db.sql.raw(`update run set state = 'done', ended_at = now() - ? * interval '1 day' where id = ?`, [days, runId]);
    return runId;
  }

  it('removes runs that ended longer ago than RUN_KEPT, batch by batch, and no others', async () => {
    const foreign = await ended(99, scopeOf(db.sql, await makeBrand(db.sql)));
    for (let index = 0; index < 5; index++) await ended(91);
    const kept = [await ended(89), await start(scope)];
    await maintain({ RUN_PURGE_BATCH: '2' });
    expect(await db.sql('run').orderBy('id').pluck('id')).to.deep.equal([foreign, ...kept]);
    await maintain({ RUN_KEPT: String(80 * 86_400_000) });
    expect(await db.sql('run').orderBy('id').pluck('id')).to.deep.equal([foreign, kept[1]]);
  });

  it('gives up a run whose job died with its process too often, and it can be tried again', async () => {
    const [lost, waiting] = [await start(scope), await start(scope)];
    await db.sql('run').where({ id: lost }).update({ state: 'running', attempt: 10 });
    const { rows: [job] } = await db.sql.raw<{ rows: { max_attempts: number }[] }>(
      `select max_attempts from graphile_worker.jobs where key = ?`, [`run.attempt:${brand.id}:${lost}`]);
    expect(job?.max_attempts, 'RUN_CRASHES').to.equal(10);
    await maintain();
    expect(await stored(db.sql, lost)).to.include({ state: 'running' });
    await db.sql.raw(`update graphile_worker._private_jobs set attempts = max_attempts where key = ?`,
      [`run.attempt:${brand.id}:${lost}`]);
    await maintain();
    expect(await stored(db.sql, lost)).to.include({
      state: 'dead', attempt: 11, error: 'No attempt came to an end: its process died, or lost the database, each time',
    });
    expect(await stored(db.sql, waiting)).to.include({ state: 'queued' });
    expect(heard.events).to.have.length(1).and.have.nested.property('[0].payload.runId', lost);
    await retryRun(scope, lost);
    const keyed = (await queued(db.sql)).filter(({ key }) => key !== null);
    expect(keyed.map(({ isDead }) => isDead)).to.deep.equal([false, false]);
    await maintain();
    expect(await stored(db.sql, lost)).to.include({ state: 'queued' });
  });

  it('leaves runs that are read a page at a time, newest first, by what is asked', async () => {
    const ids: string[] = [];
    for (const subjectId of ['1', '2', '1', '1']) ids.unshift(await start(scope, { subjectId }));
    await db.sql('run').where({ id: ids[0] }).update({ state: 'dead', ended_at: new Date() });
    const first = await listRuns(scope, { limit: 3 });
    expect(first.items.map(({ id }) => id)).to.deep.equal(ids.slice(0, 3));
    expect(first.next).to.equal(ids[2]);
    expect(await listRuns(scope, { limit: 3, before: first.next })).to.deep.equal({
      items: [await runById(scope, ids[3]!)], next: undefined,
    });
    const idsOf = async (wish: object) => (await listRuns(scope, wish)).items.map(({ id }) => id);
    expect(await idsOf({ state: 'dead' })).to.deep.equal([ids[0]]);
    expect(await idsOf({ kind: 'test', subjectId: '2' })).to.deep.equal([ids[2]]);
    expect(await idsOf({ kind: 'other' })).to.deep.equal([]);
    const narrow = scopeOf(db.sql, brand, { settings: { RUN_PAGE_MAX: '2' } });
    expect((await listRuns(narrow, {})).items).to.have.length(2);
    expect(await faultOf(listRuns(narrow, { limit: 3 }))).to.equal('105 Field limit: is not between 1 and 2 (3)');
    expect(await faultOf(listRuns(scope, { before: 'x' }))).to.equal('105 Field before: is no number (x)');
  });
});
