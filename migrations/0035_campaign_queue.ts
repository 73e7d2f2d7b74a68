import type { Migration } from './migration.ts';

/** The queue of campaigns: found by the object alone, and vacuumed without pauses. */
export const campaignQueue: Migration = {
  name: '0035_campaign_queue',

  up: `
drop index campaign_place_due;
create index campaign_place_due on campaign_place (object_id, due_at);
comment on index campaign_place_due is 'The queue: serves the claim of what is due at an object, and the time when the next one is. Without the brand: the planner, who may believe that places are few when they are many, must not take it for an index of all places of a brand';
alter table campaign_place set (autovacuum_vacuum_cost_delay = 0);
`,

  down: `
alter table campaign_place reset (autovacuum_vacuum_cost_delay);
drop index campaign_place_due;
create index campaign_place_due on campaign_place (brand_id, object_id, due_at);
comment on index campaign_place_due is 'The queue: serves the claim of what is due at an object, and the time when the next one is';
`,
};
