import { randomBytes } from 'node:crypto';
import { rows, statement, type Scope } from '../db/index.ts';
import { failure, TolkError } from '../errors.ts';
import { KEY_BYTES } from './cipher.ts';
import { findKey, type HouseKey } from './house-key.ts';
import { holdKeyInForce } from './key-in-force.ts';
import { unwrap, wrap } from './wrapped-key.ts';

/** What data keys are for: a secret of one purpose never opens as another. */
export type Purpose = 'location' | 'subscription' | 'link' | 'certificate' | 'secret';

export interface DataKey {
  readonly id: number;
  readonly bytes: Buffer;
}

type Row = [id: number, wrapped: Buffer, keyId: string, isRetired: boolean];

const IN_USE = statement(`
  select id, wrapped, key_id, false from data_key
  where brand_id = $1 and purpose = $2 and retired_at is null`);

const BY_ID = statement(`
  select id, wrapped, key_id, retired_at is not null from data_key
  where brand_id = $1 and purpose = $2 and id = $3`);

/** The data key that new secrets of a purpose are sealed with; the first one asks makes it. @throws as sealSecret */
export async function dataKeyInUse(scope: Scope, purpose: Purpose): Promise<DataKey> {
  return await opened(scope, purpose, () => rows<Row>(scope.sql, IN_USE, [scope.brand.id, purpose]))
    ?? await makeDataKey(scope, purpose);
}

/** @returns nothing when there is none of this number @throws as openSecret */
export function dataKeyById(scope: Scope, purpose: Purpose, id: number): Promise<DataKey | undefined> {
  return opened(scope, purpose, () => rows<Row>(scope.sql, BY_ID, [scope.brand.id, purpose, id]));
}

/** Between the look at the row and that at the key file the key may have changed; it does not change all the time. */
const LOOKS = 3;

async function opened(
  { brand, limits }: Scope, purpose: Purpose, look: () => Promise<Row[]>,
): Promise<DataKey | undefined> {
  for (let left = LOOKS; ; left--) {
    const [row] = await look();
    if (row === undefined) return undefined;
    const [id, wrapped, keyId, isRetired] = row;
    const { key, known } = await findKey(keyId, limits);
    if (key !== undefined) {
      const bytes = unwrap(key, wrapped, { brandId: brand.id, purpose, id });
      if (bytes === undefined) throw failure('SECRET_BROKEN', {});
      return { id, bytes };
    }
    if (isRetired) throw failure('SECRET_LOST', { key: keyId });
    if (left === 1) throw failure('KEY_UNKNOWN', { key: keyId, known });
  }
}

const INSERT = statement(`
  insert into data_key (brand_id, purpose, id, wrapped, key_id) values ($1, $2, $3, $4, $5)`);
const NEXT_ID = statement(`
  select coalesce(max(id), 0) + 1 from data_key where brand_id = $1 and purpose = $2`);

/**
 * One at a time in the whole house: a change of the key sees every data key, and who asks for the same one at the same
 * moment gets this one.
 */
function makeDataKey(scope: Scope, purpose: Purpose): Promise<DataKey> {
  return scope.transaction(async (tx) => {
    const houseKey = await holdKeyInForce(tx.sql, tx.limits);
    const made = await opened(tx, purpose, () => rows<Row>(tx.sql, IN_USE, [tx.brand.id, purpose]));
    return made ?? addDataKey(tx, purpose, houseKey);
  });
}

async function addDataKey({ sql, brand }: Scope, purpose: Purpose, houseKey: HouseKey): Promise<DataKey> {
  const [[id] = [1]] = await rows<[number]>(sql, NEXT_ID, [brand.id, purpose]);
  const bytes = randomBytes(KEY_BYTES);
  const wrapped = wrap(houseKey, bytes, { brandId: brand.id, purpose, id });
  await rows(sql, INSERT, [brand.id, purpose, id, wrapped, houseKey.id]);
  return { id, bytes };
}

const RETIRE = statement(`
  update data_key set retired_at = now() where brand_id = $1 and purpose = $2 and retired_at is null`);

/** Puts a new data key in the place of the one in use, which opens as before what it has sealed. @throws as there */
export function renewDataKey(scope: Scope, purpose: Purpose): Promise<DataKey> {
  return scope.transaction(async (tx) => {
    const houseKey = await holdKeyInForce(tx.sql, tx.limits);
    await rows(tx.sql, RETIRE, [tx.brand.id, purpose]);
    return addDataKey(tx, purpose, houseKey);
  });
}

const RETIRED = statement(`
  select id from data_key where brand_id = $1 and purpose = $2 and retired_at is not null order by id desc`);

/** Data keys that were in use before, the last one first; without those that are lost. @throws as openSecret */
export async function retiredDataKeys(scope: Scope, purpose: Purpose): Promise<DataKey[]> {
  const keys: DataKey[] = [];
  for (const [id] of await rows<[number]>(scope.sql, RETIRED, [scope.brand.id, purpose])) {
    try {
      const key = await dataKeyById(scope, purpose, id);
      if (key !== undefined) keys.push(key);
    } catch (error) {
      if (!(error instanceof TolkError) || error.code !== 'SECRET_LOST') throw error;
    }
  }
  return keys;
}
