/** Campaigns by REST: their graphs, their statistics, and who is in them. */
export { campaignEndpoints } from './campaigns.ts';
export { linkKeyEndpoints } from './link-key.ts';
export { campaignMemberEndpoints } from './members.ts';
