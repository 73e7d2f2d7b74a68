/**
 * The key of the embedded store: `TOLK_DATA/key`, 32 bytes in base64, closed to others. Who writes it holds the lock on
 * vault_key, so there is one writer; a file gets its name when it is whole and on disk, so a reader never meets half a
 * key. `key.new` is there while the key changes.
 */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SETTINGS } from '../config.ts';
import { KEY_BYTES } from './cipher.ts';

export const KEY_FILE = 'key';
export const CHANGE_FILE = 'key.new';
/** Every file with a key that may lie in TOLK_DATA. */
export const KEY_FILES = [KEY_FILE, CHANGE_FILE, 'key.part'] as const;
const PART_FILE = KEY_FILES[2];

/** @returns the key, or for people why there is none; never what the file holds */
export async function readKeyFile(file: string): Promise<Buffer | string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
  }
  return SETTINGS.TOLK_KEY.type.safeParse(text).data ?? `does not hold ${KEY_BYTES} bytes in base64 or hex`;
}

/** Makes a new key and writes it under a name, in the place of what is there. @returns the key */
export async function writeKeyFile(folder: string, name: typeof KEY_FILE | typeof CHANGE_FILE): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  const part = join(folder, PART_FILE);
  await rm(part, { force: true }); // of one who was killed
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await moveFile(part, join(folder, name));
  return key;
}

/** Ends a change of the key: key.new becomes key, whose old content is gone. */
export async function settleKeyFile(folder: string): Promise<void> {
  await moveFile(join(folder, CHANGE_FILE), join(folder, KEY_FILE));
}

/** Takes away a new key that never came into force. */
export async function dropChangeFile(folder: string): Promise<void> {
  await rm(join(folder, CHANGE_FILE), { force: true });
}

/** A new name survives a power cut only when its folder is on disk too; Windows cannot and need not. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  if (process.platform === 'win32') return;
  const folder = await open(dirname(to), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
