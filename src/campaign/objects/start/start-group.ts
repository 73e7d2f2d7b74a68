import { z } from 'zod';
import { groupById } from '../../../group/index.ts';
import { letIn } from './heard.ts';
import { campaignObject } from '../object.ts';

/** Begins for customers as they enter a group. */
export const startGroup = campaignObject({
  type: 'startGroup',
  about: 'Begins a path for customers as they become members of a group, by whatever way',
  settings: z.strictObject({
    group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group')
      .meta({ description: 'Number of the group', examples: ['12'] }),
  }),
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  listens: ({ group }) => [{ event: 'group.entered', subject: group }],
  async check(scope, { group }) {
    await groupById(scope, group);
  },
  act: (step) => letIn(step, (customerIds) => Promise.resolve(new Set(customerIds))),
});
