import { rows, statement, type Store } from '../db/index.ts';
import { failure } from '../errors.ts';
import { findKey, type KeySettings } from './house-key.ts';
import { lockKeyInForce, ownKey, putInForce } from './key-in-force.ts';

const RETIRE = statement(`
  update data_key set retired_at = now() where key_id = $1 and retired_at is null returning 1`);

/**
 * Gives up a key that is lost for good, so that secrets can be kept again: its data keys are retired, and if it was in
 * force this process's own key takes its place. Secrets sealed under it must be set anew; should the key turn up, they
 * open again with it as TOLK_KEY_OLD.
 * @returns how many data keys were retired
 * @throws {TolkError} KEY_NOT_LOST, FIELD_VALUE (nothing is kept under it), KEY_MISSING
 */
export function abandonKey(sql: Store, settings: KeySettings, id: string): Promise<number> {
  return sql.transaction(async (trx) => {
    const inForce = await lockKeyInForce(trx);
    if ((await findKey(id, settings)).key !== undefined) throw failure('KEY_NOT_LOST', { key: id });
    const retired = (await rows(trx, RETIRE, [id])).length;
    if (id === inForce) await putInForce(trx, await ownKey(settings));
    else if (retired === 0) throw failure('FIELD_VALUE', { field: 'key', why: 'no data key in use is wrapped by it', value: id });
    return retired;
  });
}
