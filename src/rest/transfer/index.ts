/** Places of files by REST. */
export { locationEndpoints } from './locations.ts';
