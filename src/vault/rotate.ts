import { join } from 'node:path';
import { rows, statement, type Sql, type Store } from '../db/index.ts';
import { failure } from '../errors.ts';
import { houseKey, keyFolder, knownKeys, type HouseKey, type KeySettings } from './house-key.ts';
import { CHANGE_FILE, dropChangeFile, readKeyFile, settleKeyFile, writeKeyFile } from './key-file.ts';
import { lockKeyInForce, putInForce } from './key-in-force.ts';
import { allDataKeys, unwrap, wrap } from './wrapped-key.ts';

export interface Rotation {
  /** fingerprint of the key in force; none before the first secret, when there is nothing to change */
  readonly inForce: string | undefined;
  /** data keys that it wraps now and did not before */
  readonly rewrapped: number;
  /** data keys that no key known here opens: they stay as they are */
  readonly left: number;
}

/**
 * Changes the key that wraps all data keys: to TOLK_KEY, or without one, with the embedded store, to a new one in the
 * key file. Secrets and data keys stay the same, so running instances go on: those with TOLK_KEY must have the old
 * key as TOLK_KEY_OLD, those with the key file read it again. Killed at any moment, it is done or not done.
 * @throws {TolkError} KEY_UNKNOWN (the key in force is not known here), KEY_MISSING (no new one)
 */
export async function rotateKey(sql: Store, settings: KeySettings): Promise<Rotation> {
  const done = await sql.transaction(async (trx) => {
    const before = await lockKeyInForce(trx);
    if (before === undefined) return { inForce: undefined, rewrapped: 0, left: 0 };
    await settle(before, settings);
    const { keys, told } = await knownKeys(settings);
    if (!keys.some(({ id }) => id === before)) throw failure('KEY_UNKNOWN', { key: before, known: told });
    const next = await nextKey(settings);
    const counts = await rewrap(trx, keys, next);
    if (next.id !== before) await putInForce(trx, next);
    return { inForce: next.id, ...counts };
  });
  await sql.transaction(async (trx) => settle(await lockKeyInForce(trx), settings));
  return done;
}

/** Under the lock: ends the change of a key file that was committed, or takes back one that was not. */
async function settle(inForce: string | undefined, settings: KeySettings): Promise<void> {
  const folder = keyFolder(settings);
  if (folder === undefined) return;
  const change = await readKeyFile(join(folder, CHANGE_FILE));
  if (typeof change === 'string') return;
  await (houseKey(change, CHANGE_FILE).id === inForce ? settleKeyFile(folder) : dropChangeFile(folder));
}

async function nextKey(settings: KeySettings): Promise<HouseKey> {
  if (settings.TOLK_KEY !== undefined) return houseKey(settings.TOLK_KEY, 'TOLK_KEY');
  const folder = keyFolder(settings);
  if (folder === undefined) throw failure('KEY_MISSING', { why: 'TOLK_KEY is not set' });
  return houseKey(await writeKeyFile(folder, CHANGE_FILE), `TOLK_DATA/${CHANGE_FILE}`);
}

const REWRAP = statement(`
  update data_key d set wrapped = n.wrapped, key_id = $1
  from unnest($2::bigint[], $3::text[], $4::integer[], $5::bytea[]) as n (brand_id, purpose, id, wrapped)
  where d.brand_id = n.brand_id and d.purpose = n.purpose and d.id = n.id`);

async function rewrap(
  sql: Sql, keys: readonly HouseKey[], next: HouseKey,
): Promise<Pick<Rotation, 'rewrapped' | 'left'>> {
  const others = (await allDataKeys(sql)).filter(({ keyId }) => keyId !== next.id);
  const wrapped = others.flatMap((dataKey) => {
    const key = keys.find(({ id }) => id === dataKey.keyId);
    const bytes = key && unwrap(key, dataKey.wrapped, dataKey);
    return bytes === undefined ? [] : [{ ...dataKey, wrapped: wrap(next, bytes, dataKey) }];
  });
  await rows(sql, REWRAP, [
    next.id, wrapped.map(({ brandId }) => brandId), wrapped.map(({ purpose }) => purpose), wrapped.map(({ id }) => id),
    wrapped.map((dataKey) => dataKey.wrapped),
  ]);
  return { rewrapped: wrapped.length, left: others.length - wrapped.length };
}
