import path from 'node:path';
import type { Scope } from '../../db/index.ts';
import { openFolder, type FileStore } from '../files/index.ts';
import { openSftp, type ServerStore } from '../sftp/index.ts';
import { storedLocation, type StoredLocation } from './location-row.ts';
import { openLocationSecret } from './secret.ts';

/** Files of all brands, each in its own folder. */
const FILES = 'files';

interface Opening {
  /** Ends what is under way, and lets go of a server. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a location. Close it when done.
 * @param called its number or name
 * @throws {TolkError} LOCATION_NOT_FOUND; LOCATION_UNTRUSTED, LOCATION_HOST_KEY, LOCATION_REFUSED, LOCATION_PRIVATE,
 *   FILE_NOT_FOUND (start folder), SECRET_* (4xx: final), LOCATION_AWAY, KEY_* (5xx: another try may help)
 */
export async function openLocation(
  scope: Scope, called: string, { signal }: Opening = {},
): Promise<FileStore> {
  const found = await storedLocation(scope, called);
  return found.shown.kind === 'folder'
    ? openFolderOf(scope, found, { signal })
    : openServerOf(scope, found, { signal });
}

/** The same for a folder that was found. */
export function openFolderOf(
  { limits, brand }: Scope, { shown }: StoredLocation, { signal }: Opening,
): Promise<FileStore> {
  const base = path.resolve(limits.TOLK_DATA, FILES, brand.id);
  return openFolder({ base, start: shown.path, location: shown.name, limits, signal });
}

/** The same for a server that was found. @param trustNew takes any host key where none is trusted yet */
export async function openServerOf(
  scope: Scope, found: StoredLocation, { signal, trustNew }: Opening & { readonly trustNew?: boolean },
): Promise<ServerStore> {
  const { shown: { name, host, port, user, hostKey, path: start } } = found;
  // the table's check location_complete says that they are there
  const place = { host: host ?? '', port: port ?? 0, user: user ?? '' };
  const secret = await openLocationSecret(scope, found);
  return openSftp({
    server: { ...place, secret, hostKey, path: start }, location: name, limits: scope.limits, signal, trustNew,
  });
}
