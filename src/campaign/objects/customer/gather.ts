import { rows, statement } from '../../../db/index.ts';
import type { IdQuery } from '../../../resource/index.ts';
import { keepRun } from '../../engine/await-run.ts';
import { PARKED, type Due, type Stay, type Step } from '../act.ts';

/*
 * Members from any steps and flows who are to go into one run. They come by the thousand, a step at a time, so each
 * step lets its own gather here; the one that finds that nobody is on the way any more starts the run for all. Needs
 * an object that takes turns. Places are found without the brand, as engine/claim.ts tells.
 */

/** How the note of those begins who gather; behind it, until when at the latest. */
const GATHERING = 'gathering ';
/** How the note of those begins whose run could not be started; behind it, why. */
const REFUSED = 'refused ';

const sqlOfGathering = (place: string) => `starts_with(${place}.note, '${GATHERING}')`;

/** Whether a member has come, and its run has not been started. */
export function isGathering({ note }: Due): boolean {
  return note === null || note.startsWith(GATHERING);
}

/** Why the run of a member with this note could not be started. @returns undefined when it could */
export function refusalOf(note: string): string | undefined {
  return note.startsWith(REFUSED) ? note.slice(REFUSED.length) : undefined;
}

/**
 * Whether those who gather wait: for the run before, or for who is on the way: due at an object from which members
 * come here, or here and not in this step. A second is for those who were moved while this began. What is due at an
 * object whose step has failed does not come now. Not for longer than told by the first who came.
 */
const LOOK = statement(`
  with mine as materialized (
    select coalesce($4::timestamptz, (
      select substr(p.note, ${GATHERING.length + 1})::timestamptz from campaign_place p
      where p.object_id = $2 and p.due_at > now() and p.due_at < 'infinity'
        and ${sqlOfGathering('p')}
      order by p.due_at limit 1), now() + $6::bigint * interval '1 millisecond') as latest
  ), found as (
    select latest, exists (select from campaign_run where brand_id = $1 and object_id = $2) as is_going, exists (
      select from campaign_object o
      cross join lateral (
        select from campaign_place p
        where p.object_id = o.id and p.due_at <= statement_timestamp() + interval '1 second'
        order by p.due_at limit 1
      ) as first
      where o.brand_id = $1 and o.id = any($3::bigint[]) and (o.retry_at is null or o.retry_at <= now())
    ) or (
      select count(*) from (
        select from campaign_place p
        where p.object_id = $2 and p.due_at <= statement_timestamp() + interval '1 second'
          and p.note is null and p.customer_id <> 0
        limit $5::bigint + 1
      ) as here
    ) > $5::bigint as are_coming
    from mine
  )
  select is_going or (are_coming and latest > now()), (now() + $7::bigint * interval '1 millisecond')::text,
    case when latest > now() then latest else now() + $6::bigint * interval '1 millisecond' end::text
  from found`);

/**
 * Those of this step the engine sees to. A step that holds places waits for none: who is being taken out of the
 * campaign at this moment is left to that.
 */
const SEND_OTHERS = statement(`
  with gathered as materialized (
    select p.ctid from campaign_place p
    where p.object_id = $1 and ${sqlOfGathering('p')} and p.id <> all($2::bigint[])
    for update skip locked
  )
  update campaign_place set due_at = $3::timestamptz, note = $4 where ctid = any(array(select ctid from gathered))`);

interface Gathered {
  readonly stay: readonly Stay[];
  /** Of those who have come: why their run could not be started. */
  readonly refused: string | undefined;
}

/** What is started for those who have gathered. */
interface Gathering {
  /** Starts the run, in the step's transaction. @returns its number; or why it cannot be started */
  readonly start: (customers: IdQuery) => Promise<string | { readonly refused: string }>;
}

/**
 * Lets members gather, or starts the run of all who have gathered and has them wait for its end.
 * @param coming those of this step for whom isGathering holds
 */
export async function gather(
  step: Step<unknown>, coming: readonly Due[], { start }: Gathering,
): Promise<Gathered> {
  const { tx: { sql }, objectId } = step;
  if (coming.length === 0) return { stay: [], refused: undefined };
  const { waits, lookAt, latest } = await look(step, coming);
  if (waits) {
    const note = `${GATHERING}${latest}`;
    const stay = coming.map((member, place) => ({ member, until: place === 0 ? lookAt : latest, note }));
    return { stay, refused: undefined };
  }
  const ids = coming.map(({ id }) => id);
  const started = await start(customersHere(step, coming));
  if (typeof started !== 'string') {
    const { refused } = started;
    await rows(sql, SEND_OTHERS, [objectId, ids, 'now', `${REFUSED}${refused}`]);
    return { stay: [], refused };
  }
  await keepRun(step.tx, objectId, started);
  await rows(sql, SEND_OTHERS, [objectId, ids, PARKED, started]);
  return { stay: coming.map((member) => ({ member, until: PARKED, note: started })), refused: undefined };
}

async function look({ tx, objectId, campaign }: Step<unknown>, coming: readonly Due[]) {
  const { sql, brand, limits } = tx;
  const told = coming.find(({ note }) => note !== null)?.note?.slice(GATHERING.length);
  const fresh = coming.filter(({ note }) => note === null).length;
  const [[waits, lookAt, latest] = [false, 'now', 'now']] = await rows<[boolean, string, string]>(sql, LOOK, [
    brand.id, objectId, campaign.objectsBefore(objectId), told ?? null, fresh,
    limits.CAMPAIGN_EXPORT_WAIT, limits.CAMPAIGN_EXPORT_LOOK,
  ]);
  return { waits, lookAt, latest };
}

/** Customers who have gathered, and those of this step. */
function customersHere({ objectId }: Step<unknown>, coming: readonly Due[]): IdQuery {
  return {
    text: `select p.customer_id as id from campaign_place p
      where p.object_id = $1 and ${sqlOfGathering('p')}
      union select unnest($2::bigint[])`,
    values: [objectId, coming.map(({ customerId }) => customerId)],
  };
}
