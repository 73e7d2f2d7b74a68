import { z } from 'zod';
import { allCustomers } from '../../../customer/index.ts';
import { rows, type Scope } from '../../../db/index.ts';
import { groupById, groupMembersQuery } from '../../../group/index.ts';
import { findProfile, profileQuery } from '../../../profile/index.ts';
import type { IdQuery } from '../../../resource/index.ts';
import { nextPage } from '../next-page.ts';
import { NOBODY } from '../act.ts';
import { campaignObject } from '../object.ts';

/** Which customers are meant. */
export const selectionType = z.union([
  z.strictObject({ profile: z.string().meta({ description: 'Number or name of a profile', examples: ['12'] }) }),
  z.strictObject({
    group: z.string().regex(/^[1-9]\d{0,17}$/, 'is no number of a group')
      .meta({ description: 'Number of a group', examples: ['12'] }),
    subgroups: z.boolean().default(false),
  }),
  z.strictObject({ all: z.literal(true).meta({ description: 'All customers of the brand' }) }),
], { error: 'must name one of profile, group (its number), all (true)' });
type Selection = z.output<typeof selectionType>;

/** @throws {TolkError} PROFILE_NOT_FOUND, GROUP_NOT_FOUND */
export async function checkSelection(scope: Scope, selection: Selection): Promise<void> {
  if ('profile' in selection) await findProfile(scope, selection.profile);
  if ('group' in selection) await groupById(scope, selection.group);
}

/** Brings customers into the campaign. */
export const selectCustomers = campaignObject({
  type: 'selectCustomers',
  about: 'Brings the customers of a profile or a group into a flow that has none yet; customers who come here go on '
    + 'as they are. The entry rule of the campaign holds',
  settings: selectionType,
  exits: ['continue'],
  takesNobody: true,
  check: checkSelection,
  async act({ tx, settings, members }) {
    const { flows = [], customers = [] } =
      Object.groupBy(members, ({ customerId }) => (customerId === NOBODY ? 'flows' : 'customers'));
    const [flow, ...others] = flows;
    if (flow === undefined) return { exits: { continue: customers } };
    const most = tx.limits.CAMPAIGN_STEP;
    const customerIds = await pageOfSelection(tx, settings, flow.note ?? NOBODY, most);
    return { exits: { continue: customers }, ...nextPage({ flow, others, customerIds, most }) };
  },
});

async function queryOf(scope: Scope, settings: Selection): Promise<IdQuery> {
  if ('profile' in settings) return profileQuery(scope, settings.profile);
  if ('group' in settings) {
    return groupMembersQuery(scope, { groupId: settings.group, recursive: settings.subgroups });
  }
  return allCustomers(scope);
}

/** Customers of a selection by number. @param after number of the last one of the page before; '0' for the first */
export async function pageOfSelection(
  scope: Scope, selection: Selection, after: string, most: number,
): Promise<string[]> {
  const { text, values } = await queryOf(scope, selection);
  const page = `select id from (${text}) as source where id > $${values.length + 1}::bigint
    order by id limit $${values.length + 2}`;
  return (await rows<[string]>(scope.sql, { name: '', text: page }, [...values, after, most])).flat();
}
