/** The OpenAPI document of all REST doors, and the page that shows it. */
export { openapiRoutes, type OpenapiParts } from './routes.ts';
