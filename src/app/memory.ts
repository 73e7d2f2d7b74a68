import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 put new objects where it first looks for garbage. It takes the lists and records that the steps of a run make
 * again and again for long-lived, as many of them are alive when it looks, puts them with what is seldom looked at, and
 * with them all that they led to: an import then took 100 MB more. Call it before the work begins.
 */
export function expectShortLives(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
