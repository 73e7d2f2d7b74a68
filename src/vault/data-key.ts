import { randomBytes } from 'node:crypto';
import { rows, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { KEY_BYTES } from './cipher.ts';
import { findKey } from './house-key.ts';
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
    if (made !== undefined) return made;
    const [[id] = [1]] = await rows<[number]>(tx.sql, NEXT_ID, [tx.brand.id, purpose]);
    const bytes = randomBytes(KEY_BYTES);
    const wrapped = wrap(houseKey, bytes, { brandId: tx.brand.id, purpose, id });
    await rows(tx.sql, INSERT, [tx.brand.id, purpose, id, wrapped, houseKey.id]);
    return { id, bytes };
  });
}
