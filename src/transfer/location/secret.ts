import type { Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { openSecret, sealSecret } from '../../vault/index.ts';
import type { LocationSecret } from './location.ts';
import type { StoredLocation } from './location-row.ts';

/** Where a secret lies; another row's does not open here. */
const contextOf = (id: string) => `location/${id}/secret`;

/** @throws {TolkError} as sealSecret of the vault */
export function sealLocationSecret(scope: Scope, id: string, secret: LocationSecret): Promise<Buffer> {
  return sealSecret(scope, 'location', JSON.stringify(secret), contextOf(id));
}

/** @throws {TolkError} as openSecret of the vault */
export async function openLocationSecret(scope: Scope, { shown, sealed }: StoredLocation): Promise<LocationSecret> {
  if (sealed === null) throw failure('SECRET_BROKEN', {});
  const plain = await openSecret(scope, 'location', sealed, contextOf(shown.id));
  return JSON.parse(plain.toString()) as LocationSecret; // sealed by us, and nobody can change it
}
