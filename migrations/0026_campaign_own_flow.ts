import type { Migration } from './migration.ts';

/** Flows that belong to one customer: what is said of one row or customer is a variable of such a flow. */
export const campaignOwnFlow: Migration = {
  name: '0026_campaign_own_flow',

  up: `
alter table campaign_flow add column customer_id bigint;
comment on column campaign_flow.customer_id is 'The customer whose flow it is alone, so that its variables can be about this customer; null: of several, or of nobody';
`,

  down: `
alter table campaign_flow drop column customer_id;
`,
};
