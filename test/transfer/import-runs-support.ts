/** Runs of imports for tests: a brand with a folder as its location, workers that do the runs, readers of effects. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Brand, Scope, Store } from '../../src/db/index.ts';
import type { WorkerLimits } from '../../src/jobs/index.ts';
import { retryRun, type RunInHand, type RunKind } from '../../src/schedule/index.ts';
import {
  createImport, createLocation, importRuns, readImport, startImport, type ImportDefinition,
} from '../../src/transfer/index.ts';
import { workers, type TestWorkers } from '../jobs/jobs-support.ts';
import { runHandlers, stored, type StoredRun } from '../schedule/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { Heard, scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';

type Settings = Readonly<Record<string, string>>;
type Start = Parameters<typeof startImport>[2];

/** Files are written at once and whole here; retries follow at once. */
const SETTINGS = { IMPORT_SETTLE: '0', RUN_BACKOFF: '20', RUN_WATCH: '100' };

export interface Importer {
  readonly db: TestDatabase;
  readonly brand: Brand;
  /** Of a person, as the management API has it. */
  readonly scope: Scope;
  readonly settings: Settings;
  readonly heard: Heard;
  /** Where the files of the location `crm` really lie. */
  readonly folder: string;
  /** @param ago seconds since it was written */
  put(name: string, content: string | Buffer, ago?: number): void;
  text(name: string): string;
  /** All files, with their folders. */
  files(): string[];
  /** The cells of a file, as an independent reader has them. */
  cells(name: string, delimiter?: string): string[][];
  define(wish?: ImportTestWish): Promise<ImportDefinition>;
  start(start?: Start): Promise<string>;
  /** Starts a run and waits for its end. */
  run(start?: Start): Promise<StoredRun>;
  ended(runId: string): Promise<StoredRun>;
  retry(runId: string): Promise<StoredRun>;
  /** Workers that do runs of imports. */
  work(wish?: WorkWish): TestWorkers;
  /** What customers have in columns, by external number. */
  customers(...columns: string[]): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export interface WorkWish {
  /** Default: importRuns. */
  readonly kind?: RunKind;
  readonly sql?: Store;
  readonly url?: string;
  readonly limits?: Partial<WorkerLimits>;
}

export interface ImportTestWish {
  readonly name?: string;
  readonly target?: object;
  readonly file?: object;
  readonly [member: string]: unknown;
}

/** @param database where its brand is made; default: one of its own, which goes with it */
export async function importer(settings: Settings = {}, database?: TestDatabase): Promise<Importer> {
  const db = database ?? await testDatabase();
  const data = settings['TOLK_DATA'] ?? mkdtempSync(path.join(tmpdir(), 'tolk-import-'));
  const brand = await makeBrand(db.sql);
  const made = await importerOf(db, brand, { ...SETTINGS, ...settings, TOLK_DATA: data });
  return {
    ...made,
    async stop() {
      if (database === undefined) await db.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function importerOf(db: TestDatabase, brand: Brand, settings: Settings): Promise<Omit<Importer, 'stop'>> {
  const heard = new Heard();
  const scope = scopeOf(db.sql, brand, { settings, actor: 'anna', door: 'rest' });
  const data = settings['TOLK_DATA'] ?? '';
  const folder = path.join(data, 'files', brand.id, 'crm');
  await createLocation(scope, { name: 'crm', kind: 'folder', path: 'crm' });
  const ended = async (runId: string): Promise<StoredRun> => {
    await until(async () => (await stored(db.sql, runId)).ended_at !== null);
    return stored(db.sql, runId);
  };
  return {
    db, brand, scope, settings, heard, folder, ended,
    put(name, content, ago = 0) {
      const place = path.join(folder, name);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, content);
      const time = Date.now() / 1000 - ago;
      utimesSync(place, time, time);
    },
    text: (name) => readFileSync(path.join(folder, name), 'utf8'),
    files: () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      .map((one) => path.relative(folder, path.join(one.parentPath, one.name))).sort(),
    cells: (name, delimiter = ';') => parse(readFileSync(path.join(folder, name)), { delimiter }) as unknown as string[][],
    define: (wish) => createImport(scope, readImport(runWish(wish))),
    start: (start) => startImport(scope, 'test', start),
    run: async (start) => ended(await startImport(scope, 'test', start)),
    async retry(runId) {
      await retryRun(scope, runId);
      return ended(runId);
    },
    work: ({ kind = importRuns, sql = db.sql, url = db.url, limits = {} } = {}) =>
      workers(url, runHandlers(sql, { import: kind }, settings, heard), limits),
    customers: (...columns) => db.sql('customer').where({ brand_id: brand.id }).orderBy('external_id').select(columns),
  };
}

/** An import of customers by external number from the folder `in`, called `test`; what is given goes over it. */
export function runWish({ target = {}, file = {}, ...wish }: ImportTestWish = {}): object {
  return {
    name: 'test', ...wish,
    target: { kind: 'customers', unique: { fields: ['externalId'] }, ...target },
    file: { location: 'crm', name: 'in/*.csv', ...file },
  };
}

/**
 * Runs of imports whose first attempt meets a misfortune as its n-th step begins: all before is done, outside too.
 * @param tell gets the number of each step
 */
export function unlucky(
  at: number, misfortune: (run: RunInHand) => Promise<void>, tell: (step: number) => void = () => undefined,
): RunKind {
  return {
    ...importRuns,
    async act(run) {
      let begun = 0;
      const step: RunInHand['step'] = async (work, told) => {
        tell(++begun);
        if (run.attempt === 1 && begun === at) await misfortune(run);
        return run.step(work, told);
      };
      await importRuns.act(Object.create(run, { step: { value: step } }) as RunInHand);
    },
  };
}
