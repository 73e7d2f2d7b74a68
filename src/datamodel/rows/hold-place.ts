import { rows, statement, type TxScope } from '../../db/index.ts';
import { StaleModel } from '../model/model-cache.ts';
import type { Model } from '../model/model.ts';
import { chainStatement, chainValues } from './chain.ts';
import { holdChains } from './hold-chains.ts';
import { placeNotFound, type Place } from './place.ts';

const HOLD = chainStatement(3, ({ isThere, holdParent }) => `
with guard as materialized (
  select dm_write_under($1, $2) as is_settled
), parent as materialized (
  ${holdParent}
)
select is_settled, exists (select from parent) and ${isThere} from guard`);

/**
 * Keeps the model as it is, and the parent row of a place from being deleted, until the transaction ends.
 * @throws {TolkError} ROW_NOT_FOUND when the parent or a row above it is not there
 * @throws {StaleModel} when the model has changed
 */
export async function holdPlace({ sql, brand }: TxScope, model: Model, place: Place): Promise<void> {
  const values = [brand.id, model.revision, ...chainValues(place)];
  const [[isSettled, isThere] = []] = await rows<[isSettled: boolean, isThere: boolean]>(sql, HOLD(place), values);
  if (isSettled !== true) throw new StaleModel();
  if (isThere !== true) throw placeNotFound({ ...place, rowId: undefined });
}

const UNDER = statement('select dm_write_under($1, $2)');

/** The same for many places of one table, at least one, by a fixed number of statements. */
export async function holdPlaces(tx: TxScope, model: Model, places: readonly Place[]): Promise<void> {
  const [first, second] = places as readonly [Place, ...Place[]];
  if (second === undefined) return holdPlace(tx, model, first);
  const [[isSettled] = [false]] = await rows<[boolean]>(tx.sql, UNDER, [tx.brand.id, model.revision]);
  if (!isSettled) throw new StaleModel();
  const there = await holdChains(tx, first.parents.map(({ table }) => table), places.map(({ parents }) =>
    parents.map(({ id }) => id)));
  const gone = places.find((_place, at) => !there.has(at));
  if (gone !== undefined) throw placeNotFound(gone);
}
