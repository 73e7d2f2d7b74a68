import { rows, statement, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';

const SET_TIMEOUT = statement(`select current_setting('lock_timeout'), set_config('lock_timeout', $1, true)`);
/** dm_write_under holds it shared. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('datamodel', $1))`);
const LOCK_SHARED = statement(`select pg_advisory_xact_lock_shared(hashtextextended('datamodel', $1))`);

/** lock_not_available */
const TIMED_OUT = '55P03';

/**
 * Waits until nobody writes rows or changes the model, and keeps both away until the transaction ends.
 * @throws {TolkError} MODEL_BUSY after MODEL_LOCK_TIME
 */
export async function lockModel({ sql, brand, limits }: TxScope): Promise<void> {
  const [[before] = ['0']] = await rows<[string]>(sql, SET_TIMEOUT, [String(limits.MODEL_LOCK_TIME)]);
  try {
    await rows(sql, LOCK, [brand.id]);
  } catch (error) {
    if ((error as { code?: string }).code === TIMED_OUT) throw failure('MODEL_BUSY', {}, { cause: error });
    throw error;
  }
  await rows(sql, SET_TIMEOUT, [before]);
}

/** Keeps changes of the model away until the transaction ends. */
export async function holdModel({ sql, brand }: TxScope): Promise<void> {
  await rows(sql, LOCK_SHARED, [brand.id]);
}
