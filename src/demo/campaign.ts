import { applyCampaign, setOffCampaign, startCampaign } from '../campaign/index.ts';
import type { Scope } from '../db/index.ts';

/** Whom the shop welcomes: three days after somebody comes in, who may get mail is a prospect. */
const WELCOME = {
  name: 'Welcome',
  fields: [{ name: 'coupon' }],
  objects: [
    { id: 'in', type: 'startEvent', exits: { continue: 'rest' } },
    { id: 'rest', type: 'wait', settings: { for: { days: 3 } }, exits: { continue: 'mailable' } },
    { id: 'mailable', type: 'condition', settings: { condition: { field: 'optIn', is: 'Y' } }, exits: { match: 'prospect' } },
    { id: 'prospect', type: 'updateCustomer', settings: { set: [{ field: 'status', value: 'PROSPECT' }] } },
  ],
};

/** Makes a campaign that runs, with these customers in it. */
export async function makeCampaign(scope: Scope, customerIds: readonly string[]): Promise<void> {
  await applyCampaign(scope, WELCOME);
  await startCampaign(scope, WELCOME.name);
  await scope.transaction((tx) =>
    setOffCampaign(tx, WELCOME.name, { customerIds, variables: {}, fields: { coupon: 'SPRING-10' } }));
}
