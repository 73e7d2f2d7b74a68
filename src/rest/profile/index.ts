/** Profiles by REST: saved conditions on customers, and who fits them. */
export { profileEndpoints } from './endpoints.ts';
