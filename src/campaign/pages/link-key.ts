import type { Scope } from '../../db/index.ts';
import { dataKeyInUse, type DataKey } from '../../vault/index.ts';

/**
 * The key with which customer data in links of the brand is encrypted (campaigns.md 5); the first who asks makes it.
 * The sites that read the data have it too.
 * @throws {TolkError} KEY_MISSING, KEY_UNKNOWN: the installation has no key, or another one
 */
export function linkDataKey(scope: Scope): Promise<DataKey> {
  return dataKeyInUse(scope, 'link');
}
