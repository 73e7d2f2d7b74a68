import type { Migration } from './migration.ts';

/** Flows that go on from others have the variables of those without a copy each. */
export const campaignFlowBase: Migration = {
  name: '0036_campaign_flow_base',

  up: `
alter table campaign_flow add column base_id bigint;
comment on column campaign_flow.base_id is 'Flow whose variables it has besides its own: a copy of the one that it goes on from, as that was then. Nobody goes in the copy; all that went on in one step share it. null: it has its own only';
comment on column campaign_flow.variables is 'Environment variables, name -> text, in front of those of base_id';
create index campaign_flow_by_base on campaign_flow (brand_id, base_id) where base_id is not null;
comment on index campaign_flow_by_base is 'Serves the removal of flows that began long ago: a base stays as long as who needs it';
`,

  down: `
drop index campaign_flow_by_base;
with recursive whole as (
  select brand_id, id, base_id, variables from campaign_flow where base_id is not null
  union all
  select w.brand_id, w.id, b.base_id, b.variables || w.variables
  from whole w join campaign_flow b on b.brand_id = w.brand_id and b.id = w.base_id
)
update campaign_flow f set variables = w.variables
from whole w where w.brand_id = f.brand_id and w.id = f.id and w.base_id is null;
alter table campaign_flow drop column base_id;
comment on column campaign_flow.variables is 'Environment variables, name -> text';
`,
};
