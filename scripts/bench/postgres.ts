/** The door with its store: what the database costs the Node process, and what a page costs beside a stock server. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, printTable, type Bar } from './bars.ts';
import { startContender, type Contender } from './contender.ts';
import { clientPool, load, send } from './load.ts';
import { LOOK_UP } from './postgres-queries.ts';
import { benchSets } from './postgres-sets.ts';
import { measure } from './rounds.ts';
import { call } from './soap-data.ts';
import { makeStore, type BenchStore } from './store.ts';

const ROUNDS = 5;
const CONNECTIONS = 10;
const LOOK_UPS = 2000;
const PAGES = 200;

export async function benchPostgres(): Promise<readonly Bar[]> {
  console.log('making a store with 1,000,000 customers ...');
  const store = await makeStore();
  try {
    const sets = await benchSets(store);
    const tolk = await startContender('tolk', './postgres-tolk.ts', [store.url]);
    const bars = [await lookUps(store, tolk), await pages(store, tolk, sets.resourceId), ...sets.bars];
    tolk.stop();
    return bars;
  } finally {
    await store.remove();
  }
}

/** The whole against the sum of its parts: the door with handlers from memory, and pg by itself, same statement. */
async function lookUps({ url, brand, token }: BenchStore, tolk: Contender): Promise<Bar> {
  const door = await startContender('door without database', './soap-tolk.ts');
  const bare = await startContender('bare pg', './postgres-bare.ts', [url, brand.id, brand.timeZone]);
  const lookUp = (uuid?: string) => call('customer_getByExternalId', '<externalId>K-1001</externalId>', uuid);
  const agent = clientPool(1);
  const [whole = Number.NaN, part = Number.NaN, pg = Number.NaN] = await interleaved([
    [tolk, () => load(tolk.port, lookUp(token), LOOK_UPS, CONNECTIONS)],
    [door, () => load(door.port, lookUp(), LOOK_UPS, CONNECTIONS)],
    [bare, () => send(agent, bare.port, { path: '/', headers: {}, body: String(LOOK_UPS) })],
  ]);
  agent.destroy();
  for (const each of [door, bare]) each.stop();
  console.log(`\nlook-up by customer number, CPU of the Node process in microseconds, ${CONNECTIONS} connections\n`);
  printTable(['', 'CPU'], [
    ['tolk on PostgreSQL', whole.toFixed(0)], ['door without database', part.toFixed(0)], ['bare pg', pg.toFixed(0)],
    ['pgbench', pgbench(url, brand.id, brand.timeZone)],
  ]);
  const what = 'postgres: look-up by customer number, CPU / (door without database + bare pg)';
  return { what, is: whole / (part + pg), bar: 1.25, sense: 'at most', unit: 'x' };
}

/** CPU per look-up of each contender, round by round and one after the other; the first round does not count. */
async function interleaved(work: readonly (readonly [Contender, () => Promise<unknown>])[]): Promise<number[]> {
  const taken = work.map(() => [] as number[]);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, [contender, run]] of work.entries()) {
      const before = await contender.usage();
      await run();
      if (round > 0) taken[index]?.push(((await contender.usage()).cpu - before.cpu) / LOOK_UPS);
    }
  }
  return taken.map(median);
}

/** A page of 50 customers: ids of a set, records by key. The stock server has offset and limit, here at the start. */
async function pages({ url, brand, token }: BenchStore, tolk: Contender, resourceId: string): Promise<Bar> {
  const stock = await startContender('node-soap on knex', './postgres-node-soap.ts', [url, brand.id]);
  const parameters = `<resourceId>${resourceId}</resourceId><offset>0</offset><size>50</size>`;
  const request = call('customerSet_getCustomers', parameters, token);
  await compareIds(tolk, stock, request);
  const figures = await measure([tolk, stock], { request, times: PAGES, connections: CONNECTIONS, rounds: ROUNDS });
  const [ours, theirs] = [figures.get(tolk)?.cpu ?? Number.NaN, figures.get(stock)?.cpu ?? Number.NaN];
  stock.stop();
  console.log('\na page of 50 customers, CPU of the Node process in microseconds\n');
  printTable(['', 'CPU'], [['tolk on PostgreSQL', ours.toFixed(0)], ['node-soap on knex', theirs.toFixed(0)]]);
  return { what: 'postgres: a page of 50, CPU of node-soap on knex / CPU of tolk', is: theirs / ours, bar: 5, sense: 'at least', unit: 'x' };
}

async function compareIds(tolk: Contender, stock: Contender, request: ReturnType<typeof call>): Promise<void> {
  const agent = clientPool(1);
  const [ours, theirs] = await Promise.all([tolk, stock].map(async ({ port }) => {
    const { body } = await send(agent, port, request);
    return [...body.matchAll(/<(?:\w+:)?externalId>([^<]*)</g)].map(([, id]) => id).join();
  }));
  agent.destroy();
  if (ours === '' || ours !== theirs) throw new Error(`pages differ\nours:   ${ours}\ntheirs: ${theirs}`);
}

/** Look-ups per second of pgbench with the same statement, where it is installed. */
function pgbench(url: string, brandId: string, timeZone: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tolk-pgbench-'));
  const script = path.join(folder, 'look-up.sql');
  const values = [brandId, `'${timeZone}'`, `'K-1001'`, '10001'];
  // pgbench takes :MI in a format of times for one of its variables.
  const look = LOOK_UP.replaceAll('\n', ' ').replaceAll('HH24:MI:SS', 'HH24.MI.SS');
  writeFileSync(script, `${look.replace(/\$(\d)/g, (_, n) => values[Number(n) - 1] ?? '')};\n`);
  const args = ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '1', '-T', '3', '-f', script, url];
  const { stdout, status } = spawnSync('pgbench', args, { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return status === 0 ? `${/tps = (\d+)/.exec(stdout)?.[1] ?? '?'} look-ups/s` : 'not installed';
}
