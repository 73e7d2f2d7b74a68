import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Brand, Scope } from '../../src/db/index.ts';
import { createSchedules } from '../../src/schedule/index.ts';
import { queued } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { QUIET, setDue, slotsOf, start, stored, testKind } from './support.ts';

/** Another process, and what it has said. */
interface Instance {
  readonly child: ChildProcess;
  readonly said: string[];
  tick(minute: string): void;
  /** As a crash ends it. */
  kill(): Promise<void>;
}

describe('runs of several processes on one database', () => {
  let db: TestDatabase;
  let brands: Brand[];
  let scopes: Scope[];
  let instances: Instance[] = [];
  beforeEach(async () => {
    db = await testDatabase();
    brands = [await makeBrand(db.sql), await makeBrand(db.sql)];
    scopes = brands.map((brand) => scopeOf(db.sql, brand));
    await db.sql.raw('create table item (run_id bigint not null, item integer not null)');
  });
  afterEach(async () => {
    await Promise.all(instances.map((one) => one.kill()));
    instances = [];
    await db.drop();
  });

  async function launch(count: number, ...args: string[]): Promise<Instance[]> {
    const file = fileURLToPath(new URL('instance.ts', import.meta.url));
    const launched = Array.from({ length: count }, () => {
      const child = spawn(process.execPath, [file, db.url, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      const said: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
      return {
        child, said,
        tick: (minute: string) => void child.stdin.write(`${minute}\n`),
        async kill() {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
      };
    });
    instances.push(...launched);
    await until(() => launched.every(({ said }) => said.includes('ready')));
    return launched;
  }

  async function schedule(scope: Scope, dueAt: string, missed: 'once' | 'skip' = 'once'): Promise<string> {
    const { create } = createSchedules({ kinds: testKind(new Map([['7', 'all customers']])), log: QUIET });
    const { id } = await create(scope, { name: `at ${dueAt} ${missed}`, kind: 'test', subject: '7', rule: 'hourly', missed });
    await setDue(db.sql, id, dueAt);
    return id;
  }
  /** Half a minute without a heartbeat. */
  const forgetDead = () => db.sql.raw(`update worker_instance set beat_at = beat_at - interval '31 seconds'`);
  const items = async (runId: string) =>
    (await db.sql('item').where({ run_id: runId }).orderBy('item').pluck<number[]>('item'));
  const allItems = Array.from({ length: 500 }, (_, index) => index);
  const isIdle = async () => (await queued(db.sql)).length === 0;

  it('claim a slot of each brand once', async () => {
    const three = await launch(3);
    const ids = await Promise.all(scopes.map((scope) => schedule(scope, '2026-06-01T10:00:00Z')));
    for (const minute of ['2026-06-01T10:00:00Z', '2026-06-01T10:01:00Z', '2026-06-01T11:00:00Z']) {
      for (const one of three) one.tick(minute);
      await until(() => three.every(({ said }) => said.at(-1) === 'ticked'));
      for (const { said } of three) said.length = 0;
      await until(isIdle);
    }
    for (const [index, id] of ids.entries()) {
      expect(await slotsOf(db.sql, id)).to.deep.equal(['2026-06-01T10:00 done', '2026-06-01T11:00 done']);
      const runs = await db.sql('run').where({ schedule_id: id }).pluck<string[]>('id');
      for (const runId of runs) expect(await items(runId)).to.deep.equal(allItems);
      expect(await db.sql('run').where({ schedule_id: id }).distinct().pluck('brand_id')).to.deep.equal([brands[index]?.id]);
    }
  });

  for (const batch of [0, 3, 4]) {
    it(`do a run as if once, though one is killed in the middle of its batch ${batch}`, async () => {
      const runId = await start(scopes[0] as Scope);
      const [doomed] = await launch(1, String(batch));
      await until(() => doomed?.said.includes('hangs') === true);
      await doomed?.kill();
      expect(await stored(db.sql, runId)).to.deep.include({
        state: 'running', attempt: 1, counters: batch === 0 ? {} : { written: 100 * batch },
      });
      await forgetDead();
      await launch(2);
      await until(async () => (await stored(db.sql, runId)).ended_at !== null);
      expect(await stored(db.sql, runId)).to.deep.include({
        state: 'done', attempt: 2, failures: 0, cursor: 5, counters: { written: 500 }, progress: 1, error: null,
      });
      expect(await items(runId)).to.deep.equal(allItems);
      await until(isIdle);
    });
  }

  it('lose no slot, though the one that claimed it is killed in the run, and the next works', async () => {
    const id = await schedule(scopes[0] as Scope, '2026-06-01T10:00:00Z');
    const [doomed] = await launch(1, '2');
    doomed?.tick('2026-06-01T10:00:00Z');
    await until(() => doomed?.said.includes('hangs') === true);
    await doomed?.kill();
    await forgetDead();
    const [next] = await launch(1);
    await until(async () => (await slotsOf(db.sql, id))[0] === '2026-06-01T10:00 done');
    await until(isIdle);
    next?.tick('2026-06-01T11:00:00Z');
    await until(async () => (await slotsOf(db.sql, id))[1] === '2026-06-01T11:00 done');
    for (const runId of await db.sql('run').pluck<string[]>('id')) expect(await items(runId)).to.deep.equal(allItems);
  });

  it('make up for what was missed while all were down once, or skip it', async () => {
    const once = await schedule(scopes[0] as Scope, '2026-06-01T10:00:00Z');
    const skip = await schedule(scopes[0] as Scope, '2026-06-01T10:00:00Z', 'skip');
    const [first] = await launch(1);
    first?.tick('2026-06-01T10:00:00Z');
    await until(async () => (await slotsOf(db.sql, once))[0] === '2026-06-01T10:00 done');
    await until(isIdle);
    await first?.kill();
    await forgetDead();
    const three = await launch(3);
    for (const one of three) one.tick('2026-06-01T14:20:00Z');
    await until(async () => (await slotsOf(db.sql, once))[1] === '2026-06-01T14:00 done');
    await until(isIdle);
    expect(await slotsOf(db.sql, once)).to.have.length(2);
    expect(await slotsOf(db.sql, skip)).to.deep.equal(['2026-06-01T10:00 done', '2026-06-01T14:00 cancelled']);
  });
});
