import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { enqueue, isEnqueued } from '../../jobs/index.ts';
import { purgeDoomed } from './purge-doomed.ts';
import { purgeColumns, purgeTables } from './purge-dropped.ts';

/** Job that removes what nobody sees any more; payload { brandId }. */
export const DATAMODEL_PURGE_JOB = 'datamodel.purge';

const IS_LEFT = statement(`
  select exists (select from dm_doomed where brand_id = $1)
    or exists (select from dm_table where brand_id = $1 and deleted_at is not null)
    or exists (select from dm_column where brand_id = $1 and deleted_at is not null)`);

const keyOf = (brandId: string) => `${DATAMODEL_PURGE_JOB}:${brandId}`;

/** Has the removal begin when the transaction commits; to be called by whoever dooms rows, tables or columns. */
export async function enqueuePurge({ sql, brand: { id: brandId } }: TxScope): Promise<void> {
  await enqueue(sql, DATAMODEL_PURGE_JOB, { brandId }, { jobKey: keyOf(brandId) });
}

/**
 * The job `datamodel.purge`: removes what was dropped from the model, and the rows below deleted ones. Each batch
 * is a transaction of its own, and what is left says where to go on, so it may be stopped, killed or run twice at
 * any point.
 * @throws the signal's reason when told to stop
 */
export async function purgeDatamodel(scope: Scope, _payload: unknown, signal: AbortSignal): Promise<void> {
  await purgeTables(scope, signal);
  await purgeColumns(scope, signal);
  await purgeDoomed(scope, signal);
}

/** Upkeep of a brand, once a minute: a removal that has failed for good begins again. */
export async function maintainDatamodel(scope: Scope): Promise<void> {
  const [[isLeft] = [false]] = await rows<[boolean]>(scope.sql, IS_LEFT, [scope.brand.id]);
  if (!isLeft || await isEnqueued(scope.sql, keyOf(scope.brand.id))) return;
  await scope.transaction(enqueuePurge);
}
