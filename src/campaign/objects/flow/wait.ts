import { z } from 'zod';
import { isDateTime } from '../../../customer/index.ts';
import type { CampaignDefinition } from '../../definition/definition.ts';
import { wrongCampaign } from '../../definition/wrong.ts';
import { checkTemplate } from '../../values/template.ts';
import type { Due, Outcome } from '../act.ts';
import { campaignObject } from '../object.ts';
import { isLong, periodType } from './period.ts';
import { waitForDate, waitTogether, WEEKDAYS, type Waiting } from './wait-until.ts';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

const settingsType = z.strictObject({
  for: periodType.optional().meta({ description: 'So long from now' }),
  until: z.string().refine((text) => isDateTime(text), 'is not a time YYYY-MM-DD HH:MM:SS').optional()
    .meta({ description: 'A moment, in the zone of the brand', examples: ['2026-12-24 18:00:00'] }),
  date: z.strictObject({
    of: z.string().meta({ description: 'Whose date it is: field.NAME, option.NAME or campaign.NAME', examples: ['field.birthday'] }),
    days: z.int().min(-36_500).max(36_500).default(0).meta({ description: 'So many days after it; before it when negative' }),
    yearly: z.boolean().default(false).meta({ description: 'Its next return, as of a birthday' }),
  }).optional(),
  weekdays: z.array(z.enum(WEEKDAYS)).min(1).optional().meta({ description: 'And then until one of these days' }),
  at: z.string().regex(TIME, 'is not a time HH:MM').optional()
    .meta({ description: 'And then until this time of the day', examples: ['09:00'] }),
}).refine((all) => [all.for, all.until, all.date].filter((one) => one !== undefined).length <= 1, 'has more than one of for, until, date')
  .refine((all) => Object.values(all).some((one) => one !== undefined), 'names none of for, until, date, weekdays, at');
type Settings = z.output<typeof settingsType>;

/** Note of those who have been told how long. */
const WAITING = 'w';

/** Lets members rest. */
export const wait = campaignObject({
  type: 'wait',
  about: 'Lets members wait: for a time, until a moment, for a date of the customer, for a day of the week or a time of '
    + 'the day, in the zone of the brand. Who has no such date leaves by noDate; a date that has passed is not waited for',
  settings: settingsType,
  exits: ({ date }) => (date === undefined ? ['continue'] : ['continue', 'noDate']),
  exitsAbout: '`continue`, and with a date `noDate`',
  takesNobody: true,
  pauses: ({ for: period, until, date, at }) =>
    (period !== undefined && isLong(period)) || (at !== undefined && until === undefined && date === undefined)
    || date?.yearly === true,
  check(_scope, settings, definition) {
    checkDate(settings, definition);
  },
  async act({ tx, campaign, settings, members }): Promise<Outcome> {
    const { over = [], coming = [] } = Object.groupBy(members, ({ note }) => (note === WAITING ? 'over' : 'coming'));
    if (coming.length === 0) return { exits: { continue: over } };
    const waits = settings.date === undefined ? await waitTogether(tx, waitingOf(settings), coming)
      : await waitForDate(tx, waitingOf(settings), { ...settings.date, campaignId: campaign.id }, coming);
    const noDate = coming.filter(({ id }) => waits.get(id) === null);
    const go = coming.filter(({ id }) => waits.get(id) === undefined);
    const stay = coming.flatMap((member: Due) => {
      const until = waits.get(member.id);
      return until == null ? [] : [{ member, until, note: WAITING }];
    });
    return { exits: { continue: [...over, ...go], noDate }, stay };
  },
});

/** A merge field without its braces. */
const SOURCE = /^(field|option|campaign)\../;

function checkDate({ date }: Settings, definition: CampaignDefinition): void {
  if (date === undefined) return;
  if (!SOURCE.test(date.of)) throw wrongCampaign('date', `${date.of} is none of field.NAME, option.NAME, campaign.NAME`);
  checkTemplate(`{{${date.of}}}`, 'date', definition);
}

function waitingOf({ for: period = {}, until, weekdays, at }: Settings): Waiting {
  return { period, until, weekdays: weekdays?.map((day) => WEEKDAYS.indexOf(day) + 1), at };
}
