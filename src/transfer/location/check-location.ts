import ssh2 from 'ssh2';
import { failure } from '../../errors.ts';
import { pathParts } from '../files/index.ts';
import type { LocationInput, LocationSecret } from './location.ts';

const NAME_LENGTH = 100;
const HOST_LENGTH = 253;
const USER_LENGTH = 255;
const SECRET_LENGTH = 100_000;
const SSH_PORT = 22;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
const HOST = /^(?:[\da-f:.]+(?:%[\w.-]+)?|[a-z\d](?:[a-z\d._-]*[a-z\d])?\.?)$/i;
/** A SHA-256 in base64 without its padding, as OpenSSH writes it. */
const FINGERPRINT = /^SHA256:[A-Za-z\d+/]{43}$/;

/** A location whose members were all checked. */
export interface CheckedLocation {
  readonly name: string;
  readonly kind: LocationInput['kind'];
  readonly path: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly user: string | null;
  readonly hostKey: string | null;
}

/**
 * Checks what people said of a location.
 * @throws {TolkError} FIELD_VALUE naming the member; never with a secret in it
 */
export function checkLocation(input: Omit<LocationInput, 'secret'>): CheckedLocation {
  const { kind, hostKey = null } = input;
  const name = textOf('name', input.name.trim(), NAME_LENGTH);
  if (/^\d+$/.test(name)) throw refused('name', 'is digits alone, which are taken for the number of a location', name);
  if (kind === 'folder') {
    for (const member of ['host', 'port', 'user', 'hostKey'] as const) {
      if ((input[member] ?? null) !== null) throw refused(member, 'is not for a folder', String(input[member]));
    }
    return { name, kind, path: folderPath(input.path ?? ''), host: null, port: null, user: null, hostKey: null };
  }
  const { port = SSH_PORT } = input;
  const host = textOf('host', input.host ?? '', HOST_LENGTH);
  if (!HOST.test(host)) throw refused('host', 'is no name or address of a server', host);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) throw refused('port', 'is not between 1 and 65535', String(port));
  if (hostKey !== null && !FINGERPRINT.test(hostKey)) {
    throw refused('hostKey', 'is not of the form SHA256:..., as ssh-keygen -lf shows it', hostKey);
  }
  return { name, kind, path: serverPath(input.path ?? ''), host, port, user: textOf('user', input.user ?? '', USER_LENGTH), hostKey };
}

/** Checks a secret. @returns its kind @throws {TolkError} FIELD_VALUE */
export function checkSecret(secret: LocationSecret): 'password' | 'key' {
  if ('password' in secret) {
    hidden('password', secret.password);
    return 'password';
  }
  const { privateKey, passphrase } = secret;
  hidden('privateKey', privateKey);
  const parsed = ssh2.utils.parseKey(privateKey, passphrase);
  if (parsed instanceof Error) throw refused('privateKey', `is no private key that can be read: ${parsed.message}`, '***');
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (key?.isPrivateKey() !== true) throw refused('privateKey', 'is a public key', '***');
  return 'key';
}

function hidden(field: string, value: string): void {
  if (value === '') throw refused(field, 'must not be empty', '');
  if (value.length > SECRET_LENGTH) throw refused(field, `is longer than ${SECRET_LENGTH} characters`, '***');
}

function textOf(field: string, value: string, most: number): string {
  if (value === '') throw refused(field, 'must not be empty', value);
  if (value.length > most) throw refused(field, `is longer than ${most} characters`, value);
  if (UNPRINTABLE.test(value)) throw refused(field, 'holds a control character', JSON.stringify(value));
  return value;
}

function folderPath(path: string): string {
  return path === '' ? '' : pathParts('path', path).join('/');
}

/** On a server it may begin with / ; it is not for us to say where its users may go. */
function serverPath(path: string): string {
  const bare = path.replace(/^\//, '').replace(/\/$/, '');
  if (bare !== '') pathParts('path', bare);
  return path.length > 1 ? path.replace(/\/$/, '') : path;
}

function refused(field: string, why: string, value: string) {
  return failure('FIELD_VALUE', { field, why, value });
}
