import type { Migration } from './migration.ts';

/** Secrets (passwords of other systems): the keys that they are sealed with, wrapped by a key outside the store. */
export const vault: Migration = {
  name: '0007_vault',

  up: `
create table vault_key (
  id boolean not null default true constraint vault_key_one_row check (id),
  key_id text,
  since timestamptz,
  constraint vault_key_pk primary key (id),
  constraint vault_key_since check ((key_id is null) = (since is null))
);
comment on table vault_key is 'One row: which key, kept outside the store, wraps new data keys. Who makes a data key or changes the key locks it';
comment on column vault_key.id is 'Always true: there is one row';
comment on column vault_key.key_id is 'Fingerprint of the key in force; none before the first secret';
comment on column vault_key.since is 'When it came into force';
insert into vault_key default values;

create table data_key (
  brand_id bigint not null constraint data_key_of_brand references brand,
  purpose text not null,
  id integer not null,
  wrapped bytea not null,
  key_id text not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint data_key_pk primary key (brand_id, purpose, id)
);
comment on table data_key is 'Keys that secrets are sealed with, each wrapped (AES-256-GCM) by the key outside the store';
comment on column data_key.brand_id is 'Brand whose secrets it seals';
comment on column data_key.purpose is 'Kind of secrets: location ...';
comment on column data_key.id is 'Number within brand and purpose; every sealed secret begins with it';
comment on column data_key.wrapped is 'Nonce, encrypted key and tag; opens only in this row';
comment on column data_key.key_id is 'Fingerprint of the key that wraps it';
comment on column data_key.created_at is 'When it was made';
comment on column data_key.retired_at is 'When the key that wraps it was given up as lost: nothing new is sealed with it';
create unique index data_key_in_use on data_key (brand_id, purpose) where retired_at is null;
comment on index data_key_in_use is 'Serves sealing: one data key in use per brand and purpose';
`,

  down: `
drop table data_key;
drop table vault_key;
`,
};
