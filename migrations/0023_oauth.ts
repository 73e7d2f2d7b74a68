import type { Migration } from './migration.ts';

/** The OAuth 2 server: clients, and the codes and refresh tokens that they were given (webhook.md 2.1). */
export const oauth: Migration = {
  name: '0023_oauth',

  up: `
create table oauth_client (
  brand_id bigint not null constraint oauth_client_of_brand references brand,
  id bigint generated always as identity,
  client_id text not null,
  secret_hash bytea not null constraint oauth_client_secret_sha256 check (octet_length(secret_hash) = 32),
  name text not null,
  description text not null,
  scopes text[] not null,
  redirect_uris text[] not null,
  user_id bigint not null constraint oauth_client_of_user references app_user,
  created_by text not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  constraint oauth_client_pk primary key (brand_id, id)
);
comment on table oauth_client is 'Applications of others that get their tokens by OAuth 2';
comment on column oauth_client.brand_id is 'The only brand whose data its tokens open';
comment on column oauth_client.id is 'Number of the client';
comment on column oauth_client.client_id is 'What it calls itself at the token endpoint';
comment on column oauth_client.secret_hash is 'SHA-256 of its secret; the secret itself is shown once and kept nowhere';
comment on column oauth_client.name is 'What people call it; shown to who is asked for consent';
comment on column oauth_client.description is 'Free text; shown too';
comment on column oauth_client.scopes is 'What its tokens can open at most';
comment on column oauth_client.redirect_uris is 'Where authorization codes may be sent; none: client credentials only';
comment on column oauth_client.user_id is 'The author of what it does with client credentials';
comment on column oauth_client.created_by is 'Who registered it';
comment on column oauth_client.created_at is 'When it was registered';
comment on column oauth_client.revoked_at is 'Since when it is refused, for good';
create unique index oauth_client_by_client_id on oauth_client (client_id);
comment on index oauth_client_by_client_id is 'Serves every call of the token endpoint, which does not know a brand yet';

create table oauth_grant (
  brand_id bigint not null,
  id bigint generated always as identity,
  kind text not null constraint oauth_grant_kind check (kind in ('code', 'refresh')),
  hash bytea not null constraint oauth_grant_hash_sha256 check (octet_length(hash) = 32),
  client_id bigint not null,
  user_id bigint not null,
  scopes text[] not null,
  expires_at timestamptz not null,
  redirect_uri text,
  challenge text,
  challenge_method text,
  family uuid not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  constraint oauth_grant_pk primary key (brand_id, id),
  constraint oauth_grant_of_client foreign key (brand_id, client_id) references oauth_client
);
comment on table oauth_grant is 'Authorization codes and refresh tokens; each is used once';
comment on column oauth_grant.brand_id is 'Brand of the client';
comment on column oauth_grant.id is 'Number of the grant';
comment on column oauth_grant.kind is 'code: to be changed for a token within minutes; refresh: for another token later';
comment on column oauth_grant.hash is 'SHA-256 of its text, which is kept nowhere';
comment on column oauth_grant.client_id is 'Number of the client (oauth_client.id)';
comment on column oauth_grant.user_id is 'Who consented. No foreign key: users are of no brand, and a token for one who is gone is refused';
comment on column oauth_grant.scopes is 'What was consented to';
comment on column oauth_grant.expires_at is 'Refused from this time on';
comment on column oauth_grant.redirect_uri is 'Of a code: where it was sent';
comment on column oauth_grant.challenge is 'Of a code: what its bearer must prove to know (RFC 7636)';
comment on column oauth_grant.challenge_method is 'Of a code: how that was made, S256';
comment on column oauth_grant.family is 'One for a code and all refresh tokens that follow from it: they end together when one is used twice';
comment on column oauth_grant.used_at is 'When it was used';
comment on column oauth_grant.created_at is 'When it was given';
create unique index oauth_grant_by_hash on oauth_grant (brand_id, hash);
comment on index oauth_grant_by_hash is 'Serves the use of a code or refresh token';
create index oauth_grant_by_family on oauth_grant (brand_id, family);
comment on index oauth_grant_by_family is 'Serves the end of a family';
create index oauth_grant_by_client on oauth_grant (brand_id, client_id);
comment on index oauth_grant_by_client is 'Serves the end of a client';

create index token_of_app on token (brand_id, app text_pattern_ops, expires_at) where app <> '';
comment on index token_of_app is 'Serves the end of an OAuth client with its tokens, and the removal of those that have expired';
`,

  down: `
drop index token_of_app;
drop table oauth_grant, oauth_client;
`,
};
