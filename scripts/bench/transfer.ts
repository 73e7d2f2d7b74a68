/** Files: what exports and imports cost beside plain SQL with COPY, what memory they take, and who waits for them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bar } from './bars.ts';
import { makeStore } from './store.ts';
import { benchExports } from './transfer-exports.ts';
import { benchImports } from './transfer-imports.ts';

export async function benchTransfer(): Promise<readonly Bar[]> {
  return [...await exports(), ...await imports()];
}

async function exports(): Promise<readonly Bar[]> {
  console.log('making a store with 1,000,000 customers ...');
  const store = await makeStore();
  try {
    return await inFolder((folder) => benchExports(store, folder));
  } finally {
    await store.remove();
  }
}

/** Records of the file that is imported; BENCH_RECORDS says another number. */
const RECORDS = Number(process.env['BENCH_RECORDS'] ?? 1_000_000);

/** The half of the area that people tune by itself. */
export async function imports(): Promise<readonly Bar[]> {
  console.log(`making a store with ${RECORDS / 2} customers and a file of ${RECORDS} ...`);
  const store = await makeStore(RECORDS / 2);
  try {
    return await inFolder((folder) => benchImports(store, folder, RECORDS));
  } finally {
    await store.remove();
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tolk-bench-files-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
