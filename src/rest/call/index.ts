/**
 * What all REST calls share: who calls and with which right, the JSON body, schemas that check, endpoints that are
 * routes and documentation at once.
 */
export { endpoint, routesOf, type Endpoint, type EndpointParts, type Method } from './endpoint.ts';
export { jsonOf } from './json-body.ts';
export { legacyErrors } from './legacy-errors.ts';
export { admitted, type Credentials, type Need } from './session.ts';
export { taken } from './send-pieces.ts';
export { bodyReader, type BodyReader } from './take-body.ts';
