import { readFile } from 'node:fs/promises';
import type { ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Config } from '../config.ts';

/** TLS 1.2 is what the oldest living clients of the contract speak; anything below is broken. */
const OLDEST = 'TLSv1.2';

/** Whether the settings ask for own HTTPS. @throws {Error} when only half of it is given */
export function wantsTls({ TLS_CERT, TLS_KEY, TLS_CLIENT_CA }: Config): boolean {
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) throw new Error('TLS_CERT and TLS_KEY belong together');
  if (TLS_CLIENT_CA !== undefined && TLS_CERT === undefined) throw new Error('TLS_CLIENT_CA needs TLS_CERT and TLS_KEY');
  return TLS_CERT !== undefined;
}

/**
 * Reads certificate, key and client authorities, and tries them, so that a half-written or mismatched pair
 * never gets as far as the running server. With TLS_CLIENT_CA a caller must show a certificate signed by one
 * of them; with TLS_CLIENT_ASK alone it may show any, which doors look at.
 * @throws {Error} when a file cannot be read or they do not fit together
 */
export async function readTls(
  { TLS_CERT = '', TLS_KEY = '', TLS_CLIENT_CA, TLS_CLIENT_ASK }: Config,
): Promise<ServerOptions> {
  const [cert, key, ca] = await Promise.all([
    readFile(TLS_CERT), readFile(TLS_KEY), TLS_CLIENT_CA === undefined ? undefined : readFile(TLS_CLIENT_CA),
  ]);
  const files = { cert, key, minVersion: OLDEST, ...(ca === undefined ? {} : { ca }) } as const;
  createSecureContext(files);
  return { ...files, requestCert: ca !== undefined || TLS_CLIENT_ASK, rejectUnauthorized: ca !== undefined };
}
