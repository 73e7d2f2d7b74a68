/** What an import costs beside COPY and one MERGE, what memory it takes, and how long others wait for it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore, type Brand } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createLog } from '../../src/log.ts';
import { createSchedules, runById } from '../../src/schedule/index.ts';
import {
  createLocation, IMPORT_RUN, importRuns, readImport, saveImport, startImport,
} from '../../src/transfer/index.ts';
import { median, printTable, type Bar } from './bars.ts';
import { seconds, watchMemory } from './meters.ts';
import type { BenchStore } from './store.ts';
import { FILE_FIELDS, writeFile } from './transfer-file.ts';
import { MAKE_COPY, plainImport } from './transfer-plain.ts';

const ROUNDS = 2;

/** Each round begins with the same store: a copy of one that both found as they need it. */
export async function benchImports(
  { url, sql, brand }: BenchStore, folder: string, records: number,
): Promise<readonly Bar[]> {
  const files = path.join(folder, 'files', brand.id);
  await mkdir(files, { recursive: true });
  const file = path.join(files, 'customers.csv');
  await writeFile(file, records);
  await sql.raw(MAKE_COPY);
  await sql.raw('vacuum analyze');
  await sql.destroy();
  const store = { url, brand, folder, file, records };

  const plain: number[] = [];
  const ours: number[] = [];
  let grown = 0;
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await inCopy(url, (copy) => seconds(() => plainImport(copy, brand.id, file))));
    const memory = watchMemory();
    ours.push(await inCopy(url, (copy) => seconds(() => ownImport({ ...store, url: copy }))));
    grown = Math.max(grown, memory.end());
  }
  const waits = await inCopy(url, (copy) => beside(copy, brand, () => ownImport({ ...store, url: copy })));
  const longest = Math.max(...waits);

  const [bare, own] = [median(plain), median(ours)];
  console.log(`\n${records} records, ${FILE_FIELDS.length} columns, half of the customers are there\n`);
  printTable(['', 'seconds'], [['COPY and MERGE', bare.toFixed(1)], ['import', own.toFixed(1)]]);
  console.log(`\n${waits.length} single writes beside it, median ${median(waits).toFixed(0)} ms, longest ${longest.toFixed(0)} ms`);
  return [
    { what: 'transfer: import / COPY and MERGE of the same file', is: own / bare, bar: 2.5, sense: 'at most', unit: 'x' },
    { what: 'transfer: resident memory that an import takes', is: grown, bar: 150, sense: 'at most', unit: ' MB' },
    { what: 'transfer: longest wait of a single write beside it', is: longest, bar: 500, sense: 'at most', unit: ' ms' },
  ];
}

async function inCopy<Result>(url: string, work: (url: string) => Promise<Result>): Promise<Result> {
  const copy = new URL(url);
  const server = new URL(url);
  [copy.pathname, server.pathname] = ['/bench_copy', '/postgres'];
  const admin = new pg.Client({ connectionString: server.href });
  await admin.connect();
  try {
    await admin.query(`create database bench_copy template "${new URL(url).pathname.slice(1)}"`);
    await admin.query('checkpoint');
    return await work(copy.href);
  } finally {
    await admin.query('drop database if exists bench_copy with (force)');
    await admin.end();
  }
}

interface OwnImport {
  readonly url: string;
  readonly brand: Brand;
  readonly folder: string;
  readonly records: number;
}

/** A whole run, from its start to the row that tells of its end. */
async function ownImport({ url, brand, folder, records }: OwnImport): Promise<void> {
  const limits = readConfig({ TOLK_DATA: folder, IMPORT_SETTLE: '0' });
  const sql = openStore({ url, connections: 5, prepare: true });
  const scope = createScope({ sql, brand, actor: { name: 'bench', door: 'cli' }, events: new Events(), limits });
  await createLocation(scope, { name: 'in', kind: 'folder' });
  await saveImport(scope, readImport({
    name: 'customers', target: { kind: 'customers', unique: { fields: ['externalId'] } },
    file: { location: 'in', name: 'customers.csv' },
  }));
  const { attempt } = createSchedules({ kinds: { [IMPORT_RUN]: importRuns }, log: createLog('silent') });
  const runId = await startImport(scope, 'customers');
  await attempt(scope, { runId }, new AbortController().signal);
  const { state, counters, error } = await runById(scope, runId);
  await sql.destroy();
  const { inserted, updated } = counters;
  if (state !== 'done' || inserted !== records / 2 || updated !== records / 2) {
    throw new Error(`run ${runId} is ${state}: ${error} ${JSON.stringify(counters)}`);
  }
}

/** @returns how long single writes of another process took meanwhile, in milliseconds */
async function beside(url: string, brand: Brand, work: () => Promise<void>): Promise<number[]> {
  const writer = fork(path.join(import.meta.dirname, 'transfer-writer.ts'));
  writer.send({ url, brand });
  await once(writer, 'message');
  await work();
  const told = once(writer, 'message');
  writer.send('end');
  const [times] = await told as [number[]];
  writer.disconnect();
  return times;
}
