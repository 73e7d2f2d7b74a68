/** The data model by REST (datamodel-rest.md): rows under their addresses, the model's definition and description. */
export { modelEndpoints } from './model-endpoints.ts';
export { rowRoutes } from './row-routes.ts';
