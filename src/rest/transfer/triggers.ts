import { z } from 'zod';
import {
  changeTrigger, createTrigger, FILE_STATES, findTrigger, listTriggerFiles, listTriggers, removeTrigger,
  triggerWishType, type Trigger,
} from '../../transfer/index.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { limitOf, number, time } from '../management/index.ts';

const TRIGGERS = { tag: 'CSV triggers', credentials: 'bearer', right: 'manage' } as const;
const path = '/api/v1/triggers';
const one = `${path}/{trigger}`;
const params = z.strictObject({
  trigger: z.string().meta({ description: 'Number or name of the trigger', examples: ['12'] }),
});

const wish = triggerWishType.meta({
  id: 'TriggerWish',
  examples: [{
    name: 'orders', location: 'partner', folder: 'csv upload/shop', import: 'orders', notify: { to: ['data@example.com'] },
  }],
});
const shown = triggerWishType.extend({
  id: number('trigger'),
  problem: z.string().nullable()
    .meta({ description: 'Why its folders could not be looked into, at the last try; null: they could' }),
  createdBy: z.string(), createdAt: time('When it was made'),
  modifiedBy: z.string().meta({ description: 'Who last changed it; its imports run in that name' }),
  modifiedAt: time('When it was last changed'),
}).meta({ id: 'Trigger' });

const file = z.object({
  id: z.string().meta({ description: 'Tells files of one name apart', examples: ['31'] }),
  name: z.string().meta({ description: 'Its name in Upload', examples: ['orders_20260301.csv'] }),
  size: z.int().meta({ description: 'Bytes', examples: [10_240] }),
  state: z.enum(FILE_STATES).meta({
    description: 'seen: waits in Upload; taking, refusing: is on its way to Active or Failed; active: is being imported; '
      + 'done, failed: lies there',
  }),
  place: z.string().meta({ description: 'Its name now, with its folder; empty: somebody has taken it away', examples: ['Done/orders_20260301.csv'] }),
  trigger: z.string().nullable().meta({ description: 'Name of the trigger that took it; null: none has' }),
  runId: number('run that imports it; may be gone by now').nullable(),
  error: z.string().nullable().meta({ description: 'Why it failed; before that, why it could not be moved yet' }),
  firstSeenAt: time('When it was first seen'),
  endedAt: time('When it came to Done or Failed').nullable(),
}).meta({ id: 'TriggerFile' });

/** Folders in which a file is imported as soon as it is there. */
export const triggerEndpoints: readonly Endpoint[] = [
  endpoint({
    ...TRIGGERS, method: 'get', path, summary: 'The CSV triggers of the brand',
    answers: { 200: { description: 'By name', schema: z.array(shown) } },
    act: async ({ scope }) => ({ body: (await listTriggers(scope)).map(shownOf) }),
  }),
  endpoint({
    ...TRIGGERS, method: 'post', path, summary: 'Make a CSV trigger', body: wish,
    description: 'Its folders Upload, Active, Done and Failed are made within a minute, where we may. Location, import and '
      + 'group must be there now. A name that is taken is refused with 409.',
    answers: { 201: { description: 'The trigger', schema: shown, headers: { Location: 'Its address' } } },
    act: async ({ scope, body, origin }) => {
      const made = await createTrigger(scope, body);
      return { headers: { Location: `${origin}${path}/${made.id}` }, body: shownOf(made) };
    },
  }),
  endpoint({
    ...TRIGGERS, method: 'get', path: one, summary: 'One CSV trigger', params,
    answers: { 200: { description: 'The trigger', schema: shown } },
    act: async ({ scope, params: { trigger } }) => ({ body: shownOf(await findTrigger(scope, trigger)) }),
  }),
  endpoint({
    ...TRIGGERS, method: 'put', path: one, summary: 'Replace a CSV trigger', params, body: wish,
    description: 'Files that it has taken end as they began.',
    answers: { 200: { description: 'The trigger as it is now', schema: shown } },
    act: async ({ scope, params: { trigger }, body }) => ({ body: shownOf(await changeTrigger(scope, trigger, body)) }),
  }),
  endpoint({
    ...TRIGGERS, method: 'delete', path: one, summary: 'Remove a CSV trigger', params,
    answers: { 204: { description: 'It is gone; a file that it has taken is imported and moved on nevertheless' } },
    act: async ({ scope, params: { trigger } }) => {
      await removeTrigger(scope, trigger);
      return {};
    },
  }),
  endpoint({
    ...TRIGGERS, method: 'get', path: `${one}/files`, summary: 'The files of its folders, and how far they are', params,
    description: 'Also those of other triggers with the same folders, and those that no trigger takes. One that has ended '
      + 'is kept for the setting RUN_KEPT.',
    query: z.strictObject({ limit: limitOf('RUN_PAGE_MAX', '100') }),
    answers: { 200: { description: 'Newest first', schema: z.array(file) } },
    act: async ({ scope, params: { trigger }, query: { limit } }) =>
      ({ body: await listTriggerFiles(scope, trigger, limit) }),
  }),
];

/** A trigger as the schema has it. */
function shownOf(trigger: Trigger): object {
  const { id, name, location, folder, import: taker, group, notify, isOn, problem, ...rest } = trigger;
  const { createdBy, createdAt, modifiedBy, modifiedAt } = rest;
  const made = { createdBy, createdAt, modifiedBy, modifiedAt };
  return { id, name, location, folder, import: taker, group, notify, isOn, problem, ...made };
}
