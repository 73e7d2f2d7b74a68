import type { Migration } from './migration.ts';

/** CSV triggers: folders in which a file is imported as soon as it is there (imports-exports.md 4). */
export const trigger: Migration = {
  name: '0022_trigger',

  up: `
create table csv_trigger (
  brand_id bigint not null constraint csv_trigger_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint csv_trigger_named check (name <> '' and name !~ '^[0-9]+$'),
  name_key text not null,
  location_id bigint not null,
  folder text not null,
  import_id bigint not null,
  group_id bigint,
  notify text[] not null,
  is_on boolean not null,
  is_ready boolean not null default false,
  problem text,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint csv_trigger_pk primary key (brand_id, id),
  constraint csv_trigger_to_location foreign key (brand_id, location_id) references location,
  constraint csv_trigger_to_import foreign key (brand_id, import_id) references import_definition
);
comment on table csv_trigger is 'Folders in which a file is imported as soon as it is there, by the beginning of its name';
comment on column csv_trigger.brand_id is 'Brand whose trigger it is';
comment on column csv_trigger.id is 'Number of the trigger';
comment on column csv_trigger.name is 'What the names of its files begin with';
comment on column csv_trigger.name_key is 'The same as it is compared: without letter case, accents composed';
comment on column csv_trigger.location_id is 'Where its folders lie';
comment on column csv_trigger.folder is 'Folder above Upload, Active, Done and Failed; empty: the start folder of the location';
comment on column csv_trigger.import_id is 'Import that takes its files';
comment on column csv_trigger.group_id is 'Group that the customers of its files come into besides; may be gone by now';
comment on column csv_trigger.notify is 'Addresses that get a mail about each file';
comment on column csv_trigger.is_on is 'Off, its files wait';
comment on column csv_trigger.is_ready is 'Whether its folders were made';
comment on column csv_trigger.problem is 'Why its folders could not be looked at, at the last try; null: they could';
comment on column csv_trigger.created_by is 'Who made it';
comment on column csv_trigger.created_at is 'When it was made';
comment on column csv_trigger.modified_by is 'Who last changed it; its imports run in that name';
comment on column csv_trigger.modified_at is 'When it last changed';
create unique index csv_trigger_by_name on csv_trigger (brand_id, name_key);
comment on index csv_trigger_by_name is 'Serves the look-up by name, and keeps names unique within a brand';
create index csv_trigger_by_location on csv_trigger (brand_id, location_id);
comment on index csv_trigger_by_location is 'Serves the removal of a location, which is refused while a trigger uses it';
create index csv_trigger_by_import on csv_trigger (brand_id, import_id);
comment on index csv_trigger_by_import is 'Serves the removal of an import, which is refused while a trigger uses it';

create table csv_trigger_file (
  brand_id bigint not null,
  id bigint generated always as identity,
  location_id bigint not null,
  folder text not null,
  name text not null,
  size bigint not null,
  modified_at timestamptz not null,
  state text not null
    constraint csv_trigger_file_state check (state in ('seen', 'taking', 'refusing', 'active', 'done', 'failed')),
  first_seen_at timestamptz not null,
  like_this_since timestamptz not null,
  trigger_id bigint,
  trigger_name text,
  notify text[] not null default '{}',
  run_id bigint,
  place text not null,
  error text,
  ended_at timestamptz,
  constraint csv_trigger_file_pk primary key (brand_id, id),
  constraint csv_trigger_file_at_location foreign key (brand_id, location_id) references location on delete cascade,
  constraint csv_trigger_file_of_trigger foreign key (brand_id, trigger_id) references csv_trigger
    on delete set null (trigger_id)
);
comment on table csv_trigger_file is 'Files that were seen in the folders of triggers, and how far they have come';
comment on column csv_trigger_file.brand_id is 'Brand whose file it is';
comment on column csv_trigger_file.id is 'Tells files of one name apart';
comment on column csv_trigger_file.location_id is 'Where it lies';
comment on column csv_trigger_file.folder is 'Folder above Upload, Active, Done and Failed';
comment on column csv_trigger_file.name is 'Its name in Upload';
comment on column csv_trigger_file.size is 'Its bytes when it was last seen there';
comment on column csv_trigger_file.modified_at is 'When it was last written, as the location said then';
comment on column csv_trigger_file.state is 'seen: lies in Upload; taking, refusing: is being moved to Active or Failed, or was, by somebody who did not live to say so; active: its run has not ended; done, failed: it was moved on';
comment on column csv_trigger_file.first_seen_at is 'Minute of the clock at which it was first seen';
comment on column csv_trigger_file.like_this_since is 'Minute at which it was first seen with this size and time';
comment on column csv_trigger_file.trigger_id is 'Trigger that took it; null: none has, or it is gone';
comment on column csv_trigger_file.trigger_name is 'Name of that trigger';
comment on column csv_trigger_file.notify is 'Addresses that get a mail about it, as they were when it was taken';
comment on column csv_trigger_file.run_id is 'Run of the import; may be gone by now';
comment on column csv_trigger_file.place is 'Its name now, with its folder; empty: somebody has taken it away';
comment on column csv_trigger_file.error is 'Why it failed; before its end, why the last try to move it failed';
comment on column csv_trigger_file.ended_at is 'When it was done or failed';
create unique index csv_trigger_file_waiting on csv_trigger_file (brand_id, location_id, folder, name)
  where state in ('seen', 'taking', 'refusing');
comment on index csv_trigger_file_waiting is 'Serves the look into Upload, and keeps one row per file there';
create index csv_trigger_file_of_run on csv_trigger_file (brand_id, run_id) where state = 'active';
comment on index csv_trigger_file_of_run is 'Serves the end of a run, and the look for files whose run has ended';
create index csv_trigger_file_by_place on csv_trigger_file (brand_id, location_id, folder, id);
comment on index csv_trigger_file_by_place is 'Serves the list of the files of a trigger, and the removal of a location';
create index csv_trigger_file_by_trigger on csv_trigger_file (brand_id, trigger_id);
comment on index csv_trigger_file_by_trigger is 'Serves the removal of a trigger';
create index csv_trigger_file_by_end on csv_trigger_file (brand_id, ended_at) where ended_at is not null;
comment on index csv_trigger_file_by_end is 'Serves the removal of files that ended long ago';
`,

  down: `
drop table csv_trigger_file;
drop table csv_trigger;
`,
};
