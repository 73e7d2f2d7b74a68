import type { Migration } from './migration.ts';

/** Campaigns: graphs of objects, and the customers on their way through them (campaigns.md). */
export const campaign: Migration = {
  name: '0020_campaign',

  up: `
create table campaign (
  brand_id bigint not null constraint campaign_of_brand references brand,
  id bigint generated always as identity,
  name text not null constraint campaign_named check (name <> '' and name !~ '^[0-9]+$'),
  state text not null default 'stopped' constraint campaign_state check (state in ('stopped', 'running', 'stopping')),
  version integer not null default 0,
  running_version integer,
  starts_again boolean not null default false,
  started_at timestamptz,
  counted_from timestamptz not null default now(),
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint campaign_pk primary key (brand_id, id),
  constraint campaign_runs_a_version check ((state = 'running') = (running_version is not null))
);
comment on table campaign is 'Campaigns; their graphs are in campaign_version';
comment on column campaign.brand_id is 'Brand whose campaign it is';
comment on column campaign.id is 'Number of the campaign';
comment on column campaign.name is 'What people call it; not digits alone, which are taken for the number';
comment on column campaign.state is 'stopped; running; stopping: nothing moves any more, and what was planned is being cancelled. A step holds the row for share while it looks at it, a change of state waits for it';
comment on column campaign.version is 'Newest version of its definition';
comment on column campaign.running_version is 'Version that runs; a newer one runs when it is stopped and started again';
comment on column campaign.starts_again is 'Whether it is started as soon as it is stopped';
comment on column campaign.started_at is 'When it was last started';
comment on column campaign.counted_from is 'What happened before this moment is in no statistics: they were wiped then';
comment on column campaign.created_by is 'Who made it';
comment on column campaign.created_at is 'When it was made';
comment on column campaign.modified_by is 'Who last saved it';
comment on column campaign.modified_at is 'When it was last saved';
comment on column campaign.deleted_at is 'Set when it is deleted: from then on no reader sees it, and a job removes what belongs to it';
create unique index campaign_by_name on campaign (brand_id, name) where deleted_at is null;
comment on index campaign_by_name is 'Serves the look-up by name, and keeps names unique within a brand';

create table campaign_version (
  brand_id bigint not null,
  campaign_id bigint not null,
  version integer not null,
  definition jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null default now(),
  constraint campaign_version_pk primary key (brand_id, campaign_id, version),
  constraint campaign_version_of_campaign foreign key (brand_id, campaign_id) references campaign
);
comment on table campaign_version is 'What a campaign does, once per change; a row is never changed';
comment on column campaign_version.brand_id is 'Brand whose campaign it is';
comment on column campaign_version.campaign_id is 'The campaign';
comment on column campaign_version.version is 'Counted from 1 in each campaign';
comment on column campaign_version.definition is 'The graph, as src/campaign/definition/definition.ts has it';
comment on column campaign_version.saved_by is 'Who saved it';
comment on column campaign_version.saved_at is 'When it was saved';

create table campaign_object (
  brand_id bigint not null,
  id bigint generated always as identity,
  campaign_id bigint not null,
  key text not null,
  failures integer not null default 0,
  error text,
  retry_at timestamptz,
  constraint campaign_object_pk primary key (brand_id, id),
  constraint campaign_object_of_campaign foreign key (brand_id, campaign_id) references campaign,
  constraint campaign_object_by_key unique (brand_id, campaign_id, key)
);
comment on table campaign_object is 'Objects of campaigns: the number that an object keeps through all versions, and how it does';
comment on column campaign_object.brand_id is 'Brand whose campaign it is';
comment on column campaign_object.id is 'Number of the object, campaignObjectId in the contract';
comment on column campaign_object.campaign_id is 'The campaign';
comment on column campaign_object.key is 'What the definition calls it';
comment on column campaign_object.failures is 'Steps in a row that failed';
comment on column campaign_object.error is 'Why the last step failed; null when it did not';
comment on column campaign_object.retry_at is 'After a failure: when its next step may be; the wait doubles';
comment on index campaign_object_by_key is 'One number per object; serves the look-up of the objects of a campaign';

create table campaign_flow (
  brand_id bigint not null,
  id bigint generated always as identity,
  campaign_id bigint not null,
  object_id bigint not null,
  variables jsonb not null default '{}' constraint campaign_flow_variables check (jsonb_typeof(variables) = 'object'),
  started_by text not null,
  door text not null,
  started_at timestamptz not null default now(),
  constraint campaign_flow_pk primary key (brand_id, id),
  constraint campaign_flow_of_campaign foreign key (brand_id, campaign_id) references campaign
);
comment on table campaign_flow is 'Flows: each time that a start of a campaign was set off, for one customer, many, or none';
comment on column campaign_flow.brand_id is 'Brand whose campaign it is';
comment on column campaign_flow.id is 'Number of the flow';
comment on column campaign_flow.campaign_id is 'The campaign';
comment on column campaign_flow.object_id is 'Object at which it began';
comment on column campaign_flow.variables is 'Environment variables, name -> text';
comment on column campaign_flow.started_by is 'Who set it off';
comment on column campaign_flow.door is 'The way by which it came';
comment on column campaign_flow.started_at is 'When it began';
create index campaign_flow_by_campaign on campaign_flow (brand_id, campaign_id, started_at);
comment on index campaign_flow_by_campaign is 'Serves the removal of a campaign, and of flows that began long ago';

create table campaign_member (
  brand_id bigint not null,
  campaign_id bigint not null,
  customer_id bigint not null,
  entered_at timestamptz not null default now(),
  begun_at timestamptz,
  left_at timestamptz,
  fields jsonb not null default '{}' constraint campaign_member_fields check (jsonb_typeof(fields) = 'object'),
  constraint campaign_member_pk primary key (brand_id, campaign_id, customer_id)
);
comment on table campaign_member is 'Customers in campaigns. Without foreign keys, which cost a look-up per row: who joins locks the customer, and customer.deleted removes the row';
comment on column campaign_member.brand_id is 'Brand whose campaign it is';
comment on column campaign_member.campaign_id is 'The campaign';
comment on column campaign_member.customer_id is 'The customer';
comment on column campaign_member.entered_at is 'When it entered, the last time';
comment on column campaign_member.begun_at is 'When it last began a way; null: never, it was only put in';
comment on column campaign_member.left_at is 'When it was taken out; null: it is in';
comment on column campaign_member.fields is 'Campaign fields, name -> text; one without a value is not there';
create index campaign_member_by_customer on campaign_member (brand_id, customer_id);
comment on index campaign_member_by_customer is 'Serves the deletion of a customer';

create sequence campaign_place_id_seq cache 100;
create table campaign_place (
  brand_id bigint not null,
  campaign_id bigint not null,
  customer_id bigint not null,
  id bigint not null default nextval('campaign_place_id_seq'),
  object_id bigint not null,
  flow_id bigint not null,
  due_at timestamptz not null,
  is_awaited boolean not null default false,
  note text,
  constraint campaign_place_pk primary key (brand_id, customer_id, campaign_id, id)
) with (autovacuum_vacuum_scale_factor = 0.05);
alter sequence campaign_place_id_seq owned by campaign_place.id;
comment on table campaign_place is 'Where the members of running campaigns are: one row per customer, flow and way, at one object. It moves with each step; it goes with the end of the way';
comment on column campaign_place.brand_id is 'Brand whose campaign it is';
comment on column campaign_place.campaign_id is 'The campaign';
comment on column campaign_place.customer_id is 'The customer; 0: nobody, the flow by itself';
comment on column campaign_place.id is 'Number of the place; it stays the same along the way';
comment on column campaign_place.object_id is 'Object it is at';
comment on column campaign_place.flow_id is 'Flow in which it came';
comment on column campaign_place.due_at is 'When the object acts on it; infinity: not by time';
comment on column campaign_place.is_awaited is 'Whether a caller waits for what becomes of it (campaign_execute)';
comment on column campaign_place.note is 'What the object remembers of it while it is there';
comment on constraint campaign_place_pk on campaign_place is 'Serves the moves of a step, where a customer is, and its deletion';
create index campaign_place_due on campaign_place (brand_id, object_id, due_at);
comment on index campaign_place_due is 'The queue: serves the claim of what is due at an object, and the time when the next one is';
create index campaign_place_awaited on campaign_place (brand_id, flow_id) where is_awaited;
comment on index campaign_place_awaited is 'Serves campaign_execute, which waits for its flow';

create table campaign_way (
  brand_id bigint not null,
  campaign_id bigint not null,
  customer_id bigint not null,
  flow_id bigint not null,
  object_id bigint not null,
  exit text not null,
  left_at timestamptz not null default now()
);
comment on table campaign_way is 'Which objects customers have been through: a row per customer, flow, object and exit, written as it leaves. Only ever appended, by the thousand; nothing refers to a row, so it has no key';
comment on column campaign_way.brand_id is 'Brand whose campaign it is';
comment on column campaign_way.campaign_id is 'The campaign';
comment on column campaign_way.customer_id is 'The customer; 0: nobody, the flow by itself';
comment on column campaign_way.flow_id is 'Flow in which it was';
comment on column campaign_way.object_id is 'Object that it left';
comment on column campaign_way.exit is 'Exit by which it left';
comment on column campaign_way.left_at is 'When it left';
create index campaign_way_by_customer on campaign_way (brand_id, customer_id, campaign_id);
comment on index campaign_way_by_customer is 'Serves the way of a customer, and its deletion';
create index campaign_way_by_object on campaign_way using brin (object_id, left_at) with (pages_per_range = 32, autosummarize = on);
comment on index campaign_way_by_object is 'Serves the customers behind a counter, and the removal of a campaign: rows of one step lie together';

create table campaign_count (
  brand_id bigint not null,
  object_id bigint not null,
  name text not null,
  count bigint not null,
  constraint campaign_count_pk primary key (brand_id, object_id, name),
  constraint campaign_count_of_object foreign key (brand_id, object_id) references campaign_object on delete cascade
);
comment on table campaign_count is 'Statistics of objects as of the last fold; the exact figure is this plus the rows in campaign_count_delta';
comment on column campaign_count.brand_id is 'Brand whose campaign it is';
comment on column campaign_count.object_id is 'The object';
comment on column campaign_count.name is 'in: came here; else the exit by which they left';
comment on column campaign_count.count is 'How many';

create table campaign_count_delta (
  brand_id bigint not null,
  object_id bigint not null,
  name text not null,
  id bigint generated always as identity,
  delta bigint not null,
  constraint campaign_count_delta_pk primary key (brand_id, object_id, name, id)
);
comment on table campaign_count_delta is 'What steps add to the statistics, so that no two of them wait for one row; folded by upkeep';
comment on column campaign_count_delta.brand_id is 'Brand whose campaign it is';
comment on column campaign_count_delta.object_id is 'The object';
comment on column campaign_count_delta.name is 'As in campaign_count';
comment on column campaign_count_delta.id is 'Number of the change';
comment on column campaign_count_delta.delta is 'How many more';
`,

  down: `
drop table campaign_count_delta;
drop table campaign_count;
drop table campaign_way;
drop table campaign_place;
drop table campaign_member;
drop table campaign_flow;
drop table campaign_object;
drop table campaign_version;
drop table campaign;
`,
};
