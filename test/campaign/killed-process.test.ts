import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { OBJECT_TYPES } from '../../src/campaign/objects/index.ts';
import { until } from '../support/until.ts';
import { everyWorld, type World } from './every-world.ts';
import { holdAll, type Holding } from './holding.ts';

const WORKER = fileURLToPath(new URL('doomed-worker.ts', import.meta.url));
/** Else the database hears of the end of a process only when that would get the lock that it waits for. */
const NOTICES_AT_ONCE = '?options=-c%20client_connection_check_interval%3D10';
/** Where runs are cut off. */
const RUNS = ['people goes on', 'people ends', 'shops goes on', 'shops ends', 'list ends'].map((point) => `run ${point}`);

/** After so many turns of each in which nothing changes they are taken to have come as far as they can. */
const TURNS = 3;
/** As many looks are enough, too: the one that makes no turn any more may be held with all that it can do at once. */
const LOOKS = 200;

describe('processes that are killed', () => {
  let world: World;
  let holding: Holding;
  let calm: object;
  const workers: ChildProcess[] = [];
  const turns = new Map<ChildProcess, number>();
  /** Without it half of the time would go into reading the same files again. */
  const compiled = mkdtempSync(path.join(tmpdir(), 'tolk-compiled-'));

  before(async () => {
    const other = await everyWorld();
    do await other.work(other.db.sql); while (await other.goOn());
    calm = await other.outcome();
    await other.stop();
    world = await everyWorld();
    holding = await holdAll(world.db.sql);
    await holding.pass((await world.objects()).filter(({ isFirst }) => !isFirst).flatMap(({ id }) => [`${id} leaves`, `${id} stays`]));
  });
  after(async () => {
    for (const one of [...workers]) await kill(one);
    await holding.end();
    await world.stop();
    rmSync(compiled, { recursive: true, force: true });
  });

  function work(): void {
    const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
    const worker = fork(WORKER, [`${world.db.url}${NOTICES_AT_ONCE}`, world.brand.name, world.data], { env });
    worker.on('message', () => turns.set(worker, (turns.get(worker) ?? 0) + 1));
    workers.push(worker);
  }

  async function kill(doomed: ChildProcess): Promise<void> {
    if (doomed.exitCode !== null || doomed.signalCode !== null) throw new Error('It ended by itself');
    const exit = once(doomed, 'exit');
    doomed.kill('SIGKILL');
    await exit;
    workers.splice(workers.indexOf(doomed), 1);
    await until(async () => await holding.connections(doomed.pid ?? 0) === 0);
  }

  /** Keys of calls that have not been answered. */
  const called = new Set<string>();
  function hangOnce(): void {
    const usual = world.shop.usual;
    const known = new Set<string>();
    world.shop.usual = (asked, call, gone) => {
      const key = call.headers['idempotency-key'] as string | undefined;
      if (key === undefined || known.has(key)) return usual(asked, call, gone);
      known.add(key);
      called.add(key);
      void gone.then(() => called.delete(key));
      return 'hang';
    };
  }

  /** Waits until the processes have come as far as they can. @returns where they are held; undefined: all is done */
  async function asFarAsTheyCan() {
    let last = '';
    for (let looks = 0; ; looks++) {
      const waiting = await holding.waiting();
      const now = JSON.stringify([waiting, [...called]]);
      if (now !== last) {
        turns.clear();
        looks = 0;
      }
      last = now;
      await sleep(20);
      if (looks < LOOKS && workers.some((one) => (turns.get(one) ?? 0) < TURNS)) continue;
      if (waiting.length + called.size > 0) return waiting;
      if (!await world.goOn()) return undefined;
    }
  }

  it('at every type of object, in a call and in a run, leave to another what one leaves that works in peace', async () => {
    hangOnce();
    work();
    work();
    const killedAt = new Set<string>();
    for (;;) {
      const waiting = await asFarAsTheyCan();
      if (waiting === undefined) break;
      const held = ({ pid }: ChildProcess) => waiting.filter((one) => one.pid === pid).map(({ point }) => point);
      const [most] = workers.toSorted((one, other) => held(other).length - held(one).length) as [ChildProcess];
      await kill(most);
      await holding.pass(held(most));
      for (const point of held(most)) killedAt.add(point);
      await world.goOn([...called]);
      work();
    }
    expect(await world.outcome()).to.deep.equal(calm);

    const objects = await world.objects();
    const types = objects.filter(({ id }) => killedAt.has(`${id} leaves`)).map(({ type }) => type);
    expect(types.sort()).to.deep.equal(OBJECT_TYPES.map(({ type }) => type).sort());
    expect([...killedAt]).to.include.members(RUNS);
    // Each was hung up on once, by a process that died, and repeated.
    const keyed = world.shop.calls.filter(({ headers }) => 'idempotency-key' in headers);
    for (const calls of Map.groupBy(keyed, ({ headers }) => headers['idempotency-key']).values()) {
      expect(calls).to.have.length.greaterThan(1);
      expect(new Set(calls.map(({ body }) => body)).size).to.equal(1);
    }
  });
});
