import type { Migration } from './migration.ts';

/** The data model: what tables a brand has, and their rows (datamodel-rest.md). */
export const datamodel: Migration = {
  name: '0006_datamodel',

  up: `
create table dm_model (
  brand_id bigint not null constraint dm_model_of_brand references brand,
  revision uuid not null default gen_random_uuid(),
  changed_at timestamptz not null default now(),
  changed_by text not null,
  constraint dm_model_pk primary key (brand_id)
);
comment on table dm_model is 'One row per brand that has a data model';
comment on column dm_model.brand_id is 'Brand whose data model it is';
comment on column dm_model.revision is 'New at every change of a definition; a process knows by it whether the definitions it remembers still hold';
comment on column dm_model.changed_at is 'When a definition last changed';
comment on column dm_model.changed_by is 'Who changed it';

create table dm_table (
  brand_id bigint not null constraint dm_table_of_brand references brand,
  id bigint generated always as identity,
  name text not null,
  description text not null default '',
  parent_id bigint,
  place integer not null,
  deleted_at timestamptz,
  constraint dm_table_pk primary key (brand_id, id),
  constraint dm_table_named check (name ~ '^[A-Za-z][A-Za-z0-9_-]*$')
);
comment on table dm_table is 'Tables of a data model. The system table customer is not among them: it has number 0 and no columns';
comment on column dm_table.brand_id is 'Brand whose table it is';
comment on column dm_table.id is 'Number of the table; a table that is replaced with loss of its rows gets a new one';
comment on column dm_table.name is 'Its name, which is a part of addresses';
comment on column dm_table.description is 'Free text';
comment on column dm_table.parent_id is 'Table whose rows contain its rows: 0 for customer, null for a table of its own. No foreign key: 0 has no row';
comment on column dm_table.place is 'Order in which tables are shown';
comment on column dm_table.deleted_at is 'Set when the table is dropped: no reader sees it from then on, and the job datamodel.purge removes it with its rows';
create unique index dm_table_by_name on dm_table (brand_id, lower(name)) where deleted_at is null;
comment on index dm_table_by_name is 'Keeps names apart, without letter case';

create table dm_column (
  brand_id bigint not null,
  id bigint generated always as identity,
  table_id bigint not null,
  name text not null,
  type text not null,
  description text not null default '',
  is_unique boolean not null default false,
  place integer not null,
  deleted_at timestamptz,
  constraint dm_column_pk primary key (brand_id, id),
  constraint dm_column_of_table foreign key (brand_id, table_id) references dm_table on delete cascade,
  constraint dm_column_named check (name ~ '^[A-Za-z][A-Za-z0-9_-]*$'),
  constraint dm_column_type check (type in ('string', 'date', 'time', 'datetime', 'boolean', 'number', 'decimal'))
);
comment on table dm_column is 'Columns of the tables of a data model';
comment on column dm_column.brand_id is 'Brand whose column it is';
comment on column dm_column.id is 'Number of the column, under which rows keep its values; a column that is replaced with loss of its values gets a new one';
comment on column dm_column.table_id is 'Table it belongs to';
comment on column dm_column.name is 'Its name, which is a member of JSON rows';
comment on column dm_column.type is 'What values it takes';
comment on column dm_column.description is 'Free text';
comment on column dm_column.is_unique is 'Whether no two rows (below one parent row) have the same value; dm_key then has one row per value';
comment on column dm_column.place is 'Order in which columns are shown';
comment on column dm_column.deleted_at is 'Set when the column is dropped: no reader sees it from then on, and the job datamodel.purge takes its values out of the rows';
create unique index dm_column_by_name on dm_column (brand_id, table_id, lower(name)) where deleted_at is null;
comment on index dm_column_by_name is 'Keeps names apart, without letter case; serves the columns of a table';

create table dm_lookup (
  brand_id bigint not null,
  column_id bigint not null,
  target_column_id bigint not null,
  constraint dm_lookup_pk primary key (brand_id, column_id),
  constraint dm_lookup_of_column foreign key (brand_id, column_id) references dm_column on delete cascade,
  constraint dm_lookup_of_target foreign key (brand_id, target_column_id) references dm_column on delete cascade
);
comment on table dm_lookup is 'Columns whose values stand for a row of another table, by the value of one of its columns';
comment on column dm_lookup.brand_id is 'Brand whose model it is';
comment on column dm_lookup.column_id is 'Column that refers';
comment on column dm_lookup.target_column_id is 'Column whose value it holds; a value that is not there refers to nothing';
create index dm_lookup_by_target on dm_lookup (brand_id, target_column_id);
comment on index dm_lookup_by_target is 'Serves the foreign key when a target goes';

create sequence dm_row_id;
select setval('dm_row_id', (extract(epoch from now())::numeric(20, 6) * 1000000)::bigint / 1000000 * 1048576
  + (extract(epoch from now())::numeric(20, 6) * 1000000)::bigint % 1000000);
comment on sequence dm_row_id is 'Numbers of rows; 13 hex digits in addresses. It began as PHP''s uniqid() would have (8 digits of seconds, 5 of microseconds)';

create table dm_row (
  brand_id bigint not null,
  table_id bigint not null,
  parent_id bigint not null,
  id bigint not null default nextval('dm_row_id'),
  revision integer not null default 1,
  data jsonb not null,
  created_at timestamptz not null default now(),
  created_by text not null,
  modified_at timestamptz not null default now(),
  modified_by text not null,
  constraint dm_row_pk primary key (brand_id, table_id, parent_id, id)
);
comment on table dm_row is 'Rows of all data models';
comment on column dm_row.brand_id is 'Brand whose row it is. No foreign keys here: each row would lock the same few rows';
comment on column dm_row.table_id is 'Table it belongs to';
comment on column dm_row.parent_id is 'Row (or customer, below customer) that contains it; 0 in a table of its own. While that row is not there, nobody sees this one';
comment on column dm_row.id is 'Number of the row, shown as clang_ and 13 hex digits';
comment on column dm_row.revision is 'Grows with every change; the ETag is made of it';
comment on column dm_row.data is 'Values by number of the column (dm_column.id), absent when there is none; dates and times as text';
comment on column dm_row.created_at is 'When it was made';
comment on column dm_row.created_by is 'Owner of the token that made it';
comment on column dm_row.modified_at is 'When it last changed';
comment on column dm_row.modified_by is 'Owner of the token that last changed it';

create table dm_key (
  brand_id bigint not null,
  table_id bigint not null,
  column_id bigint not null,
  parent_id bigint not null,
  value_hash bytea not null,
  row_id bigint not null,
  constraint dm_key_pk primary key (brand_id, table_id, column_id, parent_id, value_hash)
);
comment on table dm_key is 'Values of unique columns: keeps them apart within a parent row, and finds rows by them';
comment on column dm_key.brand_id is 'Brand whose row it is';
comment on column dm_key.table_id is 'Table of the row';
comment on column dm_key.column_id is 'Unique column';
comment on column dm_key.parent_id is 'dm_row.parent_id of the row: values are unique within it';
comment on column dm_key.value_hash is 'dm_hash of the value as text (data ->> column)';
comment on column dm_key.row_id is 'dm_row.id of the row that has the value';

create table dm_doomed (
  brand_id bigint not null,
  table_id bigint not null,
  row_id bigint not null,
  constraint dm_doomed_pk primary key (brand_id, table_id, row_id)
);
comment on table dm_doomed is 'Rows and customers that were deleted while rows below them are still to be removed by the job datamodel.purge';
comment on column dm_doomed.brand_id is 'Brand whose row it was';
comment on column dm_doomed.table_id is 'Its table; 0 for a customer';
comment on column dm_doomed.row_id is 'Its number';

-- Not immutable, as convert_to is not: only so is it inlined, and a call costs a microsecond instead of seven.
create function dm_hash(value text) returns bytea language sql stable strict parallel safe
  return sha256(convert_to(value, 'UTF8'));
comment on function dm_hash is 'What dm_key keeps of a value';

create function dm_write_under(brand bigint, known uuid) returns boolean language plpgsql volatile as $$
begin
  -- Two statements, so that the second sees what a change of the model committed while the first waited for it.
  perform pg_advisory_xact_lock_shared(hashtextextended('datamodel', brand));
  return coalesce((select m.revision = known from dm_model m where m.brand_id = brand), false);
end
$$;
comment on function dm_write_under is 'Keeps the definitions of a brand as they are until the transaction ends; false when they are no longer those of the given revision';
`,

  down: `
drop function dm_write_under;
drop function dm_hash;
drop table dm_doomed, dm_key, dm_row, dm_lookup, dm_column, dm_table, dm_model;
drop sequence dm_row_id;
`,
};
