/** Campaigns by REST: their graphs, their statistics, and who is in them. */
export { campaignEndpoints } from './campaigns.ts';
export { graphPage } from './graph-page.ts';
export { linkKeyEndpoints } from './link-key.ts';
export { campaignMemberEndpoints } from './members.ts';
export { campaignUrlEndpoints } from './urls.ts';
