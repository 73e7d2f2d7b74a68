/** Exports for tests: a gateway with a folder of its own, an owner with a location, and readers of what was written. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { insertCustomer, type CustomerInput } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import type { ListedRun } from '../../src/schedule/index.ts';
import { asking, manager, type Manager } from '../rest-management/support.ts';
import { standing, startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';

export interface ExportGateway extends TestGateway {
  /** TOLK_DATA. */
  readonly data: string;
}

/** Retries follow at once. */
export async function exportGateway(
  env: Readonly<Record<string, string>> = {}, databaseUrl?: string,
): Promise<ExportGateway> {
  const data = await mkdtemp(path.join(tmpdir(), 'tolk-export-'));
  const key = Buffer.alloc(32, 7).toString('base64');
  const settings = { TOLK_DATA: data, TOLK_KEY: key, RUN_BACKOFF: '50', RUN_WATCH: '100', ...env };
  const gateway = await startGateway({
    ...(databaseUrl === undefined ? {} : { databaseUrl }), env: settings, startClock: standing,
  });
  return {
    ...gateway, data,
    stop: async () => {
      const isClean = await gateway.stop();
      await rm(data, { recursive: true, force: true });
      return isClean;
    },
  };
}

/** Somebody who may export, in a brand of its own, with the folder `out`. */
export interface Exporter extends Manager {
  readonly scope: Scope;
  /** The files of its folder. */
  readonly folder: string;
  customers(...customers: CustomerInput[]): Promise<string[]>;
  /** Makes an export of that name: what is given over one of all customers, by id and e-mail address. */
  define(wish?: object): Promise<string>;
  /** Runs it. @returns the run as it ended */
  run(name?: string): Promise<ListedRun>;
  files(): Promise<string[]>;
  bytes(file: string): Promise<Buffer>;
  /** The cells of a file, as an independent reader has them. */
  cells(file: string, options?: object): Promise<string[][]>;
}

export async function exporter(gateway: ExportGateway): Promise<Exporter> {
  const made = await manager(gateway);
  const { brand, token } = made;
  const ask = asking(gateway.url, token);
  const scope = scopeOf(gateway.sql, brand);
  const folder = path.join(gateway.data, 'files', brand.id, 'out');
  await ask('POST', '/locations', { name: 'out', kind: 'folder', path: 'out' });
  const bytes = (file: string) => readFile(path.join(folder, file));
  return {
    ...made, ask, scope, folder, bytes,
    async customers(...customers) {
      const ids: string[] = [];
      for (const customer of customers) ids.push((await insertCustomer(scope, customer)).id);
      return ids;
    },
    async define(wish = {}) {
      const { status, body } = await ask('POST', '/exports', exportWish(wish));
      if (status !== 201) throw new Error(`not defined: ${JSON.stringify(body)}`);
      return (body as { id: string }).id;
    },
    async run(name = 'test') {
      const { status, body } = await ask('POST', `/exports/${encodeURIComponent(name)}/runs`);
      if (status !== 202) throw new Error(`not started: ${JSON.stringify(body)}`);
      return runEnd(ask, (body as ListedRun).id);
    },
    files: async () => (await readdir(folder).catch(() => [])).sort(),
    async cells(file, options = {}) {
      const content = await bytes(file);
      const text = file.endsWith('.gz') ? gunzipSync(content) : content;
      return parse(text, { delimiter: ';', ...options }) as unknown as string[][];
    },
  };
}

export function exportWish(wish: object): object {
  return {
    name: 'test', source: { kind: 'all' }, columns: [{ field: 'id' }, { field: 'emailAddress' }],
    ...wish, file: { location: 'out', name: 'test.csv', ...('file' in wish ? wish.file as object : {}) },
  };
}

/** Waits until a run has ended. */
export async function runEnd(ask: Manager['ask'], runId: string): Promise<ListedRun> {
  let run: ListedRun | undefined;
  await until(async () => {
    run = (await ask('GET', `/runs/${runId}`)).body as ListedRun;
    return run.endedAt !== null;
  });
  if (run === undefined) throw new Error('there is no run');
  return run;
}
