import type { Migration } from './migration.ts';

/** Exports: what is written to files, how and where to (imports-exports.md 6). */
export const exportStep: Migration = {
  name: '0011_export',

  up: `
create table export_definition (
  brand_id bigint not null constraint export_definition_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint export_definition_named check (name <> '' and name !~ '^[0-9]+$'),
  source jsonb not null,
  columns jsonb not null,
  dialect jsonb not null,
  location_id bigint not null,
  file_name text not null,
  gzip boolean not null,
  empty text not null constraint export_definition_empty check (empty in ('header', 'none')),
  changed_from timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint export_definition_pk primary key (brand_id, id),
  constraint export_definition_to_location foreign key (brand_id, location_id) references location
);
comment on table export_definition is 'What people have written to files, again and again';
comment on column export_definition.brand_id is 'Brand whose export it is';
comment on column export_definition.id is 'Number of the export';
comment on column export_definition.name is 'What people and commands call it; not digits alone, which are taken for the number';
comment on column export_definition.source is 'Which customers or rows, as src/transfer/export/definition.ts has it';
comment on column export_definition.columns is 'The columns in their order; an empty array: the usual ones of the source';
comment on column export_definition.dialect is 'How the CSV is written';
comment on column export_definition.location_id is 'Where the file is written to';
comment on column export_definition.file_name is 'Name of the file there, with date variables';
comment on column export_definition.gzip is 'Whether the file is compressed';
comment on column export_definition.empty is 'What is written when there is nothing: a file with the header alone, or none';
comment on column export_definition.changed_from is 'Of an export of changes: what was changed before this moment was delivered; null: nothing yet';
comment on column export_definition.created_by is 'Who made it';
comment on column export_definition.created_at is 'When it was made';
comment on column export_definition.modified_by is 'Who last changed it';
comment on column export_definition.modified_at is 'When it last changed';
create unique index export_definition_by_name on export_definition (brand_id, name);
comment on index export_definition_by_name is 'Serves the look-up by name, and keeps names unique within a brand';
create index export_definition_by_location on export_definition (brand_id, location_id);
comment on index export_definition_by_location is 'Serves the removal of a location, which is refused while an export uses it';

create table export_file (
  brand_id bigint not null,
  run_id bigint not null,
  location_id bigint not null,
  name text not null,
  is_chosen boolean not null default false,
  changed_from timestamptz,
  changed_until timestamptz not null,
  constraint export_file_pk primary key (brand_id, run_id),
  constraint export_file_of_run foreign key (brand_id, run_id) references run on delete cascade,
  constraint export_file_to_location foreign key (brand_id, location_id) references location on delete cascade
);
comment on table export_file is 'Files that runs of exports are writing; a row goes when its file is whole, or given up';
comment on column export_file.brand_id is 'Brand whose file it is';
comment on column export_file.run_id is 'Run that writes it';
comment on column export_file.location_id is 'Where it is written to';
comment on column export_file.name is 'Its final name, chosen once, before the first byte; before that the name that is wished for';
comment on column export_file.is_chosen is 'Whether the name is the final one';
comment on column export_file.changed_from is 'Of an export of changes: it holds what was changed from this moment on; null: everything';
comment on column export_file.changed_until is 'Of an export of changes: what was changed before this moment is in it, and need not be in the next';
create index export_file_by_location on export_file (brand_id, location_id);
comment on index export_file_by_location is 'Serves the removal of a location';
`,

  down: `
drop table export_file;
drop table export_definition;
`,
};
