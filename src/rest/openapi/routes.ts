import { Router } from 'express';
import type { Datamodel } from '../../datamodel/index.ts';
import type { Endpoint, EndpointParts } from '../call/index.ts';

export interface OpenapiParts extends EndpointParts {
  readonly endpoints: readonly Endpoint[];
  readonly datamodel: Datamodel;
}

/** `/openapi.json` and the page that shows it. */
export function openapiRoutes(_parts: OpenapiParts): Router {
  return Router();
}
