import { z } from 'zod';
import { campaignObject } from '../object.ts';

/** Begins when it is set off from outside; whoever does it brings the customer, campaign fields and variables. */
export const startEvent = campaignObject({
  type: 'startEvent',
  about: 'Begins a path when somebody sets it off: a call of campaign_execute or campaign_addMember',
  settings: z.strictObject({
    calls: z.boolean().default(true).meta({ description: 'Whether calls from outside can set it off' }),
  }),
  exits: ['continue'],
  isStart: true,
  takesCalls: ({ calls }) => calls,
  takesNobody: true,
  act: ({ members }) => ({ exits: { continue: members } }),
});
