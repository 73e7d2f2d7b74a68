import type { Migration } from './migration.ts';

/** Result sets: snapshots of ids that clients read page by page (soap.md 5). */
export const resource: Migration = {
  name: '0005_resource',

  up: `
create table result_set (
  brand_id bigint not null,
  id bigint generated always as identity,
  type text not null,
  source_kind text not null,
  source_params jsonb not null,
  state text not null constraint result_set_state check (state in ('PROCESSING', 'READY', 'ERROR', 'CLOSED')),
  attempt integer not null default 0,
  size bigint not null default 0,
  ids bytea,
  error text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint result_set_pk primary key (brand_id, id),
  constraint result_set_ids_when_ready check ((state = 'READY') = (ids is not null)),
  constraint result_set_ids_of_size check (octet_length(ids) = 8 * size),
  constraint result_set_ended check ((state in ('ERROR', 'CLOSED')) = (ended_at is not null)),
  constraint result_set_error check (state <> 'ERROR' or error is not null)
);
alter table result_set alter column ids set storage external;
comment on table result_set is 'Lists of ids as they were at one moment, handed out in pages';
comment on column result_set.brand_id is 'Brand whose records it lists. No foreign key: each set would lock the brand''s row, the same one for every call';
comment on column result_set.id is 'Number of the set (resourceId in the contract)';
comment on column result_set.type is 'Kind of records: CUSTOMER_SET, MAILING_SET ...';
comment on column result_set.source_kind is 'Name of the query it was made by: customer.all, group.members ...';
comment on column result_set.source_params is 'What the query was asked with';
comment on column result_set.state is 'PROCESSING while a job fills it, READY, ERROR (could not be built), CLOSED (freed or expired)';
comment on column result_set.attempt is 'Number of the latest build; an older build that still runs may not store its result';
comment on column result_set.size is 'Number of ids at READY; never changes after';
comment on column result_set.ids is 'The ids in ascending order, 8 bytes each, big-endian; stored apart and uncompressed, so that a page is cut out without reading the rest';
comment on column result_set.error is 'Why it could not be built; operators see it, callers do not';
comment on column result_set.created_at is 'When it was asked for';
comment on column result_set.last_used_at is 'Last poll or page, written at most once a minute; an open set expires some time after it';
comment on column result_set.ended_at is 'When it failed or was closed; some time later the row is removed';
create index result_set_open on result_set (brand_id, state) include (size) where state in ('PROCESSING', 'READY');
comment on index result_set_open is 'Serves the limits of open sets and of ids held per brand, and expiry';
create index result_set_ended on result_set (brand_id, ended_at) where ended_at is not null;
comment on index result_set_ended is 'Serves the removal of sets that ended long ago';
`,

  down: `
drop table result_set;
`,
};
