import type { Migration } from './migration.ts';

/** The webhook receiver: endpoints, what their calls look like and where it goes, calls (webhook.md). */
export const webhook: Migration = {
  name: '0019_webhook',

  up: `
alter table token add column app text not null default '';
comment on column token.app is 'The only app that it opens, e.g. webhook dh_2a_5f0c1e7d9b3a4c68; empty: it opens every door';

create table webhook (
  brand_id bigint not null constraint webhook_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint webhook_named check (name <> '' and name !~ '^[0-9]+$'),
  endpoint text not null,
  token_id bigint,
  is_on boolean not null,
  is_limited boolean not null,
  customer_id_name text not null,
  row_id_name text not null,
  structure json,
  learned_at timestamptz,
  mapping json not null default '[]',
  campaign_id bigint,
  mapped_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  constraint webhook_pk primary key (brand_id, id),
  constraint webhook_to_token foreign key (brand_id, token_id) references token
);
comment on table webhook is 'Addresses that take JSON of any form from outside and store what their mapping names';
comment on column webhook.brand_id is 'Brand whose webhook it is';
comment on column webhook.id is 'Number of the webhook';
comment on column webhook.name is 'What people call it; not digits alone; letter case does not tell two apart';
comment on column webhook.endpoint is 'Last part of its address: dh_, the brand in hex, _ and random digits';
comment on column webhook.token_id is 'Its own token, which opens nothing else; there is never a second one';
comment on column webhook.is_on is 'Whether it takes calls';
comment on column webhook.is_limited is 'Whether its calls count for the daily limit of the brand';
comment on column webhook.customer_id_name is 'Member of the echo that tells the id of a customer';
comment on column webhook.row_id_name is 'Member of the echo that tells the id of a row';
comment on column webhook.structure is 'Places and kinds of values of the first call, as [{ path, kind }]; null: none has come';
comment on column webhook.learned_at is 'When that call came';
comment on column webhook.mapping is 'Which value goes where, as src/webhook/receiver/mapping.ts has it';
comment on column webhook.campaign_id is 'Campaign that each call sets off; null: none. No foreign key: it may go, and calls are stored all the same';
comment on column webhook.mapped_at is 'When the mapping was last changed';
comment on column webhook.created_by is 'Who made it';
comment on column webhook.created_at is 'When it was made';
comment on column webhook.modified_by is 'Who last changed it';
comment on column webhook.modified_at is 'When it last changed';
create unique index webhook_by_name on webhook (brand_id, lower(name));
comment on index webhook_by_name is 'One webhook per name and brand; serves the look-up by name';
create unique index webhook_by_endpoint on webhook (brand_id, endpoint);
comment on index webhook_by_endpoint is 'Serves every call';

create table webhook_day (
  brand_id bigint not null constraint webhook_day_of_brand references brand,
  day date not null,
  webhook_id bigint not null,
  calls bigint not null,
  constraint webhook_day_pk primary key (brand_id, day, webhook_id)
);
comment on table webhook_day is 'Calls of a day, for the daily limit; counted at once, before a call is worked on';
comment on column webhook_day.brand_id is 'The brand';
comment on column webhook_day.day is 'Day in the zone of the brand';
comment on column webhook_day.webhook_id is '0 for all that share the limit; the number of one without';
comment on column webhook_day.calls is 'Calls so far; refused ones above the limit are not among them';

create table webhook_call (
  brand_id bigint not null constraint webhook_call_of_brand references brand,
  id bigint generated always as identity,
  webhook_id bigint not null,
  called_at timestamptz not null default now(),
  called_by text not null,
  status integer not null,
  bytes integer not null,
  body text,
  error text,
  replay_of bigint,
  constraint webhook_call_pk primary key (brand_id, id)
);
comment on table webhook_call is 'Calls that had a right token, good and bad; kept for WEBHOOK_LOG_KEPT';
comment on column webhook_call.brand_id is 'Brand whose webhook was called';
comment on column webhook_call.id is 'Number of the call';
comment on column webhook_call.webhook_id is 'The webhook; it may be gone. No foreign key: each call would lock its row';
comment on column webhook_call.called_at is 'When';
comment on column webhook_call.called_by is 'Owner of the token';
comment on column webhook_call.status is 'HTTP status of the answer';
comment on column webhook_call.bytes is 'Size of the body';
comment on column webhook_call.body is 'The body, to be played again; null when it was none that can be, or is larger than WEBHOOK_LOG_BODY. Persons'' data';
comment on column webhook_call.error is 'What was refused, as the caller was told; null when nothing was';
comment on column webhook_call.replay_of is 'The call that was played again; null for calls from outside';
create index webhook_call_by_webhook on webhook_call (brand_id, webhook_id, id);
comment on index webhook_call_by_webhook is 'Serves the calls of a webhook, newest first';
create index webhook_call_by_age on webhook_call (brand_id, called_at);
comment on index webhook_call_by_age is 'Serves the removal of old calls';
`,

  down: `
drop table webhook_call, webhook_day, webhook;
alter table token drop column app;
`,
};
