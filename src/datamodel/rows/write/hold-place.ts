import { rows, statement, type TxScope } from '../../../db/index.ts';
import { StaleModel } from '../../model/model-cache.ts';
import type { Model } from '../../model/model.ts';
import { chainStatement, chainValues } from '../chain.ts';
import { placeNotFound, type Place } from '../place.ts';

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

/** Keeps the model as it is until the transaction ends. @throws {StaleModel} when it has changed */
export async function holdRevision({ sql, brand }: TxScope, { revision }: Model): Promise<void> {
  const [[isSettled] = [false]] = await rows<[boolean]>(sql, UNDER, [brand.id, revision]);
  if (!isSettled) throw new StaleModel();
}
