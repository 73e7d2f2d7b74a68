import { createHash } from 'node:crypto';
import { z } from 'zod';
import { NOBODY, type Due } from '../act.ts';
import { campaignObject } from '../object.ts';

const branchType = z.strictObject({
  name: z.string().regex(/^[a-z][\w-]*$/i, 'must be a letter, then letters, digits, _ and -')
    .meta({ description: 'Of the exit', examples: ['a'] }),
  percent: z.number().min(0).max(100),
});

/** Parts the members by chance. */
export const split = campaignObject({
  type: 'split',
  about: 'Parts the members by chance, in percent. A customer who comes again takes the same branch',
  settings: z.strictObject({
    branches: z.array(branchType).min(2, 'are less than two').max(20, 'are more than 20')
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'have two of one name')
      .refine((all) => Math.abs(all.reduce((sum, { percent }) => sum + percent, 0) - 100) < 0.001, 'are not 100 percent'),
  }),
  exits: ({ branches }) => branches.map(({ name }) => name),
  exitsAbout: 'the names of the branches',
  takesNobody: true,
  act({ settings: { branches }, objectId, members }) {
    const last = branches.at(-1)?.name ?? '';
    const branchOf = (member: Due) => {
      let left = chance(objectId, member);
      return branches.find(({ percent }) => (left -= percent) < 0)?.name ?? last;
    };
    return { exits: Object.groupBy(members, branchOf) as Record<string, Due[]> };
  },
});

/** Evenly from 0 to 100, the same each time for a customer at an object; for nobody, for a flow. */
function chance(objectId: string, { customerId, flowId }: Due): number {
  const who = customerId === NOBODY ? `flow ${flowId}` : customerId;
  return createHash('sha1').update(`${objectId}:${who}`).digest().readUInt32BE() / 2 ** 32 * 100;
}
