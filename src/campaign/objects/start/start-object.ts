import { z } from 'zod';
import { campaignObject } from '../object.ts';

/** The start of a user-defined object: who comes to it in a campaign begins here. */
export const startObject = campaignObject({
  type: 'startObject',
  about: 'Begins a user-defined object: who comes to it in a campaign comes here',
  settings: z.strictObject({}),
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  act: ({ members }) => ({ exits: { continue: members } }),
});
