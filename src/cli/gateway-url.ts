import type { Config } from '../config.ts';

/** Addresses that listen to all are called by loopback. */
const EVERYWHERE = new Map([['0.0.0.0', '127.0.0.1'], ['::', '[::1]']]);

/** Where outside systems reach it: PUBLIC_URL, and as long as that is unset as this machine does. */
export function publicUrl(config: Pick<Config, 'HOST' | 'PORT' | 'TLS_CERT' | 'PUBLIC_URL'>): string {
  return config.PUBLIC_URL?.replace(/\/+$/, '') ?? gatewayUrl(config);
}

/** Where the gateway with these settings is reached from this machine. */
export function gatewayUrl({ HOST, PORT, TLS_CERT }: Pick<Config, 'HOST' | 'PORT' | 'TLS_CERT'>): string {
  const host = EVERYWHERE.get(HOST) ?? (HOST.includes(':') ? `[${HOST}]` : HOST);
  return `${TLS_CERT === undefined ? 'http' : 'https'}://${host}:${PORT}`;
}
