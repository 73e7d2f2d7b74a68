/** Runs for tests: kinds made up by the test, in workers or by hand. */
import { brandById } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, type Brand, type Scope, type Store } from '../../src/db/index.ts';
import { failure } from '../../src/errors.ts';
import { BRAND_JOB, HOUSE_JOB, type JobHandlers } from '../../src/jobs/index.ts';
import { createLog } from '../../src/log.ts';
import {
  createSchedules, RUN_JOB, startRun, type RunKind, type RunKinds, type RunWish,
} from '../../src/schedule/index.ts';
import { Heard } from '../support/scope.ts';

export const QUIET = createLog('silent');

/** Nothing to wait for: a test hurries what waits, or looks at when it would be. */
export const PATIENT = { RUN_BACKOFF: '60000', RUN_WATCH: '100' };

interface Payload {
  readonly brandId: string;
  readonly minute: string;
}

/** A scope as jobs have it. */
export function jobScope(
  sql: Store, brand: Brand, settings: Readonly<Record<string, string>> = {}, events = new Heard(),
): Scope {
  const limits = readConfig({ ...PATIENT, ...settings });
  return createScope({ sql, brand, actor: { name: 'tolk', door: 'job' }, events, limits });
}

/** What workers need to do runs of these kinds, and to claim slots at each tick. */
export function runHandlers(
  sql: Store, kinds: RunKinds, settings: Readonly<Record<string, string>> = {}, events = new Heard(),
): JobHandlers {
  const { attempt, claimDue } = createSchedules({ kinds, log: QUIET });
  return {
    [RUN_JOB]: async ({ payload, signal }) => {
      const brand = await brandById(sql, (payload as Payload).brandId);
      await attempt(jobScope(sql, brand, settings, events), payload, signal);
    },
    [BRAND_JOB]: async ({ payload }) => {
      const { brandId, minute } = payload as Payload;
      await claimDue(jobScope(sql, await brandById(sql, brandId), settings, events), new Date(minute));
    },
    [HOUSE_JOB]: () => Promise.resolve(),
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
  readonly cancel_requested_at: Date | null;
}

export async function stored(sql: Store, runId: string): Promise<StoredRun> {
  const found = await sql('run').where({ id: runId }).first<StoredRun | undefined>();
  if (found === undefined) throw new Error(`there is no run ${runId}`);
  return found;
}

/** The kind `test`, which can be put on a schedule: works on whatever is in `subjects`, and does nothing. */
export function testKind(subjects: Map<string, string>, act: RunKind['act'] = () => Promise.resolve()): RunKinds {
  return {
    test: {
      act,
      subjects: {
        find: (_scope, wanted) => {
          const [found] = [...subjects].filter(([id, name]) => id === wanted || name === wanted);
          if (found === undefined) throw failure('GROUP_NOT_FOUND', { id: wanted });
          return Promise.resolve({ id: found[0], name: found[1] });
        },
        names: (_scope, ids) => Promise.resolve(new Map([...subjects].filter(([id]) => ids.includes(id)))),
      },
    },
  };
}

/** Says when a schedule is due next, as if it had been made long ago. */
export async function setDue(sql: Store, scheduleId: string, dueAt: string): Promise<void> {
  await sql('schedule').where({ id: scheduleId }).update({ next_due_at: dueAt });
}

/** When a schedule is due next, in UTC. */
export async function dueOf(sql: Store, scheduleId: string): Promise<string | undefined> {
  const [found] = await sql('schedule').where({ id: scheduleId }).pluck<(Date | null)[]>('next_due_at');
  return found?.toISOString().slice(0, 16);
}

/** Slots and states of the runs of a schedule, oldest first: `2026-03-29T01:00 queued`. */
export async function slotsOf(sql: Store, scheduleId: string): Promise<string[]> {
  const found = await sql('run').where({ schedule_id: scheduleId }).orderBy('id')
    .select<{ due_at: Date; state: string }[]>('due_at', 'state');
  return found.map(({ due_at, state }) => `${due_at.toISOString().slice(0, 16)} ${state}`);
}
