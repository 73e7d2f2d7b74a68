import { Router } from 'express';
import type { Datamodel } from '../datamodel/index.ts';
import type { Schedules } from '../schedule/index.ts';
import type { Subscriptions } from '../webhook/index.ts';
import { bodyReader, legacyErrors, routesOf } from './call/index.ts';
import {
  campaignEndpoints, campaignMemberEndpoints, campaignUrlEndpoints, graphPage, linkKeyEndpoints,
} from './campaign/index.ts';
import { customerEndpoints } from './customer/index.ts';
import { modelEndpoints, rowRoutes } from './datamodel/index.ts';
import { notedRoot } from './request-metrics.ts';
import { managementEndpoints } from './management/index.ts';
import { oauthEndpoints, oauthRoutes, type OauthParts } from './oauth/index.ts';
import { openapiRoutes } from './openapi/index.ts';
import { pageRoutes, type PageParts } from './page/index.ts';
import { profileEndpoints } from './profile/index.ts';
import { runEndpoints, scheduleEndpoints } from './schedule/index.ts';
import {
  exportEndpoints, importEndpoints, locationEndpoints, locationFileEndpoints, runCustomerEndpoints, triggerEndpoints,
} from './transfer/index.ts';
import {
  certificateEndpoints, receiverRoute, subscriptionEndpoints, webhookEndpoints, type ReceiverParts,
} from './webhook/index.ts';

export interface ApiParts extends ReceiverParts, OauthParts, PageParts {
  readonly datamodel: Datamodel;
  readonly schedules: Schedules;
  readonly subscriptions: Subscriptions;
}

/** Both roots of the data model: that of today's manual, and that of the older one (datamodel-rest.md 2). */
const MODEL_ROOTS = ['/dataextension', '/app/api/dataextension'];

const DEFINITION = '/_model';

/** What follows a part of a path, `/` when nothing does. */
function pathBelow(part: string, path: string): string {
  return path.slice(path.indexOf(part) + part.length) || '/';
}

/** The REST doors: what the legacy contract has, management, and their documentation. */
export function createApi(given: Omit<ApiParts, 'readBody'>): Router {
  const parts: ApiParts = { ...given, readBody: bodyReader(given.limits) };
  const { datamodel, schedules, subscriptions } = parts;
  const ofModel = modelEndpoints(datamodel);
  const below = ofModel.map((one) => ({ ...one, path: pathBelow(DEFINITION, one.path) }));
  const api = Router();

  const model = Router();
  model.use(DEFINITION, notedRoot, routesOf(below, parts));
  model.use(rowRoutes(parts), legacyErrors);
  api.use(MODEL_ROOTS, notedRoot, model);

  const customers = Router().use(routesOf(customerEndpoints, parts), legacyErrors);
  const managed = [
    ...campaignEndpoints, ...campaignUrlEndpoints, ...campaignMemberEndpoints, ...linkKeyEndpoints,
    ...managementEndpoints, ...profileEndpoints, ...locationEndpoints, ...locationFileEndpoints,
    ...exportEndpoints, ...importEndpoints, ...triggerEndpoints,
    ...webhookEndpoints(parts), ...oauthEndpoints, ...certificateEndpoints,
    ...subscriptionEndpoints(subscriptions), ...scheduleEndpoints(schedules), ...runEndpoints, ...runCustomerEndpoints,
  ];
  api.use(customers, receiverRoute(parts), oauthRoutes(parts), pageRoutes(parts), routesOf(managed, parts));
  api.use(openapiRoutes({ ...parts, endpoints: [...customerEndpoints, ...ofModel, ...managed] }), graphPage());
  return api;
}
