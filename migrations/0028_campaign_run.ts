import type { Migration } from './migration.ts';

/** Runs for whose end members of campaigns wait (imports-exports.md 5). */
export const campaignRun: Migration = {
  name: '0028_campaign_run',

  up: `
create table campaign_run (
  brand_id bigint not null,
  run_id bigint not null,
  object_id bigint not null,
  flow_id bigint not null,
  constraint campaign_run_pk primary key (brand_id, object_id, flow_id),
  constraint campaign_run_by_run unique (brand_id, run_id),
  constraint campaign_run_of_run foreign key (brand_id, run_id) references run on delete cascade
);
comment on table campaign_run is 'Runs that objects of campaigns have started and whose end they wait for: one at a time for each flow. A row goes when the run has ended';
comment on column campaign_run.brand_id is 'Brand whose campaign it is';
comment on column campaign_run.run_id is 'The run';
comment on column campaign_run.object_id is 'Object of a campaign that started it';
comment on column campaign_run.flow_id is 'Flow for which it was started; who comes later in it waits for the same run';
comment on index campaign_run_by_run is 'Serves the end of a run';
`,

  down: 'drop table campaign_run;',
};
