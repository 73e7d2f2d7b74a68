import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const KEY_BYTES = 32;
/** NIST SP 800-38D 8.3: random nonces of 96 bits hold for 2^32 texts under one key, far more than there are secrets. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a text belongs to; it opens only beside the very same. */
export type Belonging = readonly (string | number)[];

/** @returns nonce, encrypted text, tag */
export function encrypt(key: Buffer, plain: Buffer, belonging: Belonging): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad(belonging));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns the text; nothing when key or belonging differ, or a bit was changed: nobody can tell these apart */
export function decrypt(key: Buffer, sealed: Buffer, belonging: Belonging): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const end = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(aad(belonging)).setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES, end));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** JSON keeps the parts apart: ['ab', 'c'] is not ['a', 'bc']. */
function aad(belonging: Belonging): Buffer {
  return Buffer.from(JSON.stringify(belonging));
}
