import { failure } from '../../errors.ts';
import type { StoredFile } from './file-store.ts';

/** What file systems take. */
const PART_BYTES = 255;
/** Of names that people give: a suffix and `.again.part` must fit too. */
const NAME_BYTES = 230;
const PATH_BYTES = 1000;

const PART = '.part';
/** What is still being written: by us, by WinSCP. */
const UNDER_WAY = /\.(part|filepart)$/i;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
/** On Windows `C:x` is on another drive, `x:y` a hidden stream of x, and NUL no file. */
const WINDOWS_ONLY = /[:<>"|?*]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * The parts of a name below a start folder.
 * @param field for the error
 * @param most bytes of a part
 * @throws {TolkError} FIELD_VALUE when it could lead out of that folder, or be no file anywhere
 */
export function pathParts(field: string, path: string, most = PART_BYTES): string[] {
  const refuse = (why: string) => failure('FIELD_VALUE', { field, why, value: JSON.stringify(path) });
  if (Buffer.byteLength(path) > PATH_BYTES) throw refuse(`is longer than ${PATH_BYTES} bytes`);
  const parts = path.split('/');
  for (const part of parts) {
    if (part === '' || part === '.' || part === '..') throw refuse('has an empty part, . or ..: it must lie below the start folder');
    if (UNPRINTABLE.test(part)) throw refuse('holds a control character');
    if (part.includes('\\') || /^[a-z]:/i.test(part)) throw refuse('holds \\ or begins with a drive: folders are parted by /');
    if (process.platform === 'win32' && WINDOWS_ONLY.test(part)) throw refuse('cannot be a file on this server');
    if (Buffer.byteLength(part) > most) throw refuse(`has a part of more than ${most} bytes`);
  }
  return parts;
}

/** Checks the name of a file, not of one that is still being written. @throws {TolkError} as pathParts */
export function checkFileName(name: string): string {
  pathParts('file', name, NAME_BYTES);
  if (isUnderWay(name)) {
    throw failure('FIELD_VALUE', { field: 'file', why: 'is the name of a file that is still being written', value: name });
  }
  return name;
}

/** Checks a folder; '' is the start folder. @throws {TolkError} as pathParts */
export function checkFolder(folder: string): string {
  if (folder !== '') pathParts('folder', folder, NAME_BYTES);
  return folder;
}

/** By its name: whether somebody is still writing it. */
export function isUnderWay(name: string): boolean {
  return UNDER_WAY.test(name);
}

/** Where a claimed file is written until it is whole. */
export function partOf(name: string): string {
  return name + PART;
}

/** The same for a file that an earlier attempt ended already, but did not live to say so. */
export function secondPartOf(name: string): string {
  return `${name}.again${PART}`;
}

/** Names tried one after the other: enough for a file each minute of a day. */
const SUFFIX_MAX = 2000;

/** `a.csv`, `a (2).csv`, `a (3).csv` ...; `a.csv.gz` becomes `a (2).csv.gz`. */
export function* namesNear(wish: string): Generator<string, undefined> {
  yield wish;
  const [ending = ''] = /(\.[^./]+)?(\.gz)?$/i.exec(wish) ?? [];
  const stem = wish.slice(0, wish.length - ending.length);
  for (let count = 2; count <= SUFFIX_MAX; count++) yield `${stem} (${count})${ending}`;
}

/** The folder of a name, '' for the start folder. */
export function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** For sorting files: oldest first; of the same moment by name. */
export function byAge(one: StoredFile, other: StoredFile): number {
  return one.modifiedAt.getTime() - other.modifiedAt.getTime() || (one.name < other.name ? -1 : 1);
}

/** Whether a listed entry may be picked: one part, and whole. */
export function isPlainName(name: string): boolean {
  return !isUnderWay(name) && !name.includes('/') && !['', '.', '..'].includes(name) && !UNPRINTABLE.test(name);
}
