import { z } from 'zod';
import type { CampaignDefinition } from '../../definition/definition.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { partFlows } from '../../engine/flow.ts';
import { rowMembers, rowsOfMembers } from '../../values/row-wish.ts';
import { campaignObject } from '../object.ts';
import { checkFinding, columnMembers, findingOf } from './found-rows.ts';
import { pagesOf, rowPlaceOf, stayAt } from './row-page.ts';

const TYPE = 'forEachRow';

const settingsType = z.strictObject({
  ...rowMembers, ...columnMembers,
  most: z.int().min(1).optional().meta({
    description: 'Rows of one customer at most, from the oldest on; default, and most, CAMPAIGN_EACH_ROWS',
  }),
});

/** One flow per row (campaigns.md 2.4). */
export const forEachRow = campaignObject({
  type: TYPE,
  about: 'Begins a flow for each row of the customer, or below a row that was found: it has the variables of the flow so '
    + 'far and those of the row, and leaves by perRow. By continue the customer goes on when all have begun',
  settings: settingsType,
  exits: ['continue', 'perRow'],
  takesNobody: true,
  async check(scope, settings, definition) {
    await checkFinding(scope, settings, definition);
    const { CAMPAIGN_EACH_ROWS } = scope.limits;
    if ((settings.most ?? 1) > CAMPAIGN_EACH_ROWS) throw wrongCampaign('most', `is more than ${CAMPAIGN_EACH_ROWS}`);
    checkCircles(definition);
  },
  async act(step) {
    const { tx, settings, members, campaign, objectId, wired } = step;
    if (!wired.has('perRow')) return { exits: { continue: members } };
    const { CAMPAIGN_STEP, CAMPAIGN_EACH_ROWS } = tx.limits;
    const page = CAMPAIGN_STEP + 1; // a full step of members with a row each is no full page
    const most = Math.min(settings.most ?? CAMPAIGN_EACH_ROWS, CAMPAIGN_EACH_ROWS);
    const { model, columns, variablesOf } = await findingOf(step);
    const wish = { columns, order: undefined, most: page, mostOfAll: page };
    const rows = await rowsOfMembers(step, model, wish, members, (member) => rowPlaceOf(member).after);
    const pages = pagesOf({ members, rows, page, most });
    const begun = pages.flatMap((one) => one.rows);
    const parts = begun.map((row) => ({ ...row.member, values: variablesOf(row) }));
    const flowIds = await partFlows(tx, { campaignId: campaign.id, objectId }, parts);
    return {
      begins: begun.map(({ member: { customerId } }, place) =>
        ({ exit: 'perRow', customerId, flowId: flowIds[place] ?? '' })),
      exits: { continue: pages.flatMap(({ member, next }) => (next === undefined ? [member] : [])) },
      stay: pages.flatMap(({ member, next }) => (next === undefined ? [] : [stayAt(member, { ...next, why: '' })])),
    };
  },
});

/** What begins for a row must not come back: each time there would be as many more as there are rows. */
function checkCircles({ objects }: CampaignDefinition): void {
  const byId = new Map(objects.map((object) => [object.id, object]));
  for (const { id } of objects.filter(({ type }) => type === TYPE)) {
    const seen = new Set<string>();
    const open = [byId.get(id)?.exits['perRow']];
    while (open.length > 0) {
      const next = open.pop();
      if (next === id) throw wrongCampaign(`object ${id}`, 'is reached again from its exit perRow: there would be more and more');
      if (next == null || seen.has(next)) continue;
      seen.add(next);
      open.push(...Object.values(byId.get(next)?.exits ?? {}));
    }
  }
}
