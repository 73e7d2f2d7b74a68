import type { FileStore, StoredFile } from './file-store.ts';
import { checkFolder, folderOf } from './names.ts';
import { fits, resolveName } from './resolve-name.ts';

/**
 * The files that a pattern stands for, oldest first; their names begin with their folder.
 * @param pattern `in/orders_{Y}{m}{d}*.csv`: date variables, then `*` and `?` in the file name, not in folders
 * @param when the moment and the zone of the date variables
 * @throws {TolkError} FIELD_VALUE (variables, folder), and as FileStore.list
 */
export async function pickFiles(
  store: FileStore, pattern: string, when: { readonly at: Date; readonly zone: string },
): Promise<StoredFile[]> {
  const wish = resolveName(pattern, when.at, when.zone);
  const folder = checkFolder(folderOf(wish));
  const prefix = folder === '' ? '' : `${folder}/`;
  const fileWish = wish.slice(prefix.length);
  const found = await store.list(folder);
  return found.filter(({ name }) => fits(fileWish, name)).map((file) => ({ ...file, name: prefix + file.name }));
}
