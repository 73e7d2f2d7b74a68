/**
 * The HTTP(S) server under all doors: limits, TLS with reload, which headers of which proxies are believed,
 * the origin that we write into addresses, bodies and their codings, and the end in order. It knows nothing of
 * what is asked.
 */
export { CallerGone, passRest, readBody, type BodyLimits } from './body.ts';
export { streamBody } from './body-stream.ts';
export { createCallers, type Callers } from './caller.ts';
export { charsetOf, decode, decodeMarked } from './charset.ts';
export { Deadlines } from './deadlines.ts';
export { createDoorServer, type DoorServer } from './door-server.ts';
export { refuseExposure } from './exposure.ts';
export { inflateBody } from './inflate.ts';
export { drained, PIECE } from './drained.ts';
