import type { Scope } from '../../db/index.ts';
import { trustHostKey } from './change-locations.ts';
import { storedLocation } from './location-row.ts';
import { openFolderOf, openServerOf } from './open-location.ts';

export interface LocationTest {
  /** Fingerprint that the server showed; null for a folder. */
  readonly hostKey: string | null;
  /** Whether it is trusted from now on and was not before. */
  readonly isNewlyTrusted: boolean;
  /** Files in the start folder. */
  readonly files: number;
}

/**
 * Opens a location and lists its start folder.
 * @param called its number or name
 * @param wish.trust also takes and stores the host key that a server shows when none is stored yet; whoever asks must
 *   compare it with what the server's owner says, as it is in the answer
 * @throws {TolkError} as openLocation and FileStore.list
 */
export async function testLocation(
  scope: Scope, called: string, { trust }: { readonly trust: boolean },
): Promise<LocationTest> {
  const found = await storedLocation(scope, called);
  if (found.shown.kind === 'folder') {
    const folder = await openFolderOf(scope, found, {});
    return { hostKey: null, isNewlyTrusted: false, files: (await folder.list('')).length };
  }
  const server = await openServerOf(scope, found, { trustNew: trust });
  try {
    const files = (await server.list('')).length;
    const isNewlyTrusted = trust && await trustHostKey(scope, found.shown, server.hostKey);
    return { hostKey: server.hostKey, isNewlyTrusted, files };
  } finally {
    await server.close();
  }
}
