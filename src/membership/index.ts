/**
 * Who is, was, and has been where in campaigns: what conditions and exports ask of them. It only reads. A room of its
 * own, because campaigns themselves have conditions, and so stand above profiles.
 */
export { campaignCondition, MEMBERSHIPS, type CampaignQuestion, type Membership } from './campaign-condition.ts';
export { campaignFieldSql } from './campaign-field.ts';
export { knownCampaigns, type KnownCampaign } from './known-campaigns.ts';
