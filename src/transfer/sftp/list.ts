import type { FileEntryWithStats, Stats } from 'ssh2';
import { failure } from '../../errors.ts';
import { byAge, isPlainName, type StoredFile } from '../files/index.ts';
import { isStatus } from './failure.ts';
import type { SftpSession } from './session.ts';

const SECOND = 1000;

interface Folder {
  /** Where it is on the server. */
  readonly place: string;
  /** Its names and limit, for errors. */
  readonly folder: string;
  readonly location: string;
  readonly most: number;
}

/** `FileStore.list` of a server: what it sends is counted while it sends. @throws also FOLDER_CROWDED */
export async function listOnServer(
  session: SftpSession, { place, folder, location, most }: Folder,
): Promise<StoredFile[]> {
  const handle = await unless('NO_SUCH_FILE', session.ask<Buffer>((sftp, done) => sftp.opendir(place, done)));
  if (handle === undefined) return [];
  const found: StoredFile[] = [];
  const more = () => unless('EOF', session.ask<FileEntryWithStats[]>((sftp, done) => sftp.readdir(handle, done)));
  try {
    let looked = 0;
    for (let entries = await more(); entries !== undefined; entries = await more()) {
      looked += entries.length;
      if (looked > most) throw failure('FOLDER_CROWDED', { location, folder, most: String(most) });
      found.push(...entries.filter(isWholeFile).map(shown));
    }
  } finally {
    await session.ask((sftp, done) => sftp.close(handle, done)).catch(() => undefined); // the listing is what counts
  }
  return found.sort(byAge);
}

/** `FileStore.find` on a server. @param place where it is there */
export async function findOnServer(session: SftpSession, place: string, name: string): Promise<StoredFile | undefined> {
  const found = await unless('NO_SUCH_FILE', session.ask<Stats>((sftp, done) => sftp.lstat(place, done)));
  if (found === undefined || !((found.mode as number | undefined) === undefined || found.isFile())) return undefined;
  return { name, size: found.size, modifiedAt: new Date(found.mtime * SECOND) };
}

async function unless<Result>(
  status: 'EOF' | 'NO_SUCH_FILE', answer: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStatus(error, status)) return undefined;
    throw error;
  }
}

/** A server may list any name, `../x` too; and one that keeps quiet about kinds shows them in its line of `ls -l`. */
function isWholeFile({ filename, longname, attrs }: FileEntryWithStats): boolean {
  return isPlainName(filename) && ((attrs.mode as number | undefined) === undefined ? longname.startsWith('-') : attrs.isFile());
}

function shown({ filename, attrs }: FileEntryWithStats): StoredFile {
  return { name: filename, size: attrs.size, modifiedAt: new Date(attrs.mtime * SECOND) };
}
