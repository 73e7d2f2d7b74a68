import type { Migration } from './migration.ts';

/** What runs of imports read: their files, and the records that could not be taken. */
export const importFile: Migration = {
  name: '0017_import_file',

  up: `
create table import_file (
  brand_id bigint not null constraint import_file_of_brand references brand,
  run_id bigint not null,
  import_id bigint not null,
  location_id bigint not null,
  name text not null,
  size bigint not null,
  modified_at timestamptz not null,
  state text not null constraint import_file_state check (state in ('taken', 'done', 'failed', 'looked')),
  place text not null,
  hash bytea,
  columns text[],
  delimiter text,
  target jsonb,
  errors text,
  picked_at timestamptz not null default now(),
  constraint import_file_pk primary key (brand_id, run_id)
);
comment on table import_file is 'Files that runs of imports have picked. A row outlives its run: a file that is known is not picked again';
comment on column import_file.brand_id is 'Brand whose import it is';
comment on column import_file.run_id is 'Run that picked it; stays when that is gone';
comment on column import_file.import_id is 'Import of the run; stays when that is gone, until nothing of the file is staged any more';
comment on column import_file.location_id is 'Where it lies; stays when that is gone';
comment on column import_file.name is 'Its name there when it was picked';
comment on column import_file.size is 'Its bytes';
comment on column import_file.modified_at is 'When it was last written, as the location says';
comment on column import_file.state is 'taken; done: all of it was merged, or was before; failed: it could not be; looked: of a dry run, which makes no file known';
comment on column import_file.place is 'Its name now: files are moved when they are done with';
comment on column import_file.hash is 'SHA-256 of its bytes; null: it was not read to its end yet';
comment on column import_file.columns is 'Names of its columns, for the file with the bad records; null: they were not read yet';
comment on column import_file.delimiter is 'What stands between its cells, for the same; of other kinds of files a semicolon';
comment on column import_file.target is 'What its records are staged for, as the import was then (src/transfer/import/import-file.ts); null: nothing is staged';
comment on column import_file.errors is 'Name that is claimed for the file with the bad records; null: none yet, or it is written';
comment on column import_file.picked_at is 'When it was picked';
create index import_file_by_name on import_file (brand_id, import_id, name);
comment on index import_file_by_name is 'Serves the pick, which leaves out known files, the question whether a file was merged before, and the removal of an import';
create index import_file_left on import_file (brand_id, run_id) where target is not null;
comment on index import_file_left is 'Serves the upkeep that clears away what is staged for runs that ended long ago';

create table import_error (
  brand_id bigint not null,
  run_id bigint not null,
  line bigint not null,
  id bigint generated always as identity,
  cells text[] not null,
  why text not null,
  constraint import_error_pk primary key (brand_id, run_id, line, id),
  constraint import_error_of_run foreign key (brand_id, run_id) references run on delete cascade
);
comment on table import_error is 'Records that a run of an import could not take; all but the first go when their file is written';
comment on column import_error.brand_id is 'Brand whose import it is';
comment on column import_error.run_id is 'Run that read them';
comment on column import_error.line is 'Line of the file at which the record begins';
comment on column import_error.id is 'Tells records of one line apart, in their order';
comment on column import_error.cells is 'Its cells as they stand in the file; of one that could not be split its text';
comment on column import_error.why is 'What is wrong with it';
`,

  down: `
drop table import_error;
drop table import_file;
`,
};
