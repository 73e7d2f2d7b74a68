import { z } from 'zod';
import { changeCustomers } from '../../../customer/index.ts';
import { leaveCampaign } from '../../members/leave.ts';
import { campaignObject } from '../object.ts';

/** Takes the customers out of the campaign, or takes their opt-in back; they go on from here all the same. */
export const unsubscribe = campaignObject({
  type: 'unsubscribe',
  about: 'Takes the customers out of this campaign, or takes back their opt-in for e-mail or for text messages',
  settings: z.strictObject({
    from: z.enum(['campaign', 'email', 'sms']).meta({
      description: 'campaign: out of this campaign, and what else was planned for them in it is cancelled; '
        + 'email, sms: opt-in No',
    }),
  }),
  exits: ['continue'],
  takesWhole: ({ from }) => from === 'campaign',
  async act({ tx, campaign, settings: { from }, members }) {
    const customerIds = [...new Set(members.map(({ customerId }) => customerId))];
    if (from === 'campaign') await leaveCampaign(tx, campaign.id, customerIds, members.map(({ id }) => id));
    else await changeCustomers(tx, customerIds, from === 'email' ? { optIn: 'N' } : { smsOptIn: 'N' });
    return { exits: { continue: members } };
  },
});
