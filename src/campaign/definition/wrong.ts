import { failure, type TolkError } from '../../errors.ts';

/** What is wrong with a campaign. @param where an object or member of it */
export function wrongCampaign(where: string, why: string): TolkError {
  return failure('CAMPAIGN_FORM', { where, why });
}
