import { z } from 'zod';
import { conditionQuery, customersAmong } from '../../../profile/index.ts';
import { letIn } from './heard.ts';
import { campaignObject } from '../object.ts';

const KINDS = ['inserted', 'updated'] as const;

/** Begins for customers who are made or changed. */
export const startChange = campaignObject({
  type: 'startChange',
  about: 'Begins a path for customers who are made or changed, by whatever way but a campaign',
  settings: z.strictObject({
    on: z.array(z.enum(KINDS)).min(1, 'is empty').default([...KINDS]).meta({ description: 'What is to happen to them' }),
    condition: z.record(z.string(), z.unknown()).optional()
      .meta({ description: 'As profiles have it: who begins, by what holds when the start hears of it' }),
  }),
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  listens: ({ on }) => [...new Set(on)].map((kind) => ({ event: 'customer.changed', subject: kind })),
  async check(scope, { condition }) {
    if (condition !== undefined) await conditionQuery(scope, condition);
  },
  act: (step) => letIn(step, (customerIds) => {
    const { tx, settings: { condition } } = step;
    return condition === undefined
      ? Promise.resolve(new Set(customerIds)) : customersAmong(tx, condition, customerIds);
  }),
});
