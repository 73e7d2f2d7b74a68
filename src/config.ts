/**
 * The one table of settings: environment name, type and default, secret or not, meaning. Read once at start into a frozen
 * object; every bad value is told at once and the start stops. The README's table is made from this one.
 */
import { z } from 'zod';

interface Setting<Type extends z.ZodType> {
  readonly type: Type;
  readonly text: string;
  readonly secret?: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

const text = () => z.string().trim();
const optionalText = () => text().min(1).optional();
const list = () => text().default('').transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''));
const count = (fallback: number, most = 1_000_000_000) => z.coerce.number().int().min(0).max(most).default(fallback);
const duration = (fallback: number) => z.coerce.number().int().min(0).default(fallback);
const flag = () => z.enum(['0', '1', 'true', 'false']).default('0').transform((value) => value === '1' || value === 'true');

const setting = <Type extends z.ZodType>(type: Type, meaning: string): Setting<Type> => ({ type, text: meaning });
const secret = <Type extends z.ZodType>(type: Type, meaning: string): Setting<Type> =>
  ({ type, text: meaning, secret: true });

/** Durations are in milliseconds, sizes in bytes. */
export const SETTINGS = {
  // where it listens
  PORT: setting(count(8080, 65_535), 'port of the doors; 0 takes a free one'),
  HOST: setting(text().default('127.0.0.1'), 'address of the doors; beyond loopback it needs TLS, TRUST_PROXY or ALLOW_PLAIN_HTTP=1'),
  ALLOW_PLAIN_HTTP: setting(flag(), '1 allows plain HTTP on a HOST beyond loopback'),
  TLS_CERT: setting(optionalText(), 'file with the certificate chain (PEM) for own HTTPS; read again on SIGHUP'),
  TLS_KEY: setting(optionalText(), 'file with the private key (PEM) of TLS_CERT'),
  TLS_CLIENT_CA: setting(optionalText(), 'file with the authorities (PEM) that must have signed a client certificate'),
  TRUST_PROXY: setting(list(), 'networks (CIDR) of proxies whose X-Forwarded-* headers are believed'),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/ }).optional(), 'address that clients use, for soap:address and links; default: the host of the call'),
  PUBLIC_HOSTS: setting(list(), 'host[:port] names taken from a Host header; empty: any valid one'),
  METRICS_PORT: setting(z.coerce.number().int().min(0).max(65_535).optional(), 'port for /metrics on HOST; unset: none'),
  METRICS_TOKEN: secret(optionalText(), 'bearer token that opens /metrics on the main port'),
  LOG_LEVEL: setting(z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug']).default('info'), 'least severe log line written'),

  // connections and the end of the process
  MAX_CONNECTIONS: setting(count(10_000), 'most open connections; further ones are closed at once; 0: no limit'),
  MAX_HEADER: setting(count(16 * KILOBYTE), 'bytes of all headers of a request'),
  HEADERS_TIMEOUT: setting(duration(20 * SECOND), 'time for the head of a request to arrive'),
  REQUEST_TIMEOUT: setting(duration(2 * MINUTE), 'time for a whole request to arrive'),
  KEEP_ALIVE_TIMEOUT: setting(duration(65 * SECOND), 'an unused connection is closed after it; longer than the balancer in front keeps its own'),
  DRAIN_GRACE: setting(duration(SECOND / 2), 'at the end: time in which callers and balancers learn of it while calls are still taken'),
  DRAIN_LIMIT: setting(duration(25 * SECOND), 'at the end: time for calls and jobs under way; what is left is cut off'),
  READY_TIMEOUT: setting(duration(2 * SECOND), 'a database that answers later is not ready'),
  READY_CACHE: setting(duration(SECOND), 'an answer of /readyz is given again for so long'),

  // the store
  DATABASE_URL: secret(optionalText(), 'PostgreSQL 15 or later; unset: the embedded server in TOLK_DATA'),
  DATABASE_DIRECT_URL: secret(optionalText(), 'the same database past a transaction pooler: migrations, LISTEN, workers'),
  DATABASE_POOL: setting(count(10, 1000), 'most connections of one process for requests'),
  DATABASE_PREPARE: setting(flag().default(true), '0 sends statements without a name, for poolers that cannot keep them'),
  DATABASE_LISTEN: setting(flag().default(true), '0 never LISTENs: caches and workers then poll'),
  TOLK_DATA: setting(text().default('./data'), 'folder of the embedded database, key and local files'),
  TOLK_KEY: secret(optionalText(), '32 bytes in base64 or hex that wrap all data keys; embedded: made once in TOLK_DATA/key'),
  TOLK_ROLE: setting(z.enum(['web', 'worker', 'all']).default('all'), 'which half of the work this process does'),
  TOLK_DEMO: setting(flag(), '1 makes the demo brand on an empty store with DATABASE_URL too'),

  // limits of a request
  MAX_BODY: setting(count(10 * MEGABYTE), 'bytes of a request body, also after inflation'),
  MAX_DEPTH: setting(count(64), 'depth of XML elements'),
  LIST_MAX: setting(count(10_000), 'records of a direct list; more is fault 105 naming the resource operation'),
} as const;

type Table = typeof SETTINGS;
export type Config = { readonly [Name in keyof Table]: z.output<Table[Name]['type']> };

/**
 * Reads the settings from an environment. An empty variable counts as unset.
 * @returns a frozen object with every setting, typed
 * @throws {Error} listing every unacceptable value (never the value of a secret)
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const complaints: string[] = [];
  for (const [name, { type, secret: hidden }] of Object.entries(SETTINGS) as [string, Setting<z.ZodType>][]) {
    const given = env[name] === '' ? undefined : env[name];
    const read = type.safeParse(given);
    if (read.success) values[name] = read.data;
    else complaints.push(`${name}: ${read.error.issues[0]?.message ?? 'bad value'}${hidden ? '' : ` (${given})`}`);
  }
  if (complaints.length > 0) throw new Error(`Settings are not acceptable:\n  ${complaints.join('\n  ')}`);
  return Object.freeze(values) as Config;
}
