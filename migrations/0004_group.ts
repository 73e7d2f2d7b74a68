import type { Migration } from './migration.ts';

/** The group tree and who is in which group (soap.md 7). */
export const group: Migration = {
  name: '0004_group',

  up: `
create table customer_group (
  brand_id bigint not null constraint customer_group_of_brand references brand,
  id bigint generated always as identity,
  parent_id bigint,
  name text not null constraint customer_group_named check (name <> ''),
  description text not null default '',
  created_by text not null,
  created_at timestamptz not null default now(),
  modified_by text not null,
  modified_at timestamptz not null default now(),
  deleted_at timestamptz,
  member_count bigint not null default 0,
  recursive_count bigint not null default 0,
  counted_at timestamptz not null default now(),
  changes bigint not null default 0,
  counted_changes bigint not null default 0,
  constraint customer_group_pk primary key (brand_id, id),
  constraint customer_group_of_parent foreign key (brand_id, parent_id) references customer_group
);
comment on table customer_group is 'Groups of customers, a tree per brand';
comment on column customer_group.brand_id is 'Brand whose group it is';
comment on column customer_group.id is 'Number of the group';
comment on column customer_group.parent_id is 'Group it hangs under; null at the top (0 in the contract). Changed only under the brand''s tree lock';
comment on column customer_group.name is 'What people call it; need not be unique';
comment on column customer_group.description is 'Free text';
comment on column customer_group.created_by is 'Who made it';
comment on column customer_group.created_at is 'When it was made';
comment on column customer_group.modified_by is 'Who last changed name, description or place';
comment on column customer_group.modified_at is 'When name, description or place last changed';
comment on column customer_group.deleted_at is 'Set for a whole subtree at once: from then on no reader sees the group, and the job group.purge removes it';
comment on column customer_group.member_count is 'Members as of the last fold; the exact number is this plus the group''s rows in group_count_delta';
comment on column customer_group.recursive_count is 'Distinct customers in the group and all groups below it, as of counted_at';
comment on column customer_group.counted_at is 'When recursive_count was right (countDate in the contract)';
comment on column customer_group.changes is 'Grows with every fold or tree change that may alter recursive_count';
comment on column customer_group.counted_changes is 'Value of changes that recursive_count takes in; less than changes: to be counted again';
create index customer_group_by_parent on customer_group (brand_id, parent_id);
comment on index customer_group_by_parent is 'Serves the children of a group, every walk down the tree, and the foreign key';
create index customer_group_deleted on customer_group (brand_id, id) where deleted_at is not null;
comment on index customer_group_deleted is 'Serves group.purge: what is marked and not removed yet';
create index customer_group_uncounted on customer_group (brand_id, counted_at) where changes <> counted_changes;
comment on index customer_group_uncounted is 'Serves the recount: groups whose recursive_count is stale, oldest first';

create table group_member (
  brand_id bigint not null,
  group_id bigint not null,
  customer_id bigint not null,
  started_at timestamptz not null default now(),
  constraint group_member_pk primary key (brand_id, group_id, customer_id),
  constraint group_member_of_group foreign key (brand_id, group_id) references customer_group,
  constraint group_member_of_customer foreign key (brand_id, customer_id) references customer
    deferrable initially deferred
);
comment on table group_member is 'Which customer is in which group';
comment on column group_member.brand_id is 'Brand of both';
comment on column group_member.group_id is 'The group';
comment on column group_member.customer_id is 'The customer';
comment on column group_member.started_at is 'Since when';
comment on constraint group_member_of_customer on group_member is
  'Deferred: a customer is deleted first and its memberships later in the same transaction, by the listener that keeps the counts';
create index group_member_by_customer on group_member (brand_id, customer_id);
comment on index group_member_by_customer is 'Serves the groups of a customer, membership in a subtree, and the deletion of a customer';

create table group_count_delta (
  brand_id bigint not null,
  id bigint generated always as identity,
  group_id bigint not null,
  delta integer not null,
  constraint group_count_delta_pk primary key (brand_id, group_id, id)
);
comment on table group_count_delta is 'Changes of member counts that are not yet folded into customer_group.member_count, so that no writer waits for a counter';
comment on column group_count_delta.brand_id is 'Brand of the group';
comment on column group_count_delta.id is 'Tells two changes of one group apart';
comment on column group_count_delta.group_id is 'The group; no foreign key, as the fold drops what belongs to a removed group';
comment on column group_count_delta.delta is 'Members that came, less those that went, in one statement';
`,

  down: `
drop table group_count_delta;
drop table group_member;
drop table customer_group;
`,
};
