import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { KEY_BYTES } from './cipher.ts';
import { CHANGE_FILE, KEY_FILE, readKeyFile } from './key-file.ts';

export type KeySettings = Pick<Config, 'TOLK_KEY' | 'TOLK_KEY_OLD' | 'DATABASE_URL' | 'TOLK_DATA'>;

/** A key that wraps data keys. */
export interface HouseKey {
  /** fingerprint: stored and shown; tells nothing of the key */
  readonly id: string;
  readonly bytes: Buffer;
  /** for people: where it was found */
  readonly from: string;
}

interface KnownKeys {
  readonly keys: readonly HouseKey[];
  /** for people: what was found where, or why nothing; holds fingerprints only */
  readonly told: string;
}

const ID_BYTES = 6;

/** @param given 32 bytes, as TOLK_KEY or a key file holds them */
export function houseKey(given: Buffer, from: string): HouseKey {
  const derived = (use: string, length: number) => Buffer.from(hkdfSync('sha256', given, '', `tolk ${use}`, length));
  return { id: derived('key id', ID_BYTES).toString('hex'), bytes: derived('key wrap', KEY_BYTES), from };
}

/** The key files of these settings; none with DATABASE_URL, where each instance would have one of its own. */
export function keyFolder({ DATABASE_URL, TOLK_DATA }: KeySettings): string | undefined {
  return DATABASE_URL === undefined ? TOLK_DATA : undefined;
}

/**
 * Every key that this process can open data keys with. The files are read each time: `tolk key rotate` changes them
 * beside running instances, first writing key.new, later renaming it to key; read in this order, one of both is there.
 */
export async function knownKeys(settings: KeySettings): Promise<KnownKeys> {
  const found: { readonly from: string; readonly key: Buffer | string }[] = [
    { from: 'TOLK_KEY', key: settings.TOLK_KEY ?? 'is not set' },
    ...settings.TOLK_KEY_OLD === undefined ? [] : [{ from: 'TOLK_KEY_OLD', key: settings.TOLK_KEY_OLD }],
  ];
  const folder = keyFolder(settings);
  if (folder !== undefined) {
    const change = await readKeyFile(join(folder, CHANGE_FILE));
    if (typeof change !== 'string') found.push({ from: `TOLK_DATA/${CHANGE_FILE}`, key: change });
    found.push({ from: `TOLK_DATA/${KEY_FILE}`, key: await readKeyFile(join(folder, KEY_FILE)) });
  }
  const all = found.map(({ from, key }) => ({ from, key: typeof key === 'string' ? key : houseKey(key, from) }));
  return {
    keys: all.flatMap(({ key }) => typeof key === 'string' ? [] : [key]),
    told: all.map(({ from, key }) => typeof key === 'string' ? `${from} ${key}` : `${from} is ${key.id}`).join(', '),
  };
}

/** The key of a fingerprint, if it is known here; and what is, for people. */
export async function findKey(
  id: string, settings: KeySettings,
): Promise<{ readonly key: HouseKey | undefined; readonly known: string }> {
  const { keys, told } = await knownKeys(settings);
  return { key: keys.find((key) => key.id === id), known: told };
}
