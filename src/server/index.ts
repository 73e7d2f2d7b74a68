/**
 * The HTTP(S) server under all doors: limits, TLS with reload, which headers of which proxies are believed,
 * the origin that we write into addresses, and the end in order. It knows nothing of what is asked.
 */
export { createCallers, type Callers } from './caller.ts';
export { createDoorServer, type DoorServer } from './door-server.ts';
export { refuseExposure } from './exposure.ts';
