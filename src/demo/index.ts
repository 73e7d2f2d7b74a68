/**
 * The brand `demo`, and what a first start says. Everything is made through the rooms, as any caller's data is.
 */
export { DEMO_BRAND, makeDemo, type Demo } from './make-demo.ts';
export { welcome } from './welcome.ts';
