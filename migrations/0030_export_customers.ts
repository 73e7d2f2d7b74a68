import type { Migration } from './migration.ts';

/** Exports of customers that a campaign brings (campaigns.md 2.3). */
export const exportCustomers: Migration = {
  name: '0030_export_customers',

  up: `
create table export_customers (
  brand_id bigint not null,
  run_id bigint not null,
  part int not null,
  customer_ids bigint[] not null,
  constraint export_customers_pk primary key (brand_id, run_id, part),
  constraint export_customers_of_run foreign key (brand_id, run_id) references run on delete cascade
);
comment on table export_customers is 'Customers that a run of an export was given by who started it, as they were then; some may be deleted by now. Goes when the file is whole, else with the run';
comment on column export_customers.brand_id is 'Brand whose run it is';
comment on column export_customers.run_id is 'Run that tells of them';
comment on column export_customers.part is 'Some thousand of them: 0, 1 ...';
comment on column export_customers.customer_ids is 'Their numbers, ascending';
comment on column campaign_run.flow_id is 'Flow for which it was started; who comes later in it waits for the same run. 0: for members of any flows';
`,

  down: `
comment on column campaign_run.flow_id is 'Flow for which it was started; who comes later in it waits for the same run';
drop table export_customers;
`,
};
