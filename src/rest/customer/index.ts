/** Customers, version 2 of the REST contract (customer-rest.md). */
export { customerEndpoints } from './endpoints.ts';
