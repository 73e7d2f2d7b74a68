import { addAccount, removeAccount } from '../../customer/index.ts';
import type { Family } from '../operation.ts';
import { given } from './given.ts';

/** account_* (soap.md 6.5). */
export const accountOperations = {
  account_addToCustomer: {
    right: 'data.write',
    act: async ({ scope }, { customerId, network, accountId }) => {
      await addAccount(scope, given('customerId', customerId), given('network', network), given('accountId', accountId));
      return true;
    },
  },
  account_deleteFromCustomer: {
    right: 'data.write',
    act: ({ scope }, { customerId, network, accountId }) =>
      removeAccount(scope, given('customerId', customerId), given('network', network), given('accountId', accountId)),
  },
} satisfies Family<'account'>;
