/** Rows over REST: one at a time beside a bare express handler, many beside COPY, pages and all of a large table. */
import { printTable, median, type Bar } from './bars.ts';
import { startContender, type Contender } from './contender.ts';
import { copyRows } from './datamodel-copy.ts';
import { EXTRA, FEWER_ROWS, makeModelStore, ROWS, type ModelStore } from './datamodel-store.ts';
import { clientPool, load, send, type Request } from './load.ts';
import { peakWhileReading } from './datamodel-reading.ts';

const ROUNDS = 7;
const CONNECTIONS = 10;
const REQUESTS = 2000;
const BATCH = 1000;
const BATCHES = 10;
const PAGES = 300;
const JSON_TYPE = { 'Content-Type': 'application/json' };

export async function benchDatamodel(): Promise<readonly Bar[]> {
  console.log('making a store with 1,000,000 rows ...');
  const store = await makeModelStore();
  const tolk = await startContender('tolk', './postgres-tolk.ts', [store.url]);
  const bare = await startContender('express + pg', './datamodel-bare.ts', [store.url]);
  try {
    return [
      ...(await single(store, tolk, bare)), await many(store, tolk), await pages(store, tolk),
      await memory(store, tolk),
    ];
  } finally {
    tolk.stop();
    bare.stop();
    await store.remove();
  }
}

/** One row read, one row written; requests per second, round by round and one after the other. */
async function single({ token, rowPath, bareId }: ModelStore, tolk: Contender, bare: Contender): Promise<Bar[]> {
  const authorization = `Bearer ${token}`;
  const body = JSON.stringify(EXTRA);
  const cases: readonly (readonly [what: string, ours: Request, theirs: Request])[] = [
    ['GET of one row',
      { method: 'GET', path: rowPath, headers: { authorization }, body: '' },
      { method: 'GET', path: `/extratype/${bareId}`, headers: {}, body: '' }],
    ['POST of one row',
      { path: '/dataextension/extratype', headers: { ...JSON_TYPE, authorization }, body },
      { path: '/extratype', headers: JSON_TYPE, body }],
  ];
  const bars: Bar[] = [];
  const table: string[][] = [];
  for (const [what, ours, theirs] of cases) {
    const agent = clientPool(1);
    const statuses = await Promise.all([send(agent, tolk.port, ours), send(agent, bare.port, theirs)]);
    agent.destroy();
    if (statuses[0]?.status !== statuses[1]?.status) throw new Error(`${what}: ${JSON.stringify(statuses)}`);
    const [mine, its] = await interleaved([[tolk, ours], [bare, theirs]]);
    if (mine === undefined || its === undefined) throw new Error('nothing was measured');
    table.push([what, mine.rate.toFixed(0), its.rate.toFixed(0), mine.cpu.toFixed(0), its.cpu.toFixed(0)]);
    bars.push({ what: `datamodel: ${what}, requests/s of tolk / express + pg`, is: mine.rate / its.rate, bar: 0.5, sense: 'at least', unit: 'x' });
  }
  console.log(`\none row, median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`);
  printTable(['', 'tolk req/s', 'bare req/s', 'tolk CPU us', 'bare CPU us'], table);
  return bars;
}

interface Pace {
  /** Requests per second. */
  readonly rate: number;
  /** Microseconds of CPU of the server's process per request. */
  readonly cpu: number;
}

/** The first two rounds warm up and do not count. */
async function interleaved(work: readonly (readonly [Contender, Request])[]): Promise<Pace[]> {
  const taken = work.map(() => [] as Pace[]);
  for (let round = -2; round < ROUNDS; round++) {
    for (const [index, [contender, request]] of work.entries()) {
      const before = await contender.usage();
      const start = performance.now();
      await load(contender.port, request, REQUESTS, CONNECTIONS);
      const rate = REQUESTS / (performance.now() - start) * 1000;
      const cpu = ((await contender.usage()).cpu - before.cpu) / REQUESTS;
      if (round >= 0) taken[index]?.push({ rate, cpu });
    }
  }
  return taken.map((paces) => ({
    rate: median(paces.map(({ rate }) => rate)), cpu: median(paces.map(({ cpu }) => cpu)),
  }));
}

/** Arrays of rows by one client, beside COPY of as many rows per transaction into a table with the same index. */
async function many({ url, token }: ModelStore, tolk: Contender): Promise<Bar> {
  const batch = Array.from({ length: BATCH }, (_, n) => ({ ...EXTRA, label: `Bicycle hire ${n}` }));
  const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
  const request = { path: '/dataextension/extratype', headers, body: JSON.stringify(batch) };
  const agent = clientPool(1);
  const { status, body } = await send(agent, tolk.port, request);
  if (status !== 201) throw new Error(`an array is answered with ${status}: ${body.slice(0, 500)}`);
  const [ours, copied]: [number[], number[]] = [[], []];
  for (let round = -1; round < ROUNDS; round++) {
    const start = performance.now();
    for (let turn = 0; turn < BATCHES; turn++) await send(agent, tolk.port, request);
    const middle = performance.now();
    await copyRows(url, batch, BATCHES);
    const end = performance.now();
    if (round < 0) continue;
    ours.push(BATCHES * BATCH / (middle - start) * 1000);
    copied.push(BATCHES * BATCH / (end - middle) * 1000);
  }
  agent.destroy();
  const [mine, copy] = [median(ours), median(copied)];
  console.log(`\narrays of ${BATCH} rows, rows per second\n`);
  printTable(['', 'rows/s'], [['POST of an array', mine.toFixed(0)], ['COPY', copy.toFixed(0)]]);
  const bar = Math.min(20_000, 0.4 * copy);
  return { what: 'datamodel: rows/s of an array POST (20,000 or 40% of COPY)', is: mine, bar, sense: 'at least', unit: '/s' };
}

/** The first and the last page of a million rows. */
async function pages({ token }: ModelStore, tolk: Contender): Promise<Bar> {
  const agent = clientPool(1);
  const headers = { authorization: `Bearer ${token}` };
  const ask = (path: string) => send(agent, tolk.port, { method: 'GET', path, headers, body: '' });
  const first = '/dataextension/many?limit=100';
  const { headers: { link } } = await ask(`/dataextension/many?limit=100&offset=${ROWS - 200}`);
  const next = /<([^>]+)>; *rel="next"/.exec(String(link))?.[1];
  if (next === undefined) throw new Error(`no link to the last page: ${String(link)}`);
  const { pathname, search } = new URL(next);
  const last = `${pathname}${search.replace(/&offset=\d+|offset=\d+&/, '')}`;
  const rowsOf = async (path: string) => (JSON.parse((await ask(path)).body) as unknown[]).length;
  if (await rowsOf(first) !== 100 || await rowsOf(last) !== 100) throw new Error('a page does not have 100 rows');

  const taken: [number[], number[]] = [[], []];
  for (let turn = 0; turn < PAGES; turn++) {
    for (const [index, path] of [first, last].entries()) {
      const start = performance.now();
      await ask(path);
      taken[index]?.push(performance.now() - start);
    }
  }
  agent.destroy();
  const [atStart, atEnd] = taken.map(median);
  if (atStart === undefined || atEnd === undefined) throw new Error('nothing was measured');
  console.log('\na page of 100 of 1,000,000 rows, milliseconds\n');
  printTable(['', 'ms'], [['first', atStart.toFixed(2)], ['last', atEnd.toFixed(2)]]);
  return { what: 'datamodel: last page of 1,000,000 rows / first page', is: atEnd / atStart, bar: 1.3, sense: 'at most', unit: 'x' };
}

/** Memory while a client reads a table, against a tenth of its rows. */
async function memory({ token }: ModelStore, tolk: Contender): Promise<Bar> {
  const read = (table: string, rows: number) => peakWhileReading(tolk, `/dataextension/${table}`, token, rows);
  await read('fewer', FEWER_ROWS);
  const fewer = await read('fewer', FEWER_ROWS);
  const all = await read('many', ROWS);
  console.log('\nreading all rows of a table, largest resident memory in MB\n');
  printTable(['', 'MB', 'rows/s'], [fewer, all].map(({ rows, peak, seconds }) =>
    [rows.toLocaleString('en'), (peak / 1024 / 1024).toFixed(0), (rows / seconds).toFixed(0)]));
  return {
    what: 'datamodel: memory while 1,000,000 rows are read / 100,000 rows', is: all.peak / fewer.peak, bar: 1.2, sense: 'at most', unit: 'x',
  };
}
