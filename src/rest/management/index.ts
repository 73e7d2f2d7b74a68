/** Management of a brand by REST: settings, users, tokens, option definitions, a customer's history. */
export { managementEndpoints } from './endpoints.ts';
export { LINK, limitOf, linkTo, number, pageQuery, time } from './shared.ts';
