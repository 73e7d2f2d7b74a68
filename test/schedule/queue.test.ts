import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { cancelRun, createSchedules, retryRun, type RunInHand } from '../../src/schedule/index.ts';
import { hurry, queued, stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { jobScope, QUIET, runHandlers, setDue, start, stored, testKind } from './support.ts';

describe('runs of one queue', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let told: string[];
  let open: () => void;
  let gate: Promise<void>;
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
    scope = scopeOf(db.sql, brand);
    told = [];
    const opening = Promise.withResolvers<void>();
    [gate, open] = [opening.promise, opening.resolve];
  });
  afterEach(async () => {
    open();
    await stopAll();
    await db.drop();
  });

  /** Tells when it begins; the run named `gate` waits, the run named `weak` fails at first. */
  async function act({ name, attempt }: RunInHand): Promise<void> {
    told.push(name);
    if (name === 'gate') await gate;
    if (name === 'weak' && attempt === 1) throw new Error('not now');
  }
  const work = () => workers(db.url, runHandlers(db.sql, { test: { act } }));
  const allEnded = () => until(async () => (await db.sql('run').whereNull('ended_at')).length === 0);

  it('follow each other in the order in which they were made, beside those of other queues and brands', async () => {
    const other = scopeOf(db.sql, await makeBrand(db.sql));
    await start(scope, { name: 'gate', queue: 'a' });
    for (const name of ['second', 'third']) await start(scope, { name, queue: 'a' });
    await start(scope, { name: 'of another queue', queue: 'b' });
    await start(scope, { name: 'of none' });
    await start(other, { name: 'of another brand', queue: 'a' });
    work();
    await until(() => told.length === 4);
    expect(told.toSorted()).to.deep.equal(['gate', 'of another brand', 'of another queue', 'of none']);
    open();
    await allEnded();
    expect(told.slice(4)).to.deep.equal(['second', 'third']);
  });

  it('wait for one that waits itself for its next try, and not for one that is cancelled', async () => {
    const weak = await start(scope, { name: 'weak', queue: 'a' });
    const second = await start(scope, { name: 'second', queue: 'a' });
    work();
    await until(async () => (await queued(db.sql)).length === 2 && (await stored(db.sql, weak)).failures === 1);
    await retryRun(scope, weak);
    await allEnded();
    expect(told).to.deep.equal(['weak', 'weak', 'second']);
    expect((await stored(db.sql, second)).attempt).to.equal(1);

    const again = await start(scope, { name: 'weak', queue: 'a' });
    await until(async () => (await stored(db.sql, again)).failures === 1);
    await start(scope, { name: 'third', queue: 'a' });
    await cancelRun(scope, again);
    await allEnded();
    await retryRun(scope, again);
    await allEnded();
    expect(told.slice(3)).to.deep.equal(['weak', 'third', 'weak']);
  });

  it('wait for one whose worker died, though its job is free', async () => {
    const first = await start(scope, { name: 'first', queue: 'a' });
    await start(scope, { name: 'second', queue: 'a' });
    await db.sql('run').where({ id: first }).update({ state: 'running', attempt: 1 });
    await db.sql.raw(`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'
      where payload->>'runId' = ?`, [first]);
    work();
    await until(async () => (await queued(db.sql)).every(({ attempts }) => attempts === 0)
      && (await db.sql.raw<{ rows: unknown[] }>(`select from graphile_worker._private_jobs where run_at > now()`)).rows.length === 2);
    expect(told).to.deep.equal([]);
    await hurry(db.sql);
    await allEnded();
    expect(told).to.deep.equal(['first', 'second']);
  });

  it('are not woken by the end of one behind them: they may be about to begin', async () => {
    const first = await start(scope, { name: 'first', queue: 'a' });
    const second = await start(scope, { name: 'second', queue: 'a' });
    await db.sql.raw(`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'somebody', job_queue_id = null
      where payload->>'runId' = ?`, [first]);
    await cancelRun(scope, second);
    expect((await queued(db.sql)).map(({ key, isLocked }) => [key?.endsWith(`:${first}`), isLocked]))
      .to.deep.equal([[true, true], [false, false]]);
  });

  it('are those of a schedule too, which act in the name of who last changed it, by the door of their kind', async () => {
    const seen: unknown[] = [];
    const kinds = testKind(new Map([['7', 'all customers']]), ({ scope: { actor } }) =>
      Promise.resolve(void seen.push(actor)));
    const queueing = { test: { ...kinds['test'], act: kinds['test']?.act ?? act, door: 'import', queue: (id: string) => `import:${id}` } } as const;
    const { create, claimDue } = createSchedules({ kinds: queueing, log: QUIET });
    const { id } = await create(scope, { name: 'hourly', kind: 'test', subject: '7', rule: 'hourly' });
    await setDue(db.sql, id, '2026-06-01T10:00:00Z');
    await claimDue(jobScope(db.sql, brand), new Date('2026-06-01T10:00:00Z'));
    expect(await db.sql('run').pluck('queue')).to.deep.equal(['import:7']);
    workers(db.url, runHandlers(db.sql, queueing));
    await allEnded();
    expect(seen).to.deep.equal([{ name: 'tester', door: 'import' }]);
  });
});
