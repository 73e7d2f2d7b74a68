import {
  campaignReach, campaignMembersSource, counterId, counterSource, figuresOfObject,
} from '../../campaign/index.ts';
import type { Family } from '../operation.ts';
import { given } from './given.ts';
import type { OperationParts } from './parts.ts';

/** campaignStatistics_* (soap.md 8): the customers in a campaign, and how many of them can be reached. */
export const campaignStatisticsOperations = ({ resources }: OperationParts) => ({
  campaignStatistics_getByCampaignId: {
    right: 'data.read',
    act: async ({ scope }, { campaignId }) => {
      const reach = await campaignReach(scope, given('campaignId', campaignId));
      return {
        smsableCustomers: reach.smsable, uniqueCustomers: reach.customers, mailableCustomers: reach.mailable,
        uniqueEmailAddresses: reach.emailAddresses, uniqueMobilePhoneNumbers: reach.mobilePhoneNumbers,
      };
    },
  },
  campaignStatistics_getCustomerSet: {
    right: 'data.read',
    act: async ({ scope }, { campaignId }) => {
      const source = await campaignMembersSource(scope, given('campaignId', campaignId));
      return resources.createSet(scope, 'CUSTOMER_SET', source);
    },
  },
}) satisfies Family<'campaignStatistics'>;

/** campaignObjectStatistics_* (soap.md 8): the counters of one object; each has customers behind it. */
export const campaignObjectStatisticsOperations = {
  campaignObjectStatistics_getByCampaignObjectId: {
    right: 'data.read',
    act: async ({ scope }, { campaignObjectId }) => {
      const { campaign, figures: { id, counters } } =
        await figuresOfObject(scope, given('campaignObjectId', campaignObjectId));
      const options = Object.entries(counters).map(([name, count]) =>
        ({ id: counterId(id, name), name, value: String(count), hasCustomerSet: true }));
      return { campaignId: campaign.id, campaignObjectId: id, options };
    },
  },
} satisfies Family<'campaignObjectStatistics'>;

/** campaignObjectStatisticsOption_*: the parameter is misspelt in the contract, and stays so. */
export const campaignObjectStatisticsOptionOperations = ({ resources }: OperationParts) => ({
  campaignObjectStatisticsOption_getCustomerSet: {
    right: 'data.read',
    act: async ({ scope }, { campaignObjectStatisiticsOptionId: id }) => {
      const source = await counterSource(scope, given('campaignObjectStatisiticsOptionId', id));
      return resources.createSet(scope, 'CUSTOMER_SET', source);
    },
  },
}) satisfies Family<'campaignObjectStatisticsOption'>;
