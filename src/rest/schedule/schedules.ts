import { z } from 'zod';
import {
  deleteSchedule, findSchedule, listSchedules, MISSED, type Schedules,
} from '../../schedule/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { number, time } from '../management/index.ts';

const SCHEDULES = { tag: 'Schedules', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/schedules';
const one = `${path}/{schedule}`;
const params = z.strictObject({
  schedule: z.string().meta({ description: 'Number or name of the schedule', examples: ['12'] }),
});

const name = z.string().meta({ description: 'One per brand; not digits alone', examples: ['Every night'] });
const kind = z.string().meta({ description: 'Kind of run that it starts', examples: ['export'] });
const subject = z.string()
  .meta({ description: 'Number or name of the export, or whatever its runs work on', examples: ['All customers'] });
const rule = z.string().meta({
  description: 'In the zone of the brand: a cron expression of five parts, or `hourly [:MM]`, `daily [HH:MM]`, '
    + '`weekly [DAY] [HH:MM]`, `monthly [1..31|last] [HH:MM]`',
  examples: ['daily 02:30'],
});
const missed = z.enum(MISSED).meta({
  description: 'What becomes of slots that passed while nobody ran: made up for once, by the last of them, or skip',
});
const isOn = z.boolean().meta({ description: 'Whether it starts anything' });

const schedule = z.object({
  id: number('schedule'), name, kind,
  subjectId: number('export, or whatever its runs work on'),
  rule, missed, isOn,
  nextDueAt: time('Its next slot').nullable(),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string().meta({ description: 'Who last changed it; its runs are started in that name' }),
  modifiedAt: time('When it was last changed'),
}).meta({ id: 'Schedule' });

const wish = z.strictObject({
  name, kind, subject, rule, missed: missed.default('once'), isOn: isOn.default(true),
}).meta({
  id: 'NewSchedule', examples: [{ name: 'Every night', kind: 'export', subject: 'All customers', rule: 'daily 02:30' }],
});
const change = z.strictObject({ name, subject, rule, missed, isOn }).partial()
  .meta({ id: 'ScheduleChange', examples: [{ rule: 'weekly mon 06:00' }] });

/** What is started again and again. */
export function scheduleEndpoints(schedules: Schedules): readonly Endpoint[] {
  return [
    endpoint({
      ...SCHEDULES, method: 'get', path, summary: 'The schedules of the brand',
      answers: { 200: { description: 'By name', schema: z.array(schedule) } },
      act: async ({ scope }) => ({ body: await listSchedules(scope) }),
    }),
    endpoint({
      ...SCHEDULES, method: 'post', path, summary: 'Make a schedule', body: wish,
      description: 'Its first slot is the first after now. A slot whose run before has not ended is not started, and '
        + 'stands in the list of runs as cancelled.',
      answers: { 201: { description: 'The schedule', schema: schedule, headers: { Location: 'Its address' } } },
      act: async ({ scope, body, origin }) => {
        const made = await schedules.create(scope, body);
        return { headers: { Location: `${origin}${path}/${made.id}` }, body: made };
      },
    }),
    endpoint({
      ...SCHEDULES, method: 'get', path: one, summary: 'One schedule', params,
      answers: { 200: { description: 'The schedule', schema: schedule } },
      act: async ({ scope, params: { schedule: asked } }) => ({ body: await findSchedule(scope, asked) }),
    }),
    endpoint({
      ...SCHEDULES, method: 'patch', path: one, summary: 'Change a schedule, or turn it on or off', params, body: change,
      description: 'What is left out stays as it is. A new rule counts from now on; one that is turned on again does '
        + 'not make up for the time in which it was off.',
      answers: { 200: { description: 'The schedule as it is now', schema: schedule } },
      act: async ({ scope, params: { schedule: asked }, body }) => {
        const { id } = await findSchedule(scope, asked);
        return { body: await schedules.change(scope, id, body) };
      },
    }),
    endpoint({
      ...SCHEDULES, method: 'delete', path: one, summary: 'Remove a schedule; its runs stay', params,
      answers: { 204: { description: 'It is gone' } },
      act: async ({ scope, params: { schedule: asked } }) => {
        await deleteSchedule(scope, (await findSchedule(scope, asked)).id);
        return {};
      },
    }),
  ];
}
