import { z } from 'zod';
import {
  customerById, customersByEmailAddress, customersByExternalId, deleteCustomer, insertCustomer, updateCustomer,
  type Customer,
} from '../../customer/index.ts';
import { failure, TolkError } from '../../errors.ts';
import { endpoint, type Endpoint } from '../call/index.ts';
import { givenCustomer } from './given.ts';
import { memberNamed } from './members.ts';
import { customerAnswer, customerBody, customerParams, customerQuery } from './schemas.ts';
import { shownCustomer } from './shown.ts';

const ALL = '/app/api/rest/public/v2/customer';
const ONE = `${ALL}/{id}`;
const READ = { tag: 'Customers', credentials: 'bearer or query', right: 'data.read' } as const;
const WRITE = { ...READ, right: 'data.write' } as const;

/** Customers one by one (customer-rest.md 2): the acts, defaults and refusals of SOAP's customer_* operations. */
export const customerEndpoints: readonly Endpoint[] = [
  endpoint({
    ...WRITE, method: 'post', path: ALL, summary: 'Make a customer',
    description: 'Always makes a new one: nothing in a customer is unique. What is not given, or null, gets its default; '
      + 'members that only the gateway sets are ignored.',
    body: customerBody,
    answers: {
      201: { description: 'The customer', schema: customerAnswer, headers: { Location: 'Address of the customer' } },
    },
    act: async ({ scope, origin, body }) => {
      const customer = await inOwnWords(insertCustomer(scope, givenCustomer(body)));
      return { headers: { Location: `${origin}${ALL}/${customer.id}` }, body: shownCustomer(customer) };
    },
  }),
  endpoint({
    ...READ, method: 'get', path: ALL, summary: 'Find customers by customer number or e-mail address',
    description: 'All that match, lowest id first; an empty value matches nobody.',
    query: customerQuery,
    answers: { 200: { description: 'The customers, [] for none', schema: z.array(customerAnswer) } },
    act: async ({ scope, query: { externalid, emailaddress = '' } }) => {
      const found = await (externalid === undefined
        ? customersByEmailAddress(scope, emailaddress) : customersByExternalId(scope, externalid));
      return { body: found.map(shownCustomer) };
    },
  }),
  endpoint({
    ...READ, method: 'get', path: ONE, summary: 'Read a customer',
    params: customerParams,
    answers: { 200: { description: 'The customer', schema: customerAnswer } },
    act: async ({ scope, params: { id } }) => ({ body: shownCustomer(await customerById(scope, id)) }),
  }),
  endpoint({
    ...WRITE, method: 'put', path: ONE, summary: 'Change a customer',
    description: 'Only named members change, and of options and accounts only the listed ones. null keeps what is stored, '
      + 'but for a birthday, which it takes away; an empty text empties. A change that changes nothing leaves no trace.',
    params: customerParams, body: customerBody,
    answers: { 200: { description: 'The customer as it is now', schema: customerAnswer } },
    act: async ({ scope, params: { id }, body }) =>
      ({ body: shownCustomer(await inOwnWords(updateCustomer(scope, { ...givenCustomer(body), id }))) }),
  }),
  endpoint({
    ...WRITE, method: 'delete', path: ONE, summary: 'Delete a customer',
    description: 'With its options, accounts, memberships of groups and rows of the data model.',
    params: customerParams,
    answers: { 204: { description: 'It is gone' } },
    act: async ({ scope, params: { id } }) => {
      await deleteCustomer(scope, id);
      return {};
    },
  }),
];

/** The room names fields as the SOAP contract does; here they have names of their own. */
async function inOwnWords(act: Promise<Customer>): Promise<Customer> {
  try {
    return await act;
  } catch (error) {
    if (!(error instanceof TolkError) || error.code !== 'FIELD_VALUE') throw error;
    const { field = '', why = '', value = '' } = error.details;
    throw failure('FIELD_VALUE', { field: memberNamed(field), why, value }, { cause: error });
  }
}
