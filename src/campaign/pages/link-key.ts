import type { Scope } from '../../db/index.ts';
import { dataKeyInUse, renewDataKey, retiredDataKeys, type DataKey } from '../../vault/index.ts';

/**
 * The key with which customer data in links of the brand is encrypted (campaigns.md 5); the first who asks makes it.
 * The sites that read the data have it too.
 * @throws {TolkError} KEY_MISSING, KEY_UNKNOWN: the installation has no key, or another one
 */
export function linkDataKey(scope: Scope): Promise<DataKey> {
  return dataKeyInUse(scope, 'link');
}

/** All that links which are out may have been encrypted with. */
export interface LinkKeys {
  /** What links are encrypted with from now on. */
  readonly key: DataKey;
  /** What they were encrypted with before, the last one first. */
  readonly older: readonly DataKey[];
}

/** @throws {TolkError} as linkDataKey */
export async function linkKeys(scope: Scope): Promise<LinkKeys> {
  return { key: await linkDataKey(scope), older: await retiredDataKeys(scope, 'link') };
}

/** Has links encrypted with a new key from now on. @throws {TolkError} as linkDataKey */
export async function renewLinkKey(scope: Scope): Promise<LinkKeys> {
  const key = await renewDataKey(scope, 'link');
  const older = (await retiredDataKeys(scope, 'link')).filter(({ id }) => id < key.id);
  return { key, older };
}
