import type { Migration } from './migration.ts';

const COMMENTS = `
comment on table campaign_way is 'Which objects customers have been through: a row per customer, flow, object and exit, written as it leaves. Only ever appended, by the thousand, into one partition per month (UTC), and removed with its month; nothing refers to a row, so it has no key';
comment on column campaign_way.brand_id is 'Brand whose campaign it is';
comment on column campaign_way.campaign_id is 'The campaign';
comment on column campaign_way.customer_id is 'The customer; 0: nobody, the flow by itself';
comment on column campaign_way.flow_id is 'Flow in which it was; it may be gone';
comment on column campaign_way.object_id is 'Object that it left';
comment on column campaign_way.exit is 'Exit by which it left';
comment on column campaign_way.left_at is 'When it left';
comment on index campaign_way_by_customer is 'Serves the way of a customer, and its deletion';
comment on index campaign_way_by_object is 'Serves the customers behind a counter, and the removal of a campaign: rows of one step lie together';
`;

const COLUMNS = `(
  brand_id bigint not null,
  campaign_id bigint not null,
  customer_id bigint not null,
  flow_id bigint not null,
  object_id bigint not null,
  exit text not null,
  left_at timestamptz not null default now()
)`;
const INDEXES = `
create index campaign_way_by_customer on campaign_way (brand_id, customer_id, campaign_id);
create index campaign_way_by_object on campaign_way using brin (object_id, left_at) with (pages_per_range = 32, autosummarize = on);
`;

/** Ways of campaigns by months, so that they can end: rows so many are dropped with their table, not one by one. */
export const campaignWayMonths: Migration = {
  name: '0034_campaign_way_months',

  up: `
alter table campaign_way rename to campaign_way_so_far;
alter index campaign_way_by_customer rename to campaign_way_so_far_by_customer;
alter index campaign_way_by_object rename to campaign_way_so_far_by_object;
create table campaign_way ${COLUMNS} partition by range (left_at);
${INDEXES}
${COMMENTS}

create table campaign_way_default partition of campaign_way default;
comment on table campaign_way_default is 'Ways of months without a partition; a row here is an alarm: partitions are made three months ahead';

do $$
declare
  month timestamp := date_trunc('month', now() at time zone 'UTC');
  partition_name text := 'campaign_way_' || to_char(month, 'YYYY_MM');
begin
  execute format('alter table campaign_way_so_far rename to %I', partition_name);
  execute format('alter index campaign_way_so_far_by_customer rename to %I', partition_name || '_by_customer');
  execute format('alter index campaign_way_so_far_by_object rename to %I', partition_name || '_by_object');
  execute format('comment on table %I is %L', partition_name, 'Ways of ' || to_char(month, 'YYYY-MM') || ' (UTC), and earlier ones');
  execute format('alter table campaign_way attach partition %I for values from (minvalue) to (%L)',
    partition_name, (month + interval '1 month') at time zone 'UTC');
end
$$;

create function campaign_way_partition(month date) returns text language plpgsql as $$
declare
  begins timestamptz := date_trunc('month', month::timestamp) at time zone 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') at time zone 'UTC';
  partition_name text := 'campaign_way_' || to_char(month, 'YYYY_MM');
begin
  perform pg_advisory_xact_lock(hashtext('campaign_way_partition'));
  if to_regclass(partition_name) is not null then
    return null;
  end if;
  execute format('create table %I (like campaign_way including all)', partition_name);
  execute format('comment on table %I is %L', partition_name, 'Ways of ' || to_char(month, 'YYYY-MM') || ' (UTC)');
  execute format(
    'with strays as (delete from campaign_way_default where left_at >= %L and left_at < %L returning *)
     insert into %I select * from strays', begins, ends, partition_name);
  execute format('alter table campaign_way attach partition %I for values from (%L) to (%L)', partition_name, begins, ends);
  return partition_name;
end
$$;
comment on function campaign_way_partition is
  'Makes the partition of a month unless it is there, and moves rows of that month out of the default partition. Returns its name when made';

create function campaign_way_forget(before timestamptz) returns setof text language plpgsql as $$
declare
  partition_name text;
begin
  perform pg_advisory_xact_lock(hashtext('campaign_way_partition'));
  for partition_name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'campaign_way'::regclass and c.relname ~ '^campaign_way_\\d{4}_\\d{2}$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= before
    order by 1
  loop
    execute format('drop table %I', partition_name);
    return next partition_name;
  end loop;
end
$$;
comment on function campaign_way_forget is 'Drops the partitions of months that ended before then. Returns their names';

select campaign_way_partition((date_trunc('month', now() at time zone 'UTC') + n * interval '1 month')::date)
from generate_series(1, 3) as n;
`,

  down: `
drop function campaign_way_forget;
drop function campaign_way_partition;
alter table campaign_way rename to campaign_way_months;
alter index campaign_way_by_customer rename to campaign_way_months_by_customer;
alter index campaign_way_by_object rename to campaign_way_months_by_object;
create table campaign_way ${COLUMNS};
insert into campaign_way select * from campaign_way_months;
drop table campaign_way_months;
${INDEXES}
${COMMENTS}
`,
};
