import ssh2, { type Algorithms, type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import type { Config } from '../../config.ts';
import { failure, type TolkError } from '../../errors.ts';
import { plain } from './failure.ts';
import { outsideAddress } from './host-address.ts';
import { fingerprint } from './host-key.ts';

type SftpLimits = Pick<
  Config, 'FILES_CONNECT_TIME' | 'FILES_ANSWER_TIME' | 'FILES_PRIVATE_HOSTS' | 'FILE_BYTES' | 'FOLDER_ENTRIES'>;

interface SftpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: { readonly password: string }
    | { readonly privateKey: string; readonly passphrase?: string | undefined };
  /** The fingerprint that it must show; null: none is trusted yet. */
  readonly hostKey: string | null;
  /** Start folder; '' is where the server puts the user. */
  readonly path: string;
}

export interface SftpWish {
  readonly server: SftpServer;
  /** Name of the location, for errors. */
  readonly location: string;
  readonly limits: SftpLimits;
  readonly signal?: AbortSignal | undefined;
  /** Takes any key where none is trusted yet: an act of a person who is shown it. */
  readonly trustNew?: boolean | undefined;
}

interface Connection {
  readonly client: Client;
  /** The fingerprint that the server showed. */
  readonly hostKey: string;
}

/** Kinds of host keys, the likelier ones first, and how each can be asked for. */
const HOST_KEYS: readonly ServerHostKeyAlgorithm[][] = [
  ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'], ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256'], ['ecdsa-sha2-nistp384'], ['ecdsa-sha2-nistp521'],
];

/**
 * Lets us in at a server. Its host key is checked before anything secret is sent. A server has keys of several kinds
 * and shows one: when that is another than agreed, it is asked for the others.
 * @throws {TolkError} LOCATION_UNTRUSTED, LOCATION_HOST_KEY, LOCATION_REFUSED, LOCATION_PRIVATE, LOCATION_AWAY
 */
export async function connect(wish: SftpWish): Promise<Connection> {
  const host = await addressOf(wish);
  try {
    return await letIn(wish, host);
  } catch (refusal) {
    if ((refusal as TolkError).code !== 'LOCATION_HOST_KEY') throw refusal;
    for (const serverHostKey of HOST_KEYS) {
      try {
        return await letIn(wish, host, { serverHostKey });
      } catch (error) {
        if (!isOtherKey(error)) throw error;
      }
    }
    throw refusal;
  }
}

/** Not the key that was agreed, or none of the kind that was asked for. */
function isOtherKey(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { level?: unknown } };
  return code === 'LOCATION_HOST_KEY' || cause?.level === 'handshake';
}

async function letIn(wish: SftpWish, host: string, algorithms: Algorithms = {}): Promise<Connection> {
  const { server, limits, signal } = wish;
  signal?.throwIfAborted();
  const client = new ssh2.Client();
  let shown = '';
  let refusal: TolkError | undefined;
  const hostVerifier = (key: Buffer): boolean => {
    shown = fingerprint(key);
    refusal = objection(wish, shown);
    return refusal === undefined;
  };
  const abort = () => client.destroy();
  signal?.addEventListener('abort', abort);
  try {
    await new Promise<void>((ready, failed) => {
      client.on('ready', ready).on('error', failed).on('close', () => failed(new Error('it closed the connection')));
      answerPrompts(client, server);
      client.connect({ host, ...settingsOf(server, limits), algorithms, hostVerifier });
    });
    client.setNoDelay(true); // stack-lab.md 5: without it each packet waits 40 ms
    return { client, hostKey: shown };
  } catch (error) {
    client.destroy();
    signal?.throwIfAborted();
    throw refusal ?? connectFailure(wish, error);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function addressOf({ server: { host }, location, limits }: SftpWish): Promise<string> {
  if (limits.FILES_PRIVATE_HOSTS) return host;
  const address = await outsideAddress(host).catch((cause: unknown) => {
    throw failure('LOCATION_AWAY', { location, why: (cause as Error).message }, { cause });
  });
  if (address === undefined) throw failure('LOCATION_PRIVATE', { location, host });
  return address;
}

function objection({ server: { hostKey }, location, trustNew }: SftpWish, shown: string): TolkError | undefined {
  if (hostKey === shown || (hostKey === null && trustNew === true)) return undefined;
  return hostKey === null
    ? failure('LOCATION_UNTRUSTED', { location, shown })
    : failure('LOCATION_HOST_KEY', { location, shown, agreed: hostKey });
}

/** A dead connection is found after three of them without an answer. */
const KEEPALIVES = 3;

function settingsOf({ port, user, secret }: SftpServer, limits: SftpLimits): ConnectConfig {
  const byPassword = 'password' in secret;
  return {
    port, username: user,
    readyTimeout: limits.FILES_CONNECT_TIME,
    keepaliveInterval: limits.FILES_ANSWER_TIME / KEEPALIVES, keepaliveCountMax: KEEPALIVES,
    tryKeyboard: byPassword,
    ...byPassword ? { password: secret.password } : { privateKey: secret.privateKey },
    ...!byPassword && secret.passphrase !== undefined ? { passphrase: secret.passphrase } : {},
  };
}

/** Servers with PAM ask for the password by a prompt; to more than one prompt we have no answer. */
function answerPrompts(client: Client, { secret }: SftpServer): void {
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, finish) => {
    finish('password' in secret && prompts.length === 1 ? [secret.password] : []);
  });
}

function connectFailure({ server: { user }, location }: SftpWish, cause: unknown): TolkError {
  const { level, message, code } = cause as { level?: string; message: string; code?: string };
  if (level === 'client-authentication') {
    return failure('LOCATION_REFUSED', { location, user, why: plain(message) }, { cause });
  }
  const why = level === 'client-timeout' ? 'it does not let us in in time' : plain(message) || code || 'no connection';
  return failure('LOCATION_AWAY', { location, why }, { cause });
}
