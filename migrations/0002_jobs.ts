import type { Migration } from './migration.ts';

/** What the jobs need beside the queue library's own tables: heartbeats, and the minutes of the clock. */
export const jobs: Migration = {
  name: '0002_jobs',

  up: `
create table worker_instance (
  pool_id text constraint worker_instance_pk primary key,
  host text not null,
  process_id integer not null,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);
comment on table worker_instance is 'Heartbeats of those who run jobs; whoever is silent too long has its jobs given to others';
comment on column worker_instance.pool_id is 'Name under which it locks jobs: locked_by in graphile_worker.jobs';
comment on column worker_instance.host is 'Machine or container it runs on, for people';
comment on column worker_instance.process_id is 'Process number on that machine, for people';
comment on column worker_instance.started_at is 'When it began to take jobs';
comment on column worker_instance.beat_at is 'Last sign of life, written every few seconds (JOB_HEARTBEAT)';

create table clock_minute (
  minute timestamptz constraint clock_minute_pk primary key
    constraint clock_minute_whole check (extract(second from minute) = 0),
  claimed_at timestamptz not null default now()
);
comment on table clock_minute is 'Minutes whose tick is done: whoever adds the row first does it, whatever the number of instances; a day is kept';
comment on column clock_minute.minute is 'The planned minute';
comment on column clock_minute.claimed_at is 'When its tick was done';
`,

  down: `
drop table clock_minute;
drop table worker_instance;
`,
};
