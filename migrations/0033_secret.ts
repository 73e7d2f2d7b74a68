import type { Migration } from './migration.ts';

/** Secrets of a brand, which calls of campaigns send to other systems. */
export const secret: Migration = {
  name: '0033_secret',

  up: `
create table secret (
  brand_id bigint not null constraint secret_of_brand references brand,
  name text not null,
  sealed bytea not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint secret_pk primary key (brand_id, name)
);
comment on table secret is 'Secrets that calls to other systems send: definitions name them as {{secret.NAME}}';
comment on column secret.brand_id is 'The only brand whose calls send it';
comment on column secret.name is 'What definitions call it; letter case counts';
comment on column secret.sealed is 'Its value, sealed by the vault (purpose secret)';
comment on column secret.created_by is 'Who set it first';
comment on column secret.created_at is 'When it was set first';
comment on column secret.modified_by is 'Who set it last';
comment on column secret.modified_at is 'When it was set last';
`,

  down: 'drop table secret;',
};
