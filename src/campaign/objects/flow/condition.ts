import { z } from 'zod';
import { conditionQuery, customersAmong } from '../../../profile/index.ts';
import { campaignObject } from '../object.ts';

/** Parts the members by a condition in the language of profiles. No condition holds for a flow of nobody. */
export const condition = campaignObject({
  type: 'condition',
  about: 'Parts the members: those for whom a condition holds, and the others',
  settings: z.strictObject({
    condition: z.record(z.string(), z.unknown()).meta({ description: 'As profiles have it' }),
  }),
  exits: ['match', 'noMatch'],
  takesNobody: true,
  async check(scope, settings) {
    await conditionQuery(scope, settings.condition);
  },
  async act({ tx, settings, members }) {
    const customerIds = members.map(({ customerId }) => customerId);
    const matching = await customersAmong(tx, settings.condition, customerIds);
    const { match = [], noMatch = [] } =
      Object.groupBy(members, ({ customerId }) => (matching.has(customerId) ? 'match' : 'noMatch'));
    return { exits: { match, noMatch } };
  },
});
