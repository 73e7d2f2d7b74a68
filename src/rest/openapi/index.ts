/**
 * The OpenAPI document of all REST doors, with the tables of a brand for its tokens, and the page that shows it.
 */
export { openapiRoutes } from './routes.ts';
