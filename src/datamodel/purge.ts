import type { TxScope } from '../db/index.ts';
import { enqueue } from '../jobs/index.ts';

/** Job that removes what nobody sees any more; payload { brandId }. */
export const DATAMODEL_PURGE_JOB = 'datamodel.purge';

/** Has the removal begin when the transaction commits; to be called by whoever dooms rows, tables or columns. */
export async function enqueuePurge({ sql, brand: { id: brandId } }: TxScope): Promise<void> {
  await enqueue(sql, DATAMODEL_PURGE_JOB, { brandId }, { jobKey: `${DATAMODEL_PURGE_JOB}:${brandId}` });
}
