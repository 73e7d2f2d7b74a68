import { z } from 'zod';
import { cancelRun, listRuns, retryRun, RUN_STATES, runById } from '../../schedule/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { LINK, limitOf, linkTo, number, time } from '../management/index.ts';
import { runEvents } from './run-events.ts';

const RUNS = { tag: 'Runs', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/runs';
const one = `${path}/{run}`;
const params = z.strictObject({ run: number('run') });

const state = z.enum(RUN_STATES).meta({
  description: 'queued: waits for a worker, or until retryAt; failed: refused, the same again would be too; '
    + 'dead: given up after its last try; cancelled: finished steps stay',
});
const kind = z.string().meta({ description: 'What is done', examples: ['export'] });

const file = z.object({
  role: z.string().meta({ description: 'What it is to the run', examples: ['output'] }),
  location: z.string().meta({ description: 'Name of the location', examples: ['partner'] }),
  name: z.string().meta({ examples: ['customers-20260301.csv'] }),
  bytes: z.int().optional(),
});

/** A run as the room tells it. */
export const runSchema = z.object({
  id: number('run'),
  kind,
  subjectId: number('export, or whatever it works on; may be gone by now').nullable(),
  name: z.string().meta({ description: 'Name of what it works on', examples: ['All customers'] }),
  state,
  attempt: z.int().meta({ description: 'How often it was begun' }),
  startedBy: z.string().meta({ description: 'Who started it, or last changed its schedule', examples: ['webshop'] }),
  door: z.string().meta({ description: 'By which way; job: by a schedule', examples: ['rest'] }),
  scheduleId: number('schedule that started it; may be gone by now').nullable(),
  dueAt: time('Slot of the schedule').nullable(),
  counters: z.record(z.string(), z.number()).meta({ description: 'Of finished steps', examples: [{ written: 1200 }] }),
  progress: z.number().nullable().meta({ description: '0 to 1; null: unknown', examples: [0.4] }),
  files: z.array(file),
  error: z.string().nullable()
    .meta({ description: 'Why it failed or was not started; while it waits for its next try, why the last one failed' }),
  cancelRequestedAt: time('Since when it is to stop').nullable(),
  createdAt: time('When it was made'),
  startedAt: time('When it first began').nullable(),
  retryAt: time('When it is tried again').nullable(),
  endedAt: time('When it ended').nullable(),
}).meta({ id: 'Run' });

/** Long work of the brand: what, how far, and why not. */
export const runEndpoints: readonly Endpoint[] = [
  endpoint({
    ...RUNS, method: 'get', path, summary: 'The runs of the brand, newest first',
    description: 'A run that has ended is kept for the setting RUN_KEPT.',
    query: z.strictObject({
      limit: limitOf('RUN_PAGE_MAX', '100'),
      before: z.string().optional().meta({ description: 'Older ones than the page before; taken from its Link' }),
      state: state.optional(),
      kind: kind.optional(),
      subject: number('export, or whatever they work on').optional(),
      schedule: number('schedule that started them').optional(),
    }),
    answers: { 200: { description: 'Those asked for', schema: z.array(runSchema), headers: LINK } },
    act: async ({ scope, query, origin }) => {
      const { subject: subjectId, schedule: scheduleId, ...rest } = query;
      const { items, next } = await listRuns(scope, { ...rest, subjectId, scheduleId });
      const following = next === undefined ? undefined : { ...query, before: next };
      return { headers: linkTo(origin + path, following), body: items };
    },
  }),
  endpoint({
    ...RUNS, method: 'get', path: one, summary: 'One run', params,
    answers: { 200: { description: 'The run as it is now', schema: runSchema } },
    act: async ({ scope, params: { run } }) => ({ body: await runById(scope, run) }),
  }),
  endpoint({
    ...RUNS, method: 'get', path: `${one}/events`, summary: 'Follow a run', params,
    description: 'Server-sent events (`text/event-stream`): the run as JSON now, and again whenever it has changed, to '
      + 'its end. An answer lasts for the setting RUN_EVENTS_TIME; then a client asks again, as EventSource does.',
    answers: { 200: { description: 'Events without a name, each with a run in its data' } },
    act: async ({ scope, params: { run } }) => ({
      headers: { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' },
      pieces: runEvents(scope, await runById(scope, run)),
    }),
  }),
  endpoint({
    ...RUNS, method: 'post', path: `${one}/cancel`, summary: 'Cancel a run', params,
    description: 'One that waits ends at once; one that is at work stops after its step under way. Finished steps stay. '
      + 'Refused with 409 when it has ended.',
    answers: { 200: { description: 'The run as it is now', schema: runSchema } },
    act: async ({ scope, params: { run } }) => ({ body: await cancelRun(scope, run) }),
  }),
  endpoint({
    ...RUNS, method: 'post', path: `${one}/retry`, summary: 'Let a run go on', params,
    description: 'One that failed, died or was cancelled goes on behind its last finished step; one that waits for its '
      + 'next try need not wait. Refused with 409 for any other.',
    answers: { 200: { description: 'The run as it is now', schema: runSchema } },
    act: async ({ scope, params: { run } }) => ({ body: await retryRun(scope, run) }),
  }),
];
