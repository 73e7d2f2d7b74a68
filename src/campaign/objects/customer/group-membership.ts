import { z } from 'zod';
import { knownCustomerIds } from '../../../customer/index.ts';
import type { Scope } from '../../../db/index.ts';
import { addMembers, groupById, removeMembers } from '../../../group/index.ts';
import type { Step } from '../act.ts';
import { campaignObject } from '../object.ts';

const settings = z.strictObject({
  group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group')
    .meta({ description: 'Number of the group', examples: ['12'] }),
});

async function check(scope: Scope, { group }: z.output<typeof settings>): Promise<void> {
  await groupById(scope, group);
}

function idsOf({ members }: Step<unknown>): string[] {
  return [...new Set(members.map(({ customerId }) => customerId))];
}

/** Puts the customers in a group; those who are in it already stay there. */
export const addToGroup = campaignObject({
  type: 'addToGroup', about: 'Puts the customers in a group', settings, exits: ['continue'], check,
  async act(step) {
    await addMembers(step.tx, step.settings.group, await knownCustomerIds(step.tx, idsOf(step)));
    return { exits: { continue: step.members } };
  },
});

/** Takes the customers out of a group. */
export const removeFromGroup = campaignObject({
  type: 'removeFromGroup', about: 'Takes the customers out of a group', settings, exits: ['continue'], check,
  async act(step) {
    await removeMembers(step.tx, step.settings.group, idsOf(step));
    return { exits: { continue: step.members } };
  },
});
