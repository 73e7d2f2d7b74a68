import type { Migration } from './migration.ts';

/** Runs that follow each other (src/schedule/begin-run.ts). */
export const runQueue: Migration = {
  name: '0013_run_queue',

  up: `
alter table run add column queue text;
comment on column run.queue is 'Runs of one queue follow each other in the order of their numbers; null: it waits for none';
create index run_in_queue on run (brand_id, queue, id) where ended_at is null and queue is not null;
comment on index run_in_queue is 'Serves the beginning of an attempt, which asks whether another run is ahead of it';
`,

  down: `
alter table run drop column queue;
`,
};
