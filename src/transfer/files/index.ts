/** Files of a place, wherever it is: the interface, names, and folders of this machine. */
export type { FileStore, OpenedFile, StoredFile } from './file-store.ts';
export { openFolder } from './folder-store.ts';
export {
  byAge, checkFileName, checkFolder, folderOf, isPlainName, namesNear, partOf, pathParts, secondPartOf,
} from './names.ts';
export { pickFiles } from './pick.ts';
export { resolveName } from './resolve-name.ts';
