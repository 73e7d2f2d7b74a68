import type { Migration } from './migration.ts';

/** Runs that people can read, and the schedules that start them (design.md 5). */
export const schedule: Migration = {
  name: '0008_schedule',

  up: `
create table schedule (
  brand_id bigint not null constraint schedule_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint schedule_named check (name <> ''),
  kind text not null,
  subject_id bigint not null,
  rule text not null,
  zone text not null,
  next_due_at timestamptz,
  missed text not null constraint schedule_missed check (missed in ('once', 'skip')),
  is_on boolean not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint schedule_pk primary key (brand_id, id),
  constraint schedule_due_when_on check (is_on or next_due_at is null)
);
comment on table schedule is 'What is started again and again';
comment on column schedule.brand_id is 'Brand whose schedule it is';
comment on column schedule.id is 'Number of the schedule';
comment on column schedule.name is 'What people call it; letter case does not tell two of a brand apart';
comment on column schedule.kind is 'Kind of run that it starts, as app.ts registers them: export';
comment on column schedule.subject_id is 'What the runs work on, e.g. the number of an export; no foreign key, as each kind has a table of its own';
comment on column schedule.rule is 'When: a cron expression of five parts, or words such as daily 02:30 (src/schedule/rule.ts)';
comment on column schedule.zone is 'Zone of the brand in which next_due_at was computed; another one by now makes the next tick compute it again';
comment on column schedule.next_due_at is 'The next slot; null when it is off';
comment on column schedule.missed is 'What becomes of slots that passed while nobody ran: made up once, for the last of them, or skip';
comment on column schedule.is_on is 'Whether it starts anything';
comment on column schedule.created_by is 'Who made it';
comment on column schedule.created_at is 'When it was made';
comment on column schedule.modified_by is 'Who last changed it; its runs are started in that name';
comment on column schedule.modified_at is 'When it was last changed';
create unique index schedule_by_name on schedule (brand_id, lower(name));
comment on index schedule_by_name is 'One schedule per name and brand; serves the look-up by name (tolk schedule set NAME)';

create table run (
  brand_id bigint not null constraint run_of_brand references brand,
  id bigint generated always as identity,
  kind text not null,
  subject_id bigint,
  name text not null,
  state text not null default 'queued'
    constraint run_state check (state in ('queued', 'running', 'done', 'failed', 'dead', 'cancelled')),
  attempt integer not null default 0,
  failures integer not null default 0,
  input jsonb not null default '{}',
  cursor jsonb,
  counters jsonb not null default '{}' constraint run_counters_object check (jsonb_typeof(counters) = 'object'),
  progress double precision constraint run_progress check (progress between 0 and 1),
  files jsonb not null default '[]' constraint run_files_array check (jsonb_typeof(files) = 'array'),
  error text,
  started_by text not null,
  door text not null,
  schedule_id bigint,
  due_at timestamptz,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  retry_at timestamptz,
  ended_at timestamptz,
  constraint run_pk primary key (brand_id, id),
  constraint run_ended check ((ended_at is null) = (state in ('queued', 'running')))
);
comment on table run is 'Long work as people see it; the queue behind it is graphile_worker''s. A run of a schedule is also the claim of its slot';
comment on column run.brand_id is 'Brand whose run it is';
comment on column run.id is 'Number of the run';
comment on column run.kind is 'What is done, as app.ts registers kinds of runs: export';
comment on column run.subject_id is 'What it works on, e.g. the number of an export; stays when that is gone';
comment on column run.name is 'Name of what it works on, as it was when the run was made';
comment on column run.state is 'queued: waits for a worker or for its next try; done; failed: refused, the same again would be refused again; dead: given up after its last try; cancelled';
comment on column run.attempt is 'Fence: number of the newest attempt; only that may commit (src/jobs/attempt.ts). Attempts whose process died count too';
comment on column run.failures is 'Attempts that ended with an error, since it was last started by hand';
comment on column run.input is 'What it was given';
comment on column run.cursor is 'How far its committed steps came; a next attempt goes on here';
comment on column run.counters is 'Name -> number, of committed steps';
comment on column run.progress is 'Part that is done, 0 to 1; null: unknown';
comment on column run.files is 'Files that it reads or writes: [{ role, location, name, bytes }]';
comment on column run.error is 'Why it failed, died, was not started, or, while it waits for its next try, why the last one failed';
comment on column run.started_by is 'Who started it; of a schedule: who last changed that';
comment on column run.door is 'The way by which it was started; job: by a schedule';
comment on column run.schedule_id is 'Schedule that started it, null when none did; stays when that is gone';
comment on column run.due_at is 'The slot of the schedule';
comment on column run.cancel_requested_at is 'Since when it is to stop; it does after the step under way';
comment on column run.created_at is 'When it was made';
comment on column run.started_at is 'When its first attempt began';
comment on column run.retry_at is 'When it is tried again, while it waits for that';
comment on column run.ended_at is 'When it ended';
create unique index run_of_slot on run (brand_id, schedule_id, due_at) where schedule_id is not null;
comment on index run_of_slot is 'A slot is claimed once, whatever the number of instances; serves the runs of one schedule';
create index run_live on run (brand_id, schedule_id) where ended_at is null;
comment on index run_live is 'Serves the tick, which asks whether the run before has ended, and the upkeep that looks for runs without a job';
create index run_of_subject on run (brand_id, kind, subject_id, id);
comment on index run_of_subject is 'Serves the runs of one export, newest first';
create index run_ended_at on run (brand_id, ended_at) where ended_at is not null;
comment on index run_ended_at is 'Serves the removal of old runs';
`,

  down: `
drop table run;
drop table schedule;
`,
};
