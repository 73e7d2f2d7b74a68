import { z } from 'zod';
import { isDateTime } from '../../../customer/index.ts';
import { rows, statement } from '../../../db/index.ts';
import { NOBODY } from '../act.ts';
import { campaignObject } from '../object.ts';
import { nextPage } from '../next-page.ts';
import { warnOfPast } from './past.ts';

const MOMENT = statement('select ($1::timestamp at time zone $2)::text');

const MEMBERS = statement(`
  select customer_id from campaign_member
  where brand_id = $1 and campaign_id = $2 and left_at is null and customer_id > $3
  order by customer_id limit $4`);

/** Begins by itself. */
export const startTime = campaignObject({
  type: 'startTime',
  about: 'Begins a path by itself, once after each start of the campaign; a time that has passed is at once',
  settings: z.strictObject({
    at: z.string().refine((text) => text === 'campaignStart' || isDateTime(text), 'is neither campaignStart nor a time YYYY-MM-DD HH:MM:SS')
      .default('campaignStart')
      .meta({ description: 'campaignStart, or a moment in the zone of the brand', examples: ['2026-12-24 18:00:00'] }),
    takes: z.enum(['nobody', 'members']).default('nobody').meta({
      description: 'Who begins: nobody, so that a selection can follow, or the customers who are in the campaign then',
    }),
  }),
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  async firstDue({ sql, brand }, { at }) {
    if (at === 'campaignStart') return 'now';
    const [[moment] = ['now']] = await rows<[string]>(sql, MOMENT, [at, brand.timeZone]);
    return moment;
  },
  warns: (scope, { at }) => warnOfPast(scope, at),
  async act({ tx, campaign, settings: { takes }, members }) {
    if (takes === 'nobody') {
      const begins = members.map(({ customerId, flowId }) => ({ exit: 'continue', customerId, flowId }));
      return { begins, ends: members };
    }
    const [flow, ...others] = members; // one, as a rule: the flow of this start
    if (flow === undefined) return {};
    const most = tx.limits.CAMPAIGN_STEP;
    const found = await rows<[string]>(tx.sql, MEMBERS, [tx.brand.id, campaign.id, flow.note ?? NOBODY, most]);
    return nextPage({ flow, others, customerIds: found.flat(), most });
  },
});
