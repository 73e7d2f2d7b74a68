import { z } from 'zod';
import { rows, statement } from '../../../db/index.ts';
import { PARKED, type Due, type Outcome, type Step } from '../act.ts';
import { campaignObject } from '../object.ts';
import { afterPeriod, periodType, periodValues, type Period } from './period.ts';

/** Notes of those who are in it, and of those who are to leave it. */
const INSIDE = 'in';
const FULL = 'out';

const settingsType = z.union([
  z.strictObject({ customers: z.int().min(1).max(1_000_000_000).meta({ description: 'So many leave together' }) }),
  z.strictObject({ period: periodType.meta({ description: 'So long after the first came, all leave together' }) }),
], { error: 'must name customers, from 1 on, or a period' });

/** Gathers members until they are many enough, or long enough. */
export const bucket = campaignObject({
  type: 'bucket',
  about: 'Gathers members until there are as many as said, or for as long as said; then they leave together by '
    + 'thresholdReached. By continue each goes on at once, as a flow of nobody does: it is no customer to wait for',
  settings: settingsType,
  exits: ['thresholdReached', 'continue'],
  pauses: () => false,
  nobodyLeavesBy: 'continue',
  takesTurns: true,
  async act(step) {
    const { released = [], coming = [] } = Object.groupBy(step.members, isReleased(step.settings));
    const exits = { thresholdReached: released, continue: coming };
    if (!step.wired.has('thresholdReached') || coming.length === 0) return { exits };
    const { settings } = step;
    const gathered = 'customers' in settings ? await untilMany(step, coming, settings.customers)
      : await untilLate(step, coming, settings.period);
    const { stay = [], now = [] } = gathered;
    const goOn = step.wired.has('continue') ? coming : [];
    return { exits: { thresholdReached: [...released, ...now], continue: goOn }, stay };
  },
});

/** Those in a bucket of a period are due when it is over. */
function isReleased(settings: z.output<typeof settingsType>): (member: Due) => 'released' | 'coming' {
  const leaving = 'customers' in settings ? FULL : INSIDE;
  return ({ note }) => (note === leaving ? 'released' : 'coming');
}

interface Gathered extends Pick<Outcome, 'stay'> {
  readonly now?: readonly Due[];
}

const INSIDE_NOW = statement(`
  select count(*)::int from campaign_place where object_id = $1 and due_at = 'infinity'`);
/** Who is being taken out of the campaign at this moment is left to that: a step that holds places waits for none. */
const RELEASE = statement(`
  update campaign_place set due_at = now(), note = '${FULL}'
  where ctid = any(array(
    select ctid from campaign_place where object_id = $1 and due_at = 'infinity' for update skip locked))`);

async function untilMany({ tx, objectId }: Step<unknown>, coming: readonly Due[], most: number): Promise<Gathered> {
  const [[inside] = [0]] = await rows<[number]>(tx.sql, INSIDE_NOW, [objectId]);
  const leaving = Math.floor((inside + coming.length) / most) * most;
  if (leaving > 0 && inside > 0) await rows(tx.sql, RELEASE, [objectId]);
  const now = coming.slice(0, Math.max(0, leaving - inside));
  const stay = coming.slice(now.length).map((member) => ({ member, until: PARKED, note: INSIDE }));
  return { now, stay };
}

/** When those who are inside leave; without any, a period from now. */
const UNTIL = statement(`
  select coalesce(
    (select min(due_at) from campaign_place
     where object_id = $1 and due_at > now() and note = '${INSIDE}'),
    ${afterPeriod('$2', '$3::int', '$4::int', '$5::double precision')})::text`);

async function untilLate({ tx, objectId }: Step<unknown>, coming: readonly Due[], period: Period): Promise<Gathered> {
  const values = [objectId, tx.brand.timeZone, ...periodValues(period)];
  const [[until] = ['now']] = await rows<[string]>(tx.sql, UNTIL, values);
  return { stay: coming.map((member) => ({ member, until, note: INSIDE })) };
}
