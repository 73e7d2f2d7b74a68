import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 16 MB and some 40 ms each; two at a time leave the thread pool room for the rest of the process. */
const PARAMETERS = { N: 2 ** 14, r: 8, p: 1 };
const AT_A_TIME = 2;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** @returns what the store keeps of a password: `scrypt:N:r:p:salt:hash`, so that later ones may cost more */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, PARAMETERS);
  const { N, r, p } = PARAMETERS;
  return ['scrypt', N, r, p, salt.toString('base64'), hash.toString('base64')].join(':');
}

/** @param stored of `hashPassword`; '' has no password that fits */
export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [method, N, r, p, salt, hash] = stored.split(':');
  if (method !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const parameters = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, 'base64'), parameters);
  const kept = Buffer.from(hash, 'base64');
  return given.length === kept.length && timingSafeEqual(given, kept);
}

let running = 0;
const waiting: (() => void)[] = [];

async function derive(password: string, salt: Buffer, parameters: typeof PARAMETERS): Promise<Buffer> {
  if (running === AT_A_TIME) await new Promise<void>((turn) => { waiting.push(turn); });
  else running++;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, parameters, (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      });
    });
  } finally {
    // The turn passes on to the next in line; only when nobody waits does it end.
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}
