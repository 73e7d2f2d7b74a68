import type { TxScope } from '../../db/index.ts';
import type { Table } from '../model/model.ts';
import { claimKeys, dropKeys, type Claim } from '../rows/write/keys.ts';
import type { StoredRow } from '../rows/write/stored-rows.ts';
import { insertNewRows, takeRowIds, updateStoredRows } from '../rows/write/write-rows.ts';
import type { KeyChange, RowWish } from './assign-keys.ts';

/** Each try waits for whoever stores the same key. */
const TRIES = 10;

/** Somebody stored a row with the same key after it had been looked for; a new try finds it. */
export class KeyAppeared extends Error {}

/** Carries out an act that ends with storeWishes; again, when a key that it found free is taken then. */
export async function untilKeysHold<Result>(tx: TxScope, act: (inner: TxScope) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await tx.transaction(act);
    } catch (error) {
      if (!(error instanceof KeyAppeared) || tries === TRIES) throw error;
    }
  }
}

interface Wishes<Wish> {
  /** New rows. */
  readonly inserts: readonly Wish[];
  /** Rows that are there, locked. */
  readonly updates: readonly (Wish & { readonly stored: StoredRow })[];
  readonly keys: readonly KeyChange<Wish>[];
}

/** Writes rows and their keys. @returns dm_row.id of the new ones, in their order */
export async function storeWishes<Wish extends RowWish>(
  tx: TxScope, table: Table, { inserts, updates, keys }: Wishes<Wish>,
): Promise<string[]> {
  const ids = await takeRowIds(tx, inserts.length);
  const idOf = new Map<Wish, string>(inserts.map((wish, place) => [wish, ids[place] ?? '']));
  const before = keys.flatMap((key) => claimOf(key, key.before));
  const after = keys.map((key) => ({
    isMoved: key.before !== undefined,
    claims: claimOf(key, typeof key.after === 'object' ? idOf.get(key.after) : key.after),
  }));
  const claimsThat = (isMoved: boolean) => after.flatMap((one) => (one.isMoved === isMoved ? one.claims : []));

  if ((await claimKeys(tx, table, claimsThat(false))).length > 0) throw new KeyAppeared();
  await insertNewRows(tx, table, inserts.map((wish) => ({ ...wish, id: idOf.get(wish) ?? '' })));
  await updateStoredRows(tx, table, updates.map((wish) => ({ ...wish, id: wish.stored.id })));
  // Keys that rows of this transaction give up; nobody else can take them before it ends, so nothing is waited for.
  await dropKeys(tx, table, before);
  await claimKeys(tx, table, claimsThat(true));
  return ids;
}

function claimOf<Wish>({ column, parentId, text }: KeyChange<Wish>, rowId: string | undefined): Claim[] {
  return rowId === undefined ? [] : [{ column, parentId, text, rowId }];
}
