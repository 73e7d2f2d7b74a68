import type { Migration } from './migration.ts';

/** Outgoing webhooks: who is told what happened, and what became of it. */
export const subscription: Migration = {
  name: '0021_subscription',

  up: `
create table subscription (
  brand_id bigint not null constraint subscription_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint subscription_named check (name <> ''),
  url text not null,
  events text[] not null constraint subscription_of_something check (cardinality(events) > 0),
  secret bytea,
  old_secret bytea,
  old_secret_until timestamptz,
  is_on boolean not null default true,
  off_reason text,
  failing_since timestamptz,
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  removed_at timestamptz,
  constraint subscription_pk primary key (brand_id, id),
  constraint subscription_off_when_removed check (removed_at is null or not is_on)
);
comment on table subscription is 'Addresses of other systems that are told what happens here, by Standard Webhooks 1.0';
comment on column subscription.brand_id is 'Brand of which it hears';
comment on column subscription.id is 'Number of the subscription';
comment on column subscription.name is 'What people call it; letter case does not tell two of a brand apart';
comment on column subscription.url is 'Where it is told; may hold a key, so it is shown to managers of the brand only';
comment on column subscription.events is 'What it is told, as src/webhook/notices/events.ts names them';
comment on column subscription.secret is 'The key that signs, sealed by the vault (purpose subscription); set in the transaction that makes the row';
comment on column subscription.old_secret is 'The key before, sealed likewise, with which notices are signed too for a while';
comment on column subscription.old_secret_until is 'How long that is';
comment on column subscription.is_on is 'Whether it is told anything';
comment on column subscription.off_reason is 'Why it was switched off by itself; null: by hand';
comment on column subscription.failing_since is 'Since when no notice was taken; null: the last one was';
comment on column subscription.created_by is 'Who made it';
comment on column subscription.created_at is 'When it was made';
comment on column subscription.modified_by is 'Who last changed it';
comment on column subscription.modified_at is 'When it was last changed by somebody';
comment on column subscription.removed_at is 'When it was removed: nobody sees it any more, and upkeep deletes it after its deliveries';
create unique index subscription_by_name on subscription (brand_id, lower(name)) where removed_at is null;
comment on index subscription_by_name is 'One per name and brand; serves the look-up by name, and the question what a brand is told';

create table subscription_delivery (
  brand_id bigint not null,
  id bigint generated always as identity,
  subscription_id bigint not null,
  message_id uuid not null default gen_random_uuid(),
  event text not null,
  body text not null,
  state text not null default 'waiting'
    constraint subscription_delivery_state check (state in ('waiting', 'sending', 'delivered', 'failed')),
  attempts integer not null default 0,
  due_at timestamptz default now(),
  created_at timestamptz not null default now(),
  tried_at timestamptz,
  ended_at timestamptz,
  status integer,
  answer text,
  error text,
  constraint subscription_delivery_pk primary key (brand_id, id),
  constraint subscription_delivery_of foreign key (brand_id, subscription_id) references subscription (brand_id, id),
  constraint subscription_delivery_ended check ((ended_at is null) = (state in ('waiting', 'sending'))),
  constraint subscription_delivery_due check ((due_at is null) = (ended_at is not null))
);
comment on table subscription_delivery is 'Notices for subscribers, written in the transaction of what they tell; and what became of them';
comment on column subscription_delivery.brand_id is 'Brand of the subscription';
comment on column subscription_delivery.id is 'Number of the delivery';
comment on column subscription_delivery.subscription_id is 'Who is told';
comment on column subscription_delivery.message_id is 'webhook-id is msg_ and this, at every attempt: the receiver knows by it what it has had';
comment on column subscription_delivery.event is 'What is told';
comment on column subscription_delivery.body is 'The JSON that is sent, the same at every attempt';
comment on column subscription_delivery.state is 'waiting; sending: on its way, or given up by a process that died; delivered; failed: after its last try, or an answer of 410';
comment on column subscription_delivery.attempts is 'How often it was sent, since it was made or last replayed; fence of the newest attempt too';
comment on column subscription_delivery.due_at is 'When it is sent next; while it is sending, when it is taken for given up';
comment on column subscription_delivery.created_at is 'When what it tells happened';
comment on column subscription_delivery.tried_at is 'When its last attempt ended';
comment on column subscription_delivery.ended_at is 'When it was delivered, or failed for good';
comment on column subscription_delivery.status is 'HTTP status of the last answer; null: there was none';
comment on column subscription_delivery.answer is 'First bytes of the last answer';
comment on column subscription_delivery.error is 'Why the last attempt got no answer';
create index subscription_delivery_due on subscription_delivery (brand_id, subscription_id, due_at) where ended_at is null;
comment on index subscription_delivery_due is 'Serves the look for what is due, and when the next will be';
create index subscription_delivery_sending on subscription_delivery (brand_id, subscription_id) where state = 'sending';
comment on index subscription_delivery_sending is 'Serves the count of those on their way';
create index subscription_delivery_log on subscription_delivery (brand_id, subscription_id, id);
comment on index subscription_delivery_log is 'Serves the log of a subscription, newest first, and its removal';
create index subscription_delivery_age on subscription_delivery (brand_id, created_at);
comment on index subscription_delivery_age is 'Serves the removal of old ones';
`,

  down: `
drop table subscription_delivery;
drop table subscription;
`,
};
