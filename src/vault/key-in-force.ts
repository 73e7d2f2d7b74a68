import { join } from 'node:path';
import { rows, statement, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';
import { findKey, houseKey, keyFolder, type HouseKey, type KeySettings } from './house-key.ts';
import { KEY_FILE, readKeyFile, writeKeyFile } from './key-file.ts';

/** The row is there from the migration on; its lock keeps makers of data keys and changers of the key apart. */
const HOLD = statement('select key_id from vault_key for update');
const SET = statement('update vault_key set key_id = $1, since = now()');

/** Locks the key in force to the end of the transaction. @returns its fingerprint, none before the first secret */
export async function lockKeyInForce(sql: Sql): Promise<string | undefined> {
  const [[id] = [null]] = await rows<[string | null]>(sql, HOLD, []);
  return id ?? undefined;
}

/** Brings a key into force, under the lock. */
export async function putInForce(sql: Sql, { id }: HouseKey): Promise<void> {
  await rows(sql, SET, [id]);
}

/**
 * The key that new data keys are wrapped with, locked to the end of the transaction: the one in force, though TOLK_KEY
 * may be a newer one already, so that instances that do not know that yet can open what is made. The first secret of
 * the house brings this process's own key into force. A key once in force is never replaced by a new one here: without
 * it the secrets under it would be lost unnoticed.
 * @throws {TolkError} KEY_UNKNOWN, KEY_MISSING
 */
export async function holdKeyInForce(sql: Sql, settings: KeySettings): Promise<HouseKey> {
  const id = await lockKeyInForce(sql);
  if (id !== undefined) {
    const { key, known } = await findKey(id, settings);
    if (key === undefined) throw failure('KEY_UNKNOWN', { key: id, known });
    return key;
  }
  const own = await ownKey(settings);
  await putInForce(sql, own);
  return own;
}

/**
 * The key that these settings mean to be in force: TOLK_KEY, else the key file, which is made when it is missing. Only
 * under the lock.
 * @throws {TolkError} KEY_MISSING
 */
export async function ownKey(settings: KeySettings): Promise<HouseKey> {
  if (settings.TOLK_KEY !== undefined) return houseKey(settings.TOLK_KEY, 'TOLK_KEY');
  const folder = keyFolder(settings);
  if (folder === undefined) throw failure('KEY_MISSING', { why: 'TOLK_KEY is not set' });
  const from = `TOLK_DATA/${KEY_FILE}`;
  const found = await readKeyFile(join(folder, KEY_FILE));
  if (typeof found !== 'string') return houseKey(found, from);
  if (found !== 'is missing') throw failure('KEY_MISSING', { why: `${from} ${found}` });
  try {
    return houseKey(await writeKeyFile(folder, KEY_FILE), from);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw failure('KEY_MISSING', { why: `${from} cannot be written (${code})` }, { cause });
  }
}
