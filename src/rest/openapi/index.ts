/** The OpenAPI document of all REST doors, with a brand's own tables for its tokens, and the page that shows it. */
export { openapiRoutes, type OpenapiParts } from './routes.ts';
