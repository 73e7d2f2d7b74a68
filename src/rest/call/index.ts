/**
 * What all REST calls share: who calls and with which right, the JSON body, schemas that check, endpoints that are
 * routes and documentation at once.
 */
export {
  endpoint, routesOf, type Call, type Endpoint, type EndpointParts, type Method, type Reply,
} from './endpoint.ts';
export { jsonOf } from './json-body.ts';
export { legacyErrors } from './legacy-errors.ts';
export { admitted, sessionOf, type Credentials, type Need, type SessionParts } from './session.ts';
export { sendPieces, taken } from './send-pieces.ts';
export { bodyReader, type BodyReader } from './take-body.ts';
