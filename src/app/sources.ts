import { CAMPAIGN_COUNTER, CAMPAIGN_MEMBERS, campaignMembersQuery, counterQuery } from '../campaign/index.ts';
import { ALL_CUSTOMERS, allCustomers, CUSTOMERS_LIKE, customersLike } from '../customer/index.ts';
import { GROUP_MEMBERS, groupMembersQuery } from '../group/index.ts';
import { PROFILE_MEMBERS, profileMembersQuery } from '../profile/index.ts';
import type { Sources } from '../resource/index.ts';
import { IMPORT_CUSTOMERS, importCustomersQuery } from '../transfer/index.ts';

/** What result sets can be filled with, by the kind that is stored with the set. */
export const sources: Sources = {
  [ALL_CUSTOMERS]: allCustomers,
  [CUSTOMERS_LIKE]: customersLike,
  [CAMPAIGN_COUNTER]: counterQuery,
  [CAMPAIGN_MEMBERS]: campaignMembersQuery,
  [GROUP_MEMBERS]: groupMembersQuery,
  [PROFILE_MEMBERS]: profileMembersQuery,
  [IMPORT_CUSTOMERS]: importCustomersQuery,
};
