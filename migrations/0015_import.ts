import type { Migration } from './migration.ts';

/** Imports: which files are read, and what their columns fill (imports-exports.md 2 and 3). */
export const importStep: Migration = {
  name: '0015_import',

  up: `
create table import_definition (
  brand_id bigint not null constraint import_definition_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint import_definition_named check (name <> '' and name !~ '^[0-9]+$'),
  target jsonb not null,
  columns jsonb not null,
  format jsonb not null,
  location_id bigint not null,
  file jsonb not null,
  notify jsonb,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint import_definition_pk primary key (brand_id, id),
  constraint import_definition_to_location foreign key (brand_id, location_id) references location
);
comment on table import_definition is 'Files that people have imported, again and again';
comment on column import_definition.brand_id is 'Brand whose import it is';
comment on column import_definition.id is 'Number of the import';
comment on column import_definition.name is 'What people and commands call it; not digits alone, which are taken for the number';
comment on column import_definition.target is 'What a file is imported into, as src/transfer/import/definition.ts has it';
comment on column import_definition.columns is 'What fills what; an empty array: columns are matched by their names';
comment on column import_definition.format is 'How files are written; what is not in it is detected in each';
comment on column import_definition.location_id is 'Where files are picked up';
comment on column import_definition.file is 'Which files there, and where they go when they are done with';
comment on column import_definition.notify is 'Who gets a mail when a run has ended; null: nobody';
comment on column import_definition.created_by is 'Who made it';
comment on column import_definition.created_at is 'When it was made';
comment on column import_definition.modified_by is 'Who last changed it';
comment on column import_definition.modified_at is 'When it last changed';
create unique index import_definition_by_name on import_definition (brand_id, name);
comment on index import_definition_by_name is 'Serves the look-up by name, and keeps names unique within a brand';
create index import_definition_by_location on import_definition (brand_id, location_id);
comment on index import_definition_by_location is 'Serves the removal of a location, which is refused while an import uses it';
`,

  down: `
drop table import_definition;
`,
};
