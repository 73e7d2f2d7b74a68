import type { TxScope } from '../../db/index.ts';
import type { TolkError } from '../../errors.ts';
import type { Table } from '../model/model.ts';
import { keyHolders, replacedKeys, taken, type PlacedKey } from '../rows/write/keys.ts';
import type { StoredRow } from '../rows/write/stored-rows.ts';
import { keysOf, type RowValues } from '../values/index.ts';

/** A row as it shall be: a new one, or one that is there with other values. */
export interface RowWish {
  readonly parentId: string;
  readonly values: RowValues;
  /** undefined: a new one. */
  readonly stored: StoredRow | undefined;
}

/** Number of a row that is there (dm_row.id), or a new row. */
type KeyOwner<Wish> = string | Wish;

/** What becomes of a key; undefined: nobody has it. */
export interface KeyChange<Wish> extends PlacedKey {
  readonly before: string | undefined;
  readonly after: KeyOwner<Wish> | undefined;
}

interface RefusedWish<Wish> {
  readonly wish: Wish;
  readonly error: TolkError;
  /** What it wants, and who has it. */
  readonly key: PlacedKey;
  readonly owner: KeyOwner<Wish>;
}

interface AssignedKeys<Wish> {
  readonly accepted: readonly Wish[];
  readonly refused: readonly RefusedWish<Wish>[];
  readonly changes: readonly KeyChange<Wish>[];
}

/**
 * Finds out which rows can have their values in unique columns, as if they were written one after the other: a value
 * that an earlier one gives up is free, a value that another row has is taken.
 * @param wishes no stored row twice; those are locked, or what is found out is a guess
 */
export async function assignKeys<Wish extends RowWish>(
  tx: TxScope, table: Table, wishes: readonly Wish[],
): Promise<AssignedKeys<Wish>> {
  const wanted = new Map(wishes.map((wish) => [wish, wantedKeys(wish)]));
  const ledger = await openLedger<Wish>(tx, table, [...wanted.values()].flat());
  const beforeOf = (key: PlacedKey) => ledger.get(nameOf(key))?.before;
  const accepted: Wish[] = [];
  const refused: RefusedWish<Wish>[] = [];
  for (const [wish, keys] of wanted) {
    const key = keys.find((one) => ledger.get(nameOf(one))?.after !== undefined);
    const owner = key && ledger.get(nameOf(key))?.after;
    if (key !== undefined && owner !== undefined) {
      refused.push({ wish, error: taken(key), key, owner });
      continue;
    }
    accepted.push(wish);
    for (const one of keys) ledger.set(nameOf(one), { ...one, before: beforeOf(one), after: wish.stored?.id ?? wish });
    if (wish.stored === undefined) continue;
    for (const one of replacedKeys(wish.stored, wish.values)) {
      ledger.set(nameOf(one), { ...one, before: beforeOf(one) ?? one.rowId, after: undefined });
    }
  }
  const changes = [...ledger.values()].filter(({ before, after }) => before !== after);
  return { accepted, refused, changes };
}

/** Keys by name, as they are so far. */
type Ledger<Wish> = Map<string, KeyChange<Wish>>;

async function openLedger<Wish>(tx: TxScope, table: Table, wanted: readonly PlacedKey[]): Promise<Ledger<Wish>> {
  const keys = new Map(wanted.map((key) => [nameOf(key), key]));
  const holders = await keyHolders(tx, table, [...keys.values()]);
  return new Map([...keys].map(([name, key], place) => {
    const holder = holders[place] ?? undefined;
    return [name, { ...key, before: holder, after: holder }];
  }));
}

/** What a row has no key for yet. */
function wantedKeys({ parentId, values, stored }: RowWish): PlacedKey[] {
  const keys = keysOf(values).filter(({ column, text }) => stored?.keys.get(column) !== text);
  return keys.map((key) => ({ ...key, parentId }));
}

function nameOf({ column, parentId, text }: PlacedKey): string {
  return `${column.id} ${parentId} ${text}`;
}
