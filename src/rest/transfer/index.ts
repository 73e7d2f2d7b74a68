/** Places of files, and what is written to them, by REST. */
export { exportEndpoints } from './exports.ts';
export { locationEndpoints } from './locations.ts';
