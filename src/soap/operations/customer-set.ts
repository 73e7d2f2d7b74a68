import { customerById, customersByIds, knownCustomerIds } from '../../customer/index.ts';
import type { Family } from '../operation.ts';
import type { OperationParts } from './parts.ts';

const type = 'CUSTOMER_SET';

/**
 * customerSet_*: pages of a result set of customers (soap.md 5.3). Customers deleted since the set was made
 * are left out of pages; asked for by index, such a one is not found.
 */
export const customerSetOperations = ({ resources }: OperationParts) => ({
  customerSet_getCustomer: {
    right: 'data.read',
    act: async ({ scope }, args) =>
      customerById(scope, await resources.idAtIndex(scope, { type, ...args })),
  },
  customerSet_getCustomerIds: {
    right: 'data.read',
    act: async ({ scope }, args) =>
      knownCustomerIds(scope, await resources.pageOfIds(scope, { type, ...args })),
  },
  customerSet_getCustomers: {
    right: 'data.read',
    act: async ({ scope }, args) =>
      customersByIds(scope, await resources.pageOfIds(scope, { type, ...args })),
  },
}) satisfies Family<'customerSet'>;
