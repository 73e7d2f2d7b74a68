import { rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { lastDue, nextDue } from './rule.ts';
import type { RunKinds } from './run.ts';
import type { Missed } from './schedule.ts';
import { enqueueRuns } from './start-run.ts';

/** Due, or computed in a zone that the brand has no more. One that is being changed, or claimed by another, is left. */
const DUE = statement(`
  select id, kind, subject_id, rule, next_due_at, missed from schedule
  where brand_id = $1 and is_on and kind = any($2::text[]) and (next_due_at <= $3::timestamptz or zone <> $4)
  order by next_due_at
  limit $5
  for no key update skip locked`);

type Due = [id: string, kind: string, subjectId: string, rule: string, nextDueAt: Date | null, missed: Missed];

/** What becomes of a schedule that is due. */
interface Turn {
  readonly scheduleId: string;
  /** Its last slot; null: none has come, only its zone changed. */
  readonly dueAt: Date | null;
  readonly nextDueAt: Date | null;
  /** Name of what the run is to work on; null when that is gone. */
  readonly subject: string | null;
  /** Of its run; undefined: none. */
  readonly queue: string | undefined;
  /** It was missed, and is not made up for. */
  readonly isSkipped: boolean;
  /** A slot has come, and there is nothing to work on any more: the schedule is turned off. */
  readonly isOver: boolean;
}

/**
 * The run is the claim of its slot: run_of_slot has each once.
 * A slot that starts nothing has its row too, and says why.
 */
const CLAIM = statement(`
  with turn as (
    select * from json_to_recordset($2::json) as t (
      "scheduleId" bigint, "dueAt" timestamptz, "nextDueAt" timestamptz, subject text, queue text,
      "isSkipped" boolean, "isOver" boolean
    )
  ),
  moved as (
    update schedule s
    set zone = $3, is_on = not t."isOver", next_due_at = case when not t."isOver" then t."nextDueAt" end
    from turn t where s.brand_id = $1 and s.id = t."scheduleId"
  )
  insert into run (
    brand_id, kind, subject_id, name, queue, state, error, started_by, door, schedule_id, due_at, ended_at
  )
  select $1, s.kind, s.subject_id, coalesce(t.subject, s.name), t.queue, coalesce(refusal.state, 'queued'),
    refusal.error, s.modified_by, 'job', s.id, t."dueAt", case when refusal.state is not null then now() end
  from turn t
  join schedule s on s.brand_id = $1 and s.id = t."scheduleId"
  left join lateral (
    select r.id from run r where r.brand_id = $1 and r.schedule_id = s.id and r.ended_at is null limit 1
  ) busy on true
  left join lateral (
    select 'failed' as state,
      s.kind || ' ' || s.subject_id || ' is gone: the schedule ' || s.name || ' was turned off' as error
    where t."isOver"
    union all
    select 'cancelled', 'Not started: nobody ran at that time, and the schedule skips what was missed'
    where t."isSkipped" and not t."isOver"
    union all
    select 'cancelled', 'Not started: run ' || busy.id || ' of the same schedule had not ended'
    where busy.id is not null and not t."isSkipped" and not t."isOver"
  ) refusal on true
  where t."dueAt" is not null
  on conflict (brand_id, schedule_id, due_at) where schedule_id is not null do nothing
  returning id, kind, subject_id, name, state`);

type Claimed = [
  id: string, kind: string, subjectId: string, name: string, state: 'queued' | 'failed' | 'cancelled',
];

/**
 * Starts a run for each schedule of the brand that is due, once per slot whatever the number of callers. Of several
 * slots that have passed the last counts; one that is later than SCHEDULE_LATE was missed, and is made up for or
 * skipped as the schedule says.
 * @param minute the planned minute of the clock's tick
 */
export async function claimDue(scope: Scope, kinds: RunKinds, minute: Date): Promise<void> {
  const size = scope.limits.SCHEDULE_BATCH;
  let taken: number;
  do {
    taken = await scope.transaction((tx) => claimBatch(tx, kinds, minute, size));
  } while (taken === size);
}

/** @returns how many schedules were due */
async function claimBatch(tx: TxScope, kinds: RunKinds, minute: Date, size: number): Promise<number> {
  const { sql, brand } = tx;
  const values = [brand.id, Object.keys(kinds), minute.toISOString(), brand.timeZone, size];
  const due = await rows<Due>(sql, DUE, values);
  if (due.length === 0) return 0;
  const subjects = await subjectsOf(tx, kinds, due);
  const turns = due.map((one) => turnOf(one, minute, tx, { kinds, subjects }));
  const claimed = await rows<Claimed>(sql, CLAIM, [brand.id, JSON.stringify(turns), brand.timeZone]);
  await enqueueRuns(tx, claimed.filter(([, , , , state]) => state === 'queued').map(([id]) => id));
  for (const [runId, kind, subjectId, name, state] of claimed) {
    if (state !== 'queued') await publish(tx, 'run.ended', { runId, kind, subjectId, name, state });
  }
  return due.length;
}

function turnOf(
  [scheduleId, kind, subjectId, rule, nextDueAt, missed]: Due, minute: Date, { brand, limits }: TxScope,
  { kinds, subjects }: { readonly kinds: RunKinds; readonly subjects: ReadonlyMap<string, string> },
): Turn {
  const zone = brand.timeZone;
  const hasCome = nextDueAt !== null && nextDueAt <= minute;
  // In another zone than it was computed in, the slot that has come may not be one of the rule's any more.
  const last = hasCome ? lastDue(rule, zone, minute) : null;
  const dueAt = hasCome ? (last !== null && last > nextDueAt ? last : nextDueAt) : null;
  const isLate = dueAt !== null && minute.getTime() - dueAt.getTime() > limits.SCHEDULE_LATE;
  const subject = subjects.get(subjectKey(kind, subjectId)) ?? null;
  return {
    scheduleId, dueAt, nextDueAt: nextDue(rule, zone, minute), subject, queue: kinds[kind]?.queue?.(subjectId),
    isSkipped: isLate && missed === 'skip', isOver: hasCome && subject === null,
  };
}

const subjectKey = (kind: string, subjectId: string) => `${kind} ${subjectId}`;

/** Names of what the due schedules work on, one question per kind. */
async function subjectsOf(tx: TxScope, kinds: RunKinds, due: readonly Due[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [kind, ofKind] of Map.groupBy(due, ([, name]) => name)) {
    const ids = [...new Set(ofKind.map(([, , subjectId]) => subjectId))];
    const names = await kinds[kind]?.subjects?.names(tx, ids) ?? new Map<string, string>();
    for (const [id, name] of names) found.set(subjectKey(kind, id), name);
  }
  return found;
}
