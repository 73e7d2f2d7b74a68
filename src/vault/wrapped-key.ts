import { rows, statement, type Sql } from '../db/index.ts';
import { decrypt, encrypt, type Belonging } from './cipher.ts';
import type { HouseKey } from './house-key.ts';

/** A row of data_key, as far as it says which one it is. */
export interface DataKeyName {
  readonly brandId: string;
  readonly purpose: string;
  readonly id: number;
}

/** A row of data_key with all that a change of the key needs. */
export interface WrappedKey extends DataKeyName {
  readonly wrapped: Buffer;
  readonly keyId: string;
  readonly isRetired: boolean;
}

/** Wraps a data key, for its own row only. */
export function wrap(houseKey: HouseKey, bytes: Buffer, name: DataKeyName): Buffer {
  return encrypt(houseKey.bytes, bytes, belonging(name));
}

/** @returns nothing when the row was changed, or belongs elsewhere */
export function unwrap(houseKey: HouseKey, wrapped: Buffer, name: DataKeyName): Buffer | undefined {
  return decrypt(houseKey.bytes, wrapped, belonging(name));
}

function belonging({ brandId, purpose, id }: DataKeyName): Belonging {
  return ['tolk data key', brandId, purpose, id];
}

const ALL = statement(`
  select brand_id, purpose, id, wrapped, key_id, retired_at is not null from data_key
  order by brand_id, purpose, id`);

type Row = [brandId: string, purpose: string, id: number, wrapped: Buffer, keyId: string, isRetired: boolean];

/** Every data key of the house: the key that wraps them is the house's, not a brand's. */
export async function allDataKeys(sql: Sql): Promise<WrappedKey[]> {
  const all = await rows<Row>(sql, ALL, []);
  return all.map(([brandId, purpose, id, wrapped, keyId, isRetired]) =>
    ({ brandId, purpose, id, wrapped, keyId, isRetired }));
}
