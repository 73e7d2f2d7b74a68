import type { Config } from '../../config.ts';
import type { Store } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { vaultState } from '../../vault/index.ts';
import { fail, ok, warn, type Finding } from './finding.ts';

/** Whether what secrets are sealed with opens here: told before the night in which an export needs a password. */
export async function checkVault(sql: Store, config: Config): Promise<Finding[]> {
  const { inForce, from, isOwn, known, dataKeys } = await vaultState(sql, config);
  if (inForce === undefined) return [ok('secrets: none is kept yet')];
  const broken = dataKeys.filter(({ state }) => state === 'broken').map(({ brandId, purpose, id }) =>
    fail(`secrets: data key ${id} of brand ${brandId} for ${purpose} was changed in the store and does not open`));
  if (from === undefined) {
    return [fail(`secrets: ${failure('KEY_UNKNOWN', { key: inForce.id, known }).message}`), ...broken];
  }
  const foreign = new Set(dataKeys.filter(({ state }) => state === 'unknown').map(({ keyId }) => keyId));
  return [
    ...broken,
    ...[...foreign].map((key) => fail(`secrets: ${failure('KEY_UNKNOWN', { key, known }).message}`)),
    ...isOwn ? [] : [warn(`secrets: ${from} is still the key in force: tolk key rotate ends the change`)],
    ...broken.length + foreign.size > 0 ? [] : [ok(`secrets: ${from} opens all ${dataKeys.length} data keys`)],
  ];
}
