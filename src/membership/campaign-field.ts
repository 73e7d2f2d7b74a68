import type { CampaignSql } from './campaign-condition.ts';

/** SQL of a customer's value of a campaign field; '' without one. @param name SQL of its name */
export function campaignFieldSql(
  { brand, campaign, customer }: Omit<CampaignSql, 'since'>, name: string,
): string {
  return `coalesce((
    select m.fields ->> ${name} from campaign_member m
    where m.brand_id = ${brand} and m.campaign_id = ${campaign} and m.customer_id = ${customer}), '')`;
}
