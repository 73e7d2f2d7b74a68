import type { Migration } from './migration.ts';

/** Who may come in: brands, users, tokens, and the log of token acts (access.md 1 to 3). */
export const access: Migration = {
  name: '0001_access',

  up: `
create table brand (
  id bigint generated always as identity constraint brand_pk primary key,
  name text not null constraint brand_name_length check (char_length(name) between 1 and 100),
  time_zone text not null default 'Europe/Amsterdam',
  settings jsonb not null default '{}' constraint brand_settings_object check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now()
);
comment on table brand is 'The tenant: every customer, group, token and campaign belongs to one';
comment on column brand.id is 'Number of the brand; the first column of every key of brand data';
comment on column brand.name is 'What operators call it; letter case does not tell two brands apart';
comment on column brand.time_zone is 'IANA zone in which the doors read and write times';
comment on column brand.settings is 'What was set by hand; a setting that is absent has its default (src/access/brand-settings.ts)';
comment on column brand.created_at is 'When it was made';
create unique index brand_by_name on brand (lower(name));
comment on index brand_by_name is 'One brand per name; serves the look-up of a brand by name (tolk ... --brand)';

create table app_user (
  id bigint generated always as identity constraint app_user_pk primary key,
  name text not null constraint app_user_name_length check (char_length(name) between 1 and 100),
  state text not null default 'active' constraint app_user_state check (state in ('active', 'inactive', 'deleted')),
  last_active_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
comment on table app_user is 'Owners of tokens: a connected system or a person';
comment on column app_user.id is 'Number of the user';
comment on column app_user.name is 'Shown as createdBy, modifiedBy and author in histories';
comment on column app_user.state is 'active; inactive (tokens sleep until it is active again); deleted (tokens are dead, the row stays for the log)';
comment on column app_user.last_active_at is 'Last use of any token, or last activation; too long ago makes the user inactive';
comment on column app_user.created_at is 'When it was made';
comment on column app_user.changed_at is 'When its state last changed';
create unique index app_user_by_name on app_user (lower(name)) where state <> 'deleted';
comment on index app_user_by_name is 'One living user per name; serves the look-up of a user by name (tolk ... --user)';

create table user_brand (
  brand_id bigint not null constraint user_brand_of_brand references brand,
  user_id bigint not null constraint user_brand_of_user references app_user,
  created_at timestamptz not null default now(),
  constraint user_brand_pk primary key (brand_id, user_id)
);
comment on table user_brand is 'Brands that a user may have tokens of';
comment on column user_brand.brand_id is 'The brand';
comment on column user_brand.user_id is 'The user who has access to it';
comment on column user_brand.created_at is 'Since when';
create index user_brand_by_user on user_brand (user_id);
comment on index user_brand_by_user is 'Serves the list of users with their brands (tolk user list)';

create table token (
  brand_id bigint not null constraint token_of_brand references brand,
  id bigint generated always as identity,
  user_id bigint not null constraint token_of_user references app_user,
  label text not null default '' constraint token_label_length check (char_length(label) <= 100),
  hash bytea not null constraint token_hash_sha256 check (octet_length(hash) = 32),
  rights text[] not null constraint token_rights_known
    check (rights <@ array['data.read', 'data.write', 'send', 'campaign.run', 'model', 'manage']),
  allow cidr[] not null default '{}',
  created_at timestamptz not null default now(),
  active_from timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  logged_state text not null default 'pending'
    constraint token_logged_state check (logged_state in ('pending', 'active', 'expired')),
  constraint token_pk primary key (brand_id, id)
);
comment on table token is 'What a client shows instead of a password; one brand and one owner each, never changed but for its end';
comment on column token.brand_id is 'The only brand whose data it opens';
comment on column token.id is 'Number of the token, for lists and revocation; no secret';
comment on column token.user_id is 'Its owner, who is the author of all that is done with it';
comment on column token.label is 'What the operator wrote to know it by';
comment on column token.hash is 'SHA-256 of the token text; the text itself is shown once and kept nowhere';
comment on column token.rights is 'What it may do: data.read, data.write, send, campaign.run, model, manage';
comment on column token.allow is 'Networks it may be used from; empty is everywhere';
comment on column token.created_at is 'When it was made';
comment on column token.active_from is 'Refused before this time (pending)';
comment on column token.expires_at is 'Refused from this time on; null never expires';
comment on column token.revoked_at is 'Refused since this time, for good: revoked, or its owner deleted or without the brand';
comment on column token.last_used_at is 'Last use, written in batches some seconds late';
comment on column token.logged_state is 'Which change that time alone brings is in token_log already';
create unique index token_by_hash on token (hash);
comment on index token_by_hash is 'One row per token text; serves the session look-up of every call that is not cached';
create index token_by_owner on token (user_id);
comment on index token_by_owner is 'Serves suspension, revival and deletion of an owner, which touch all tokens of a user';
create index token_not_yet_active on token (active_from) where logged_state = 'pending';
comment on index token_not_yet_active is 'Serves the minute tick: tokens whose activation is not logged yet';
create index token_not_yet_expired on token (expires_at) where logged_state <> 'expired' and expires_at is not null;
comment on index token_not_yet_expired is 'Serves the minute tick: tokens whose expiry is not logged yet';

create table token_log (
  brand_id bigint not null,
  id bigint generated always as identity,
  token_id bigint not null,
  act text not null constraint token_log_act
    check (act in ('created', 'activated', 'suspended', 'revived', 'expired', 'revoked')),
  acted_at timestamptz not null default now(),
  actor text not null,
  door text not null,
  constraint token_log_pk primary key (brand_id, id),
  constraint token_log_of_token foreign key (brand_id, token_id) references token
);
comment on table token_log is 'What happened to tokens, for audits; rows are only added';
comment on column token_log.brand_id is 'Brand of the token';
comment on column token_log.id is 'Order of the acts';
comment on column token_log.token_id is 'The token';
comment on column token_log.act is 'created, activated, suspended (owner inactive), revived (owner active again), expired, revoked';
comment on column token_log.acted_at is 'When it took effect';
comment on column token_log.actor is 'Name of who did it';
comment on column token_log.door is 'Way by which it came: cli, console, job ...';
create index token_log_by_token on token_log (brand_id, token_id, id);
comment on index token_log_by_token is 'Serves the acts of one token in order';

create function access_changed() returns trigger language plpgsql as $$
begin
  notify tolk_access;
  return null;
end $$;
comment on function access_changed() is 'Tells every instance at commit to ask again for what it holds of brands, users and tokens';
create trigger access_changed after update of name, time_zone, settings on brand
  for each statement execute function access_changed();
create trigger access_changed after update of name, state on app_user
  for each statement execute function access_changed();
create trigger access_changed after delete or update of user_id, rights, allow, active_from, expires_at, revoked_at on token
  for each statement execute function access_changed();
`,

  down: `
drop table token_log;
drop table token;
drop table user_brand;
drop table app_user;
drop table brand;
drop function access_changed();
`,
};
