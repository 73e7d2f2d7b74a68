import type { Config } from '../config.ts';
import { isLoopback } from './addresses.ts';

/**
 * Tokens and customer data travel in every call, so a HOST that others reach needs HTTPS: own, a proxy's, or
 * a deliberate no.
 * @throws {Error} that says what to set
 */
export function refuseExposure({ HOST, TLS_CERT, TRUST_PROXY, ALLOW_PLAIN_HTTP }: Config): void {
  if (isLoopback(HOST) || TLS_CERT !== undefined || TRUST_PROXY.length > 0 || ALLOW_PLAIN_HTTP) return;
  throw new Error(
    `HOST=${HOST} is reachable from other machines, and calls carry tokens: set TLS_CERT and TLS_KEY, or TRUST_PROXY `
    + '(the network of the proxy that speaks HTTPS), or ALLOW_PLAIN_HTTP=1 if nobody else can listen',
  );
}
