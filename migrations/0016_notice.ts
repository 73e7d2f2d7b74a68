import type { Migration } from './migration.ts';

/** Who gets a mail about the runs of an export. */
export const notice: Migration = {
  name: '0016_notice',

  up: `
alter table export_definition add column notify jsonb;
comment on column export_definition.notify is 'Who gets a mail when a run has ended, and when; null: nobody';
`,

  down: `
alter table export_definition drop column notify;
`,
};
