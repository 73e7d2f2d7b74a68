/**
 * Calls that leave the house, all of them: the address is looked up once, checked and kept, at each redirect too; no
 * server inside the house unless a setting allows it; time and size have limits. undici does the HTTP.
 */
export type { HttpAnswer, HttpCall, TlsWish } from './call.ts';
export { createHttpOut, type HttpOut } from './http-out.ts';
export { isInside } from './inside.ts';
