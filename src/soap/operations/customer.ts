import {
  allCustomersSource, blankCustomer, countCustomers, customerByAccount, customerById, customersByEmailAddress,
  customersByExternalId, customersByLogin, customersByMobilePhone, customersLikeSource, deleteCustomer, insertCustomer,
  insertUniqueCustomer, insertUniqueCustomers, updateCustomer, upsertCustomer,
} from '../../customer/index.ts';
import { groupsOfCustomer } from '../../group/index.ts';
import type { Family } from '../operation.ts';
import { given } from './given.ts';
import type { OperationParts } from './parts.ts';

/**
 * customer_* (soap.md 6). A write without a customer is one with an empty customer; the id chooses in update, upsert
 * and delete.
 */
export const customerOperations = ({ resources }: OperationParts) => ({
  customer_create: {
    right: 'data.read',
    act: ({ scope }) => blankCustomer(scope),
  },
  customer_delete: {
    right: 'data.write',
    act: async ({ scope }, { customer }) => {
      await deleteCustomer(scope, given('customer', customer).id ?? '');
      return true;
    },
  },
  customer_getAll: {
    right: 'data.read',
    act: ({ scope }) => resources.createSet(scope, 'CUSTOMER_SET', allCustomersSource),
  },
  customer_getByAccountId: {
    right: 'data.read',
    act: ({ scope }, { network, accountId }) =>
      customerByAccount(scope, given('network', network), given('accountId', accountId)),
  },
  customer_getByEmailAddress: {
    right: 'data.read',
    act: ({ scope }, { emailAddress }) => customersByEmailAddress(scope, given('emailAddress', emailAddress)),
  },
  customer_getByExternalId: {
    right: 'data.read',
    act: ({ scope }, { externalId }) => customersByExternalId(scope, given('externalId', externalId)),
  },
  customer_getById: {
    right: 'data.read',
    act: ({ scope }, { customerId }) => customerById(scope, given('customerId', customerId)),
  },
  customer_getByMobilePhone: {
    right: 'data.read',
    act: ({ scope }, { mobilePhone }) => customersByMobilePhone(scope, given('mobilePhone', mobilePhone)),
  },
  customer_getByObject: {
    right: 'data.read',
    act: ({ scope }, { customer }) =>
      resources.createSet(scope, 'CUSTOMER_SET', customersLikeSource(given('customer', customer))),
  },
  customer_getByUserNameAndPassword: {
    right: 'data.read',
    act: ({ scope }, { userName, password }) =>
      customersByLogin(scope, given('userName', userName), given('password', password)),
  },
  customer_getGroups: {
    right: 'data.read',
    act: ({ scope }, { customerId }) => groupsOfCustomer(scope, given('customerId', customerId)),
  },
  customer_getTotalNumberOfCustomers: {
    right: 'data.read',
    act: ({ scope }) => countCustomers(scope),
  },
  customer_insert: {
    right: 'data.write',
    act: ({ scope }, { customer }) => insertCustomer(scope, customer),
  },
  customer_insertBulkUnique: {
    right: 'data.write',
    act: ({ scope }, { customers = [], uniqueCustomerFields = [], uniqueOptionFields = [] }) =>
      insertUniqueCustomers(scope, customers, { fields: uniqueCustomerFields, options: uniqueOptionFields }),
  },
  customer_insertUnique: {
    right: 'data.write',
    act: ({ scope }, { customer, uniqueCustomerFields = [], uniqueOptionFields = [] }) =>
      insertUniqueCustomer(scope, customer, { fields: uniqueCustomerFields, options: uniqueOptionFields }),
  },
  customer_update: {
    right: 'data.write',
    act: ({ scope }, { customer }) => updateCustomer(scope, customer),
  },
  customer_upsert: {
    right: 'data.write',
    act: ({ scope }, { customer }) => upsertCustomer(scope, customer),
  },
}) satisfies Family<'customer'>;
