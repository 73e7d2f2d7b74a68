import {
  addCampaignMember, campaignMembersSource, executableCampaigns, execute, executeLater, isCampaignMember,
  removeCampaignMember, type CallOption,
} from '../../campaign/index.ts';
import type { Option } from '../generated/contract.ts';
import type { Family } from '../operation.ts';
import { given } from './given.ts';
import type { OperationParts } from './parts.ts';

/**
 * campaign_* (soap.md 8): campaigns are run and their members looked after; they are made elsewhere. Contracts before
 * 1.22 have a boolean where campaign_execute answers with variables; their writer makes it of the list.
 */
export const campaignOperations = ({ resources }: OperationParts) => ({
  campaign_addMember: {
    right: 'campaign.run',
    act: async ({ scope }, { campaignId, customerId }) => {
      await addCampaignMember(scope, given('campaignId', campaignId), given('customerId', customerId));
      return true;
    },
  },
  campaign_execute: {
    right: 'campaign.run',
    waits: true,
    act: async ({ scope }, { campaignId, options }) => {
      const variables = await execute(scope, given('campaignId', campaignId), callOptions(options));
      return Object.entries(variables).map(([name, value]) => ({ type: '', name, value }));
    },
  },
  campaign_executeAsync: {
    right: 'campaign.run',
    act: async ({ scope }, { campaignId, options }) => {
      await executeLater(scope, given('campaignId', campaignId), callOptions(options));
      return true;
    },
  },
  campaign_getAllExecutable: {
    right: 'data.read',
    act: async ({ scope }) =>
      (await executableCampaigns(scope)).map(({ id, name }) => ({ type: '', name, value: id })),
  },
  campaign_getMembers: {
    right: 'data.read',
    act: async ({ scope }, { campaignId }) => {
      const source = await campaignMembersSource(scope, given('campaignId', campaignId));
      return resources.createSet(scope, 'CUSTOMER_SET', source);
    },
  },
  campaign_hasMember: {
    right: 'data.read',
    act: ({ scope }, { campaignId, customerId }) =>
      isCampaignMember(scope, given('campaignId', campaignId), given('customerId', customerId)),
  },
  campaign_removeMember: {
    right: 'campaign.run',
    act: ({ scope }, { campaignId, customerId }) =>
      removeCampaignMember(scope, given('campaignId', campaignId), given('customerId', customerId)),
  },
}) satisfies Family<'campaign'>;

/** An option without a name says nothing; one without a value has an empty one. */
function callOptions(options: readonly (Option | null)[] = []): CallOption[] {
  return options.flatMap((option) =>
    (option?.name == null || option.name === '' ? [] : [{ name: option.name, value: option.value ?? '' }]));
}
