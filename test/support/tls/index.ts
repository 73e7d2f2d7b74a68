/**
 * Certificates for tests, good for a hundred years and for nothing else: `first` and `second` are for
 * localhost, each its own authority; `client` is signed by `authority`, whose key was thrown away. Made with
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 ...`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type TlsFile = `${'first' | 'second' | 'client'}.${'crt' | 'key'}` | 'authority.crt';

export const tlsPath = (name: TlsFile): string => fileURLToPath(new URL(name, import.meta.url));
export const tlsFile = (name: TlsFile): string => readFileSync(tlsPath(name), 'utf8');
