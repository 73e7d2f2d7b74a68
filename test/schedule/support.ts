/** Runs for tests: kinds made up by the test, in workers or by hand. */
import { brandById } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, type Brand, type Scope, type Store } from '../../src/db/index.ts';
import type { JobHandlers } from '../../src/jobs/index.ts';
import { createLog } from '../../src/log.ts';
import { createSchedules, RUN_JOB, startRun, type RunKinds, type RunWish } from '../../src/schedule/index.ts';
import { Heard } from '../support/scope.ts';

export const QUIET = createLog('silent');

/** Nothing to wait for: a test hurries what waits, or looks at when it would be. */
export const PATIENT = { RUN_BACKOFF: '60000', RUN_WATCH: '100' };

interface Payload {
  readonly brandId: string;
  readonly runId: string;
}

/** A scope as jobs have it. */
export function jobScope(
  sql: Store, brand: Brand, settings: Readonly<Record<string, string>> = {}, events = new Heard(),
): Scope {
  const limits = readConfig({ ...PATIENT, ...settings });
  return createScope({ sql, brand, actor: { name: 'tolk', door: 'job' }, events, limits });
}

/** What workers need to do runs of these kinds. */
export function runHandlers(
  sql: Store, kinds: RunKinds, settings: Readonly<Record<string, string>> = {}, events = new Heard(),
): JobHandlers {
  const { attempt } = createSchedules({ kinds, log: QUIET });
  return {
    [RUN_JOB]: async ({ payload, signal }) => {
      const brand = await brandById(sql, (payload as Payload).brandId);
      await attempt(jobScope(sql, brand, settings, events), payload, signal);
    },
  };
}

/** Makes a run of the kind `test`. @returns its id */
export function start(scope: Scope, wish: Partial<RunWish> = {}): Promise<string> {
  return scope.transaction((tx) => startRun(tx, { kind: 'test', name: 'a test', ...wish }));
}

export interface StoredRun {
  readonly state: string;
  readonly attempt: number;
  readonly failures: number;
  readonly cursor: unknown;
  readonly counters: Record<string, number>;
  readonly progress: number | null;
  readonly files: unknown[];
  readonly error: string | null;
  readonly retry_at: Date | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

export async function stored(sql: Store, runId: string): Promise<StoredRun> {
  const found = await sql('run').where({ id: runId }).first<StoredRun | undefined>();
  if (found === undefined) throw new Error(`there is no run ${runId}`);
  return found;
}
