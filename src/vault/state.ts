import { rows, statement, type Sql } from '../db/index.ts';
import { knownKeys, type HouseKey, type KeySettings } from './house-key.ts';
import { KEY_FILE } from './key-file.ts';
import { allDataKeys, unwrap, type DataKeyName, type WrappedKey } from './wrapped-key.ts';

/** opens; broken: changed in the store; unknown: its key is not known here; lost: that, and the key was given up. */
type DataKeyState = 'opens' | 'broken' | 'unknown' | 'lost';

export interface VaultState {
  /** the key in force; none before the first secret */
  readonly inForce: { readonly id: string; readonly since: Date } | undefined;
  /** where it was found; nothing when it is not known here */
  readonly from: string | undefined;
  /** whether it is the one that these settings mean: TOLK_KEY, else the key file; if not, a change is under way */
  readonly isOwn: boolean;
  /** for people: which keys were found where, as fingerprints */
  readonly known: string;
  readonly dataKeys: readonly (DataKeyName & { readonly keyId: string; readonly state: DataKeyState })[];
}

const IN_FORCE = statement('select key_id, since from vault_key where key_id is not null');

/** Tries every data key with the keys known here. Reads only. */
export async function vaultState(sql: Sql, settings: KeySettings): Promise<VaultState> {
  const [row] = await rows<[string, Date]>(sql, IN_FORCE, []);
  const dataKeys = await allDataKeys(sql);
  const { keys, told } = await knownKeys(settings);
  const from = keys.find(({ id }) => id === row?.[0])?.from;
  return {
    from,
    isOwn: from === (settings.TOLK_KEY === undefined ? `TOLK_DATA/${KEY_FILE}` : 'TOLK_KEY'),
    inForce: row && { id: row[0], since: row[1] },
    known: told,
    dataKeys: dataKeys.map((dataKey) => {
      const { brandId, purpose, id, keyId } = dataKey;
      return { brandId, purpose, id, keyId, state: stateOf(dataKey, keys) };
    }),
  };
}

function stateOf(dataKey: WrappedKey, keys: readonly HouseKey[]): DataKeyState {
  const key = keys.find(({ id }) => id === dataKey.keyId);
  if (key === undefined) return dataKey.isRetired ? 'lost' : 'unknown';
  return unwrap(key, dataKey.wrapped, dataKey) === undefined ? 'broken' : 'opens';
}
