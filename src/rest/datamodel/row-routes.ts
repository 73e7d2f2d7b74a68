import { Router } from 'express';
import type { Datamodel } from '../../datamodel/index.ts';
import type { EndpointParts } from '../call/index.ts';
import { descriptionRoute } from './description.ts';

export interface RowRoutesParts extends EndpointParts {
  readonly datamodel: Datamodel;
}

/** Everything below `/dataextension` but the definition: description, rows of all levels. */
export function rowRoutes(parts: RowRoutesParts): Router {
  return Router().use(descriptionRoute(parts));
}
