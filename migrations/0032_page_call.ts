import type { Migration } from './migration.ts';

/** Calls of public pages, counted for all instances together. */
export const pageCall: Migration = {
  name: '0032_page_call',

  up: `
create unlogged table page_call (
  what text not null constraint page_call_pk primary key,
  calls integer not null,
  until timestamptz not null
) with (fillfactor = 50);
comment on table page_call is 'Calls of public pages of campaigns in the present window. Unlogged: a crash of the server forgets them, and no call waits for the disk';
comment on column page_call.what is 'by and the network address of a caller, or of and a public address';
comment on column page_call.calls is 'Calls since the window began';
comment on column page_call.until is 'When the window ends; the row is removed after that';
comment on column data_key.retired_at is 'When another took its place, or the key that wraps it was given up as lost: nothing new is sealed with it';
`,

  down: `
comment on column data_key.retired_at is 'When the key that wraps it was given up as lost: nothing new is sealed with it';
drop table page_call;
`,
};
