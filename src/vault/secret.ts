import type { Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { decrypt, encrypt, type Belonging } from './cipher.ts';
import { dataKeyById, dataKeyInUse, type Purpose } from './data-key.ts';

/** A sealed secret: version (1 byte), number of its data key (4), nonce (12), encrypted text, tag (16). */
const VERSION = 1;
const HEAD_BYTES = 5;

/**
 * Seals a secret of the scope's brand. The first one of a brand and purpose makes their data key, in the scope's
 * transaction if it has one.
 * @param context where it will lie, e.g. `location/17/secret`: it opens only with the same, so that a sealed secret
 *   copied to another row is worth nothing
 * @returns what to store (bytea)
 * @throws {TolkError} KEY_MISSING, KEY_UNKNOWN: the installation has no key, or another one
 */
export async function sealSecret(
  scope: Scope, purpose: Purpose, plain: Buffer | string, context: string,
): Promise<Buffer> {
  const key = await dataKeyInUse(scope, purpose);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(VERSION);
  head.writeUInt32BE(key.id, 1);
  const text = typeof plain === 'string' ? Buffer.from(plain) : plain;
  return Buffer.concat([head, encrypt(key.bytes, text, belonging(scope, purpose, key.id, context))]);
}

/**
 * Opens what sealSecret made, with the same brand, purpose and context.
 * @throws {TolkError} SECRET_BROKEN (changed, or of another place), SECRET_LOST (its key was given up), KEY_UNKNOWN
 */
export async function openSecret(scope: Scope, purpose: Purpose, sealed: Buffer, context: string): Promise<Buffer> {
  if (sealed.length < HEAD_BYTES || sealed.readUInt8() !== VERSION) throw failure('SECRET_BROKEN', {});
  const id = sealed.readUInt32BE(1);
  const key = await dataKeyById(scope, purpose, id);
  const plain = key && decrypt(key.bytes, sealed.subarray(HEAD_BYTES), belonging(scope, purpose, id, context));
  if (plain === undefined) throw failure('SECRET_BROKEN', {});
  return plain;
}

function belonging({ brand }: Scope, purpose: Purpose, keyId: number, context: string): Belonging {
  return ['tolk secret', VERSION, brand.id, purpose, keyId, context];
}
