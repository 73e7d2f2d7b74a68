import { z } from 'zod';
import { isDateTime } from '../../../customer/index.ts';
import { rows, statement, type Scope } from '../../../db/index.ts';
import { checkRule, nextDue, tidyRule } from '../../../schedule/index.ts';
import { partFlows } from '../../engine/flow.ts';
import { NOBODY, PARKED, type Begin, type Join, type Stay } from '../act.ts';
import { campaignObject } from '../object.ts';
import { warnOfPast } from './past.ts';
import { checkSelection, pageOfSelection, selectionType } from '../customer/select-customers.ts';

const settingsType = z.strictObject({
  rule: z.string().max(200).meta({
    description: 'A cron expression of five parts, or hourly, daily, weekly, monthly with a time; in the zone of the brand',
    examples: ['weekly monday 09:00'],
  }),
  from: z.string()
    .refine((text) => text === 'campaignStart' || isDateTime(text), 'is neither campaignStart nor a time YYYY-MM-DD HH:MM:SS')
    .default('campaignStart').meta({
      description: 'campaignStart, or a moment in the zone of the brand. When it has passed at a start of the campaign, the '
        + 'first time is at once; else the first that the rule gives from then on',
      examples: ['2026-12-24 18:00:00'],
    }),
  takes: selectionType.optional().meta({
    description: 'Whose customers begin each time, by the entry rule; without it a flow of nobody, so that a selection can follow',
  }),
});
type Settings = z.output<typeof settingsType>;

/** Begins again and again (campaigns.md 2.1). */
export const startPeriodic = campaignObject({
  type: 'startPeriodic',
  about: 'Begins a path by itself each time that a rule says, with a flow of its own. A time that passes while nobody works '
    + 'is made up once',
  settings: settingsType,
  exits: ['continue'],
  isStart: true,
  takesNobody: true,
  async check(scope, { rule, takes }) {
    checkRule(tidyRule(rule), scope.brand.timeZone, (await momentsOf(scope, 'campaignStart')).now);
    if (takes !== undefined) await checkSelection(scope, takes);
  },
  async firstDue(scope, settings) {
    const { now, from } = await momentsOf(scope, settings.from);
    return from <= now ? 'now' : dueAfter(scope, settings, new Date(from.getTime() - SECOND));
  },
  warns: (scope, { from }) => warnOfPast(scope, from),
  async act({ tx, campaign, objectId, settings, members }) {
    const { takes } = settings;
    const later = dueAfter(tx, settings, (await momentsOf(tx, 'campaignStart')).now);
    const begins: Begin[] = [];
    const joins: Join[] = [];
    const stay: Stay[] = [];
    for (const member of members) { // one, as a rule: the flow that the start of the campaign made
      const [known, after = NOBODY] = (member.note ?? '').split(' ');
      const part = { flowId: member.flowId, customerId: NOBODY, values: {} };
      const [fresh = ''] = known ? [known] : await partFlows(tx, { campaignId: campaign.id, objectId }, [part]);
      if (takes === undefined) {
        begins.push({ exit: 'continue', customerId: NOBODY, flowId: fresh });
        stay.push({ member, until: later, note: '' });
        continue;
      }
      const most = tx.limits.CAMPAIGN_STEP;
      const customerIds = await pageOfSelection(tx, takes, after, most);
      joins.push({ exit: 'continue', customerIds, flowId: fresh });
      const isFull = customerIds.length === most;
      stay.push(isFull ? { member, until: 'now', note: `${fresh} ${customerIds.at(-1) ?? NOBODY}` }
        : { member, until: later, note: '' });
    }
    return { begins, joins, stay };
  },
});

const SECOND = 1000;

const MOMENTS = statement(`
  select extract(epoch from now())::float8,
    extract(epoch from coalesce($1::timestamp at time zone $2, now()))::float8`);

async function momentsOf({ sql, brand }: Scope, from: string): Promise<{ now: Date; from: Date }> {
  const given = from === 'campaignStart' ? null : from;
  const [[now, start] = [0, 0]] = await rows<[number, number]>(sql, MOMENTS, [given, brand.timeZone]);
  return { now: new Date(now * SECOND), from: new Date(start * SECOND) };
}

function dueAfter({ brand }: Scope, { rule }: Settings, after: Date): string {
  return nextDue(tidyRule(rule), brand.timeZone, after)?.toISOString() ?? PARKED;
}
