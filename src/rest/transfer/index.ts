/** Places of files, what is written to them and what is read, by REST. */
export { exportEndpoints } from './exports.ts';
export { importEndpoints } from './imports.ts';
export { locationFileEndpoints } from './location-files.ts';
export { locationEndpoints } from './locations.ts';
export { runCustomerEndpoints } from './run-customers.ts';
export { triggerEndpoints } from './triggers.ts';
