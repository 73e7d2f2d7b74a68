import { isDate } from '../../../customer/index.ts';
import { rows, statement, type TxScope } from '../../../db/index.ts';
import { mergeFor } from '../../values/merge.ts';
import { templateOf } from '../../values/template.ts';
import type { Due } from '../act.ts';
import { afterPeriod, periodValues, type Period } from './period.ts';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** How long: from a moment on until a day of the week, and a time of the day. */
export interface Waiting {
  readonly period: Period;
  /** In the zone of the brand. */
  readonly until: string | undefined;
  /** 1 is Monday. */
  readonly weekdays: readonly number[] | undefined;
  /** HH:MM */
  readonly at: string | undefined;
}

/** Place -> when its wait is over; null: it has no date; not in it: there is nothing to wait for. */
type Waits = ReadonlyMap<string, string | null>;

/**
 * SQL of the first moment from one on that fits days of the week and a time of the day, by the clocks of the brand.
 * @param from SQL of a timestamp without zone; weekdays int[] or null, at time or null
 */
function fitting(from: string, weekdays: string, at: string): string {
  return `(
    select min(moment) from (
      select case
        when ${at} is not null then day + ${at}
        else greatest(day, ${from})
      end as moment
      from generate_series(date_trunc('day', ${from}), date_trunc('day', ${from}) + interval '8 days', interval '1 day') as day
      where ${weekdays} is null or extract(isodow from day) = any(${weekdays})
    ) as moments
    where moment >= ${from})`;
}

const TOGETHER = statement(`
  select case when due > now() then due::text end from (
    select ${fitting('start', '$6::int[]', '$7::time')} at time zone $1 as due from (
      select coalesce($5::timestamp, ${afterPeriod('$1', '$2::int', '$3::int', '$4::double precision')} at time zone $1) as start
    ) as started
  ) as found`);

/** All wait equally long. */
export async function waitTogether(
  { sql, brand }: TxScope, { period, until, weekdays, at }: Waiting, members: readonly Due[],
): Promise<Waits> {
  const values = [brand.timeZone, ...periodValues(period), until ?? null, weekdays ?? null, at ?? null];
  const [[due] = [null]] = await rows<[string | null]>(sql, TOGETHER, values);
  return due === null ? new Map() : new Map(members.map(({ id }) => [id, due]));
}

/** A date of each customer. */
interface DateWish {
  readonly of: string;
  readonly days: number;
  readonly yearly: boolean;
  readonly campaignId: string;
}

/** A birthday on 29 February is kept on 28 February in other years. One of today whose time has passed has no wait. */
const DATES = statement(`
  with nearest as (
    select place, case
      when not $4 then day
      else (select min(next) from (
        select (day + make_interval(years => years))::date as next
        from generate_series(
          extract(year from (now() at time zone $1))::int - extract(year from day)::int - 1,
          extract(year from (now() at time zone $1))::int - extract(year from day)::int + 101) as years
      ) as nexts where next + $5::int >= (now() at time zone $1)::date)
    end + $5::int as day
    from unnest($2::bigint[], $3::date[]) as given (place, day)
  )
  select place, case when due > now() then due::text end
  from nearest
  cross join lateral (select ${fitting('day::timestamp', '$6::int[]', '$7::time')} at time zone $1 as due) as found`);

/** Each waits for a date of its own. */
export async function waitForDate(
  tx: TxScope, { weekdays, at }: Waiting, { of, days, yearly, campaignId }: DateWish, members: readonly Due[],
): Promise<Waits> {
  const merge = await mergeFor(tx, campaignId, [templateOf(`{{${of}}}`)], members);
  const dated = members.map((member) => ({ id: member.id, day: (merge(member)?.[0] ?? '').slice(0, DATE_LENGTH) }));
  const known = dated.filter(({ day }) => isDate(day));
  const [places, given] = [known.map(({ id }) => id), known.map(({ day }) => day)];
  const values = [tx.brand.timeZone, places, given, yearly, days, weekdays ?? null, at ?? null];
  const found = await rows<[place: string, due: string | null]>(tx.sql, DATES, values);
  const waits = new Map<string, string | null>(found.flatMap(([place, due]) => (due === null ? [] : [[place, due]])));
  for (const { id, day } of dated) if (!isDate(day)) waits.set(id, null);
  return waits;
}

const DATE_LENGTH = 'YYYY-MM-DD'.length;
