import type { Migration } from './migration.ts';

/** Places where files are picked up and dropped (imports-exports.md 1). */
export const location: Migration = {
  name: '0009_location',

  up: `
create table location (
  brand_id bigint not null constraint location_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint location_named check (name <> ''),
  kind text not null constraint location_kind check (kind in ('folder', 'sftp')),
  path text not null default '',
  host text,
  port integer constraint location_port check (port between 1 and 65535),
  user_name text,
  secret bytea,
  secret_kind text constraint location_secret_kind check (secret_kind in ('password', 'key')),
  host_key text,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint location_pk primary key (brand_id, id),
  constraint location_complete check (case kind
    when 'sftp' then num_nulls(host, port, user_name, secret_kind) = 0
    else num_nonnulls(host, port, user_name, secret_kind, secret, host_key) = 0 end)
);
comment on table location is 'Places of files: folders below TOLK_DATA/files/<brand id>, and SFTP servers';
comment on column location.brand_id is 'Brand whose location it is';
comment on column location.id is 'Number of the location';
comment on column location.name is 'What people and commands call it';
comment on column location.kind is 'folder or sftp';
comment on column location.path is 'Start folder: below the brand''s folder, or on the server (empty: where the server puts the user)';
comment on column location.host is 'Name or address of the SFTP server';
comment on column location.port is 'Port of the SFTP server';
comment on column location.user_name is 'Who we are there';
comment on column location.secret is 'Password, or private key with its passphrase, as JSON sealed by the vault (purpose location); set in the transaction that makes the row';
comment on column location.secret_kind is 'password or key';
comment on column location.host_key is 'SHA256:... fingerprint of the key that the server must show; null until somebody trusts one, and nothing is sent there';
comment on column location.created_by is 'Who made it';
comment on column location.created_at is 'When it was made';
comment on column location.modified_by is 'Who last changed it';
comment on column location.modified_at is 'When it last changed';
create unique index location_by_name on location (brand_id, name);
comment on index location_by_name is 'Serves the look-up by name, and keeps names unique within a brand';
`,

  down: `
drop table location;
`,
};
