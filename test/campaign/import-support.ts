/** Campaigns that import and export: a folder as location, workers that do runs, campaigns that hear of their end. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beginWithFile, goOnAfterRun, heldTriggers } from '../../src/campaign/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { exportRuns } from '../../src/export/index.ts';
import { createSchedules, RUN_JOB, type RunKind } from '../../src/schedule/index.ts';
import {
  createImport, createLocation, importRuns, pollTriggers, readImport, settleLater, settleTrigger, TRIGGER_SETTLE_JOB,
} from '../../src/transfer/index.ts';
import { workers, type TestWorkers } from '../jobs/jobs-support.ts';
import { QUIET } from '../schedule/support.ts';
import { runWish, type ImportTestWish } from '../transfer/import-runs-support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { campaigner, type Campaigner } from './support.ts';

export interface ImportingCampaigner extends Campaigner {
  /** Whose ends of runs campaigns hear of, as in the service. */
  readonly hearing: Scope;
  put(name: string, content: string): void;
  /** The files of the folder, with their lines but the first, sorted. */
  files(): Record<string, string[]>;
  define(wish?: ImportTestWish): Promise<void>;
  work(kind?: RunKind): TestWorkers;
  /** Looks into the folders of triggers at two minutes: what lies in Upload is taken. */
  poll(): Promise<void>;
  /** Waits until so many runs have ended. */
  ended(runs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function importingCampaigner(given: Readonly<Record<string, string>> = {}): Promise<ImportingCampaigner> {
  const database: TestDatabase = await testDatabase();
  const data = mkdtempSync(path.join(tmpdir(), 'tolk-campaign-'));
  const settings = { IMPORT_SETTLE: '0', RUN_BACKOFF: '20', RUN_WATCH: '100', RUN_RETRIES: '0', TOLK_DATA: data, ...given };
  const mine = await campaigner(database.sql, settings);
  const { brand } = mine.scope;
  const folder = path.join(data, 'files', brand.id, 'crm');
  await createLocation(mine.scope, { name: 'crm', kind: 'folder', path: 'crm' });
  const events = new Events().on('run.ended', settleLater).on('run.ended', goOnAfterRun).on('run.ended', beginWithFile);
  const jobScope = scopeOf(database.sql, brand, { events, settings, actor: 'tolk', door: 'job' });
  let minute = 0;
  const linesOf = (name: string) => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n').slice(1).sort();
  return {
    ...mine, hearing: jobScope,
    put(name, content) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    },
    files: () => Object.fromEntries(readdirSync(folder).sort().map((name) => [name, linesOf(name)])),
    async define(wish) {
      await createImport(mine.scope, readImport(runWish(wish)));
    },
    work(kind = importRuns) {
      const { attempt } = createSchedules({ kinds: { import: kind, export: exportRuns }, log: QUIET });
      return workers(database.url, {
        [RUN_JOB]: ({ payload, signal }) => attempt(jobScope, payload, signal),
        [TRIGGER_SETTLE_JOB]: ({ payload, signal }) => settleTrigger(jobScope, payload, signal),
      });
    },
    async poll() {
      for (let time = 0; time < 2; time++) {
        const payload = { minute: new Date(Date.UTC(2026, 2, 1, 10, minute++)).toISOString() };
        await pollTriggers(jobScope, payload, new AbortController().signal, { log: QUIET, hold: heldTriggers });
      }
    },
    ended: (runs) => until(async () => {
      const found = await database.sql('run').where({ brand_id: brand.id }).whereNotNull('ended_at');
      return found.length >= runs;
    }),
    async stop() {
      await database.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
