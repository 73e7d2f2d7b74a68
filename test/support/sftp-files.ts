/** The file side of the test SFTP server: SFTP 3 on a real folder, as OpenSSH behaves, with faults on demand. */
import {
  closeSync, constants, existsSync, fstatSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, readSync,
  statSync, unlinkSync, writeSync, type Stats,
} from 'node:fs';
import path from 'node:path';
import ssh2, { type FileEntry, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE: S, OPEN_MODE: M } = ssh2.utils.sftp;

/** What goes wrong; all but `cutAfter` until it is taken away. */
export interface SftpFaults {
  /** Answers nothing any more. */
  silent?: boolean;
  /** Cuts the session when so many bytes were written or read; then this is taken away. */
  cutAfter?: number;
  /** Takes no byte more than these: a full disk, told as OpenSSH does ('') or with words. */
  room?: { bytes: number; readonly words: string };
  /** Acts that are not allowed: 'OPEN', 'RENAME' ... */
  denied?: readonly string[];
  /** Renames fail, as on servers that let nobody. */
  noRename?: boolean;
  /** A listing of so many invented files. */
  listed?: number;
  /** Names listed besides what is there. */
  alsoListed?: readonly string[];
  /** Listings tell no kinds of files but by their `ls -l` line. */
  withoutModes?: boolean;
  /** What happens before a rename: somebody takes the name, say. */
  beforeRename?: (from: string, to: string) => void;
}

interface Handle {
  readonly fd?: number;
  readonly names?: string[];
  readonly place: string;
}

/** Serves until the session ends. */
export function serveFiles(sftp: SFTPWrapper, root: string, faults: SftpFaults): void {
  const handles = new Map<number, Handle>();
  let last = 0;
  let moved = 0;
  const real = (name: string) => path.join(root, path.posix.normalize(`/${name}`));
  const keep = (handle: Handle): Buffer => {
    handles.set(++last, handle);
    const id = Buffer.alloc(4);
    id.writeUInt32BE(last);
    return id;
  };
  const at = (id: Buffer): Handle => handles.get(id.readUInt32BE(0)) ?? fail('no such handle');

  /** Runs one act and answers what it throws. */
  const act = (name: string, id: number, work: () => void) => {
    if (faults.silent === true) return;
    if (faults.denied?.includes(name) === true) return sftp.status(id, S.PERMISSION_DENIED);
    try {
      work();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') sftp.status(id, S.NO_SUCH_FILE);
      else if (code === 'EACCES' || code === 'EPERM') sftp.status(id, S.PERMISSION_DENIED);
      else sftp.status(id, S.FAILURE, code === undefined ? message : 'Failure');
    }
  };
  const counted = (bytes: number) => {
    moved += bytes;
    if (faults.cutAfter === undefined || moved < faults.cutAfter) return;
    delete faults.cutAfter;
    sftp.destroy();
    fail('cut');
  };

  sftp.on('OPEN', (id, name, flags) => act('OPEN', id, () => {
    sftp.handle(id, keep({ fd: openSync(real(name), modeOf(flags), 0o644), place: real(name) }));
  }));
  sftp.on('READ', (id, handle, from, length) => act('READ', id, () => {
    const bytes = Buffer.alloc(Math.min(length, 20_000)); // less than is asked for, as servers may
    const read = readSync(at(handle).fd ?? -1, bytes, 0, bytes.length, from);
    counted(read);
    if (read === 0) sftp.status(id, S.EOF);
    else sftp.data(id, bytes.subarray(0, read));
  }));
  sftp.on('WRITE', (id, handle, from, bytes) => act('WRITE', id, () => {
    if (faults.room !== undefined && (faults.room.bytes -= bytes.length) < 0) fail(faults.room.words);
    writeSync(at(handle).fd ?? -1, bytes, 0, bytes.length, from);
    counted(bytes.length);
    sftp.status(id, S.OK);
  }));
  sftp.on('CLOSE', (id, handle) => act('CLOSE', id, () => {
    const { fd } = at(handle);
    if (fd !== undefined) closeSync(fd);
    handles.delete(handle.readUInt32BE(0));
    sftp.status(id, S.OK);
  }));
  sftp.on('STAT', (id, name) => act('STAT', id, () => sftp.attrs(id, attrs(statSync(real(name))))));
  sftp.on('LSTAT', (id, name) => act('LSTAT', id, () => sftp.attrs(id, attrs(lstatSync(real(name))))));
  sftp.on('FSTAT', (id, handle) => act('FSTAT', id, () => sftp.attrs(id, attrs(fstatSync(at(handle).fd ?? -1)))));
  sftp.on('OPENDIR', (id, name) => act('OPENDIR', id, () => {
    const invented = Array.from({ length: faults.listed ?? 0 }, (_, index) => `f${index}.csv`);
    const names = [...readdirSync(real(name)), ...invented, ...faults.alsoListed ?? []];
    sftp.handle(id, keep({ names, place: real(name) }));
  }));
  sftp.on('READDIR', (id, handle) => act('READDIR', id, () => {
    const { names = [], place } = at(handle);
    const part = names.splice(0, 100);
    if (part.length === 0) sftp.status(id, S.EOF);
    else sftp.name(id, part.map((name) => listed(name, path.join(place, name), faults)));
  }));
  sftp.on('REALPATH', (id, name) => act('REALPATH', id, () => {
    sftp.name(id, [{ filename: path.posix.normalize(`/${name}`), longname: '', attrs: {} as FileEntry['attrs'] }]);
  }));
  sftp.on('MKDIR', (id, name) => act('MKDIR', id, () => {
    mkdirSync(real(name));
    sftp.status(id, S.OK);
  }));
  sftp.on('REMOVE', (id, name) => act('REMOVE', id, () => {
    unlinkSync(real(name));
    sftp.status(id, S.OK);
  }));
  sftp.on('RENAME', (id, from, to) => act('RENAME', id, () => {
    faults.beforeRename?.(real(from), real(to));
    if (faults.noRename === true) fail('Failure');
    if (existsSync(real(to))) fail('Failure');
    linkSync(real(from), real(to)); // as OpenSSH does, so that nothing is overwritten
    unlinkSync(real(from));
    sftp.status(id, S.OK);
  }));
}

function modeOf(flags: number): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants;
  const way = (flags & M.WRITE) === 0 ? O_RDONLY : (flags & M.READ) === 0 ? O_WRONLY : O_RDWR;
  const also = [[M.APPEND, O_APPEND], [M.CREAT, O_CREAT], [M.TRUNC, O_TRUNC], [M.EXCL, O_EXCL]] as const;
  return also.reduce((mode, [asked, own]) => (flags & asked) === 0 ? mode : mode | own, way);
}

function listed(name: string, place: string, { withoutModes = false }: SftpFaults): FileEntry {
  const found = existsSync(place) ? lstatSync(place) : undefined;
  const kind = found?.isDirectory() === true ? 'd' : found?.isSymbolicLink() === true ? 'l' : '-';
  const invented = { mode: constants.S_IFREG, size: 1, uid: 0, gid: 0, atime: 0, mtime: 0 };
  const all = found === undefined ? invented : attrs(found);
  const { mode, ...rest } = all;
  const line = `${kind}rw-r--r-- 1 u g ${all.size} Jan 1 00:00 ${name}`;
  return { filename: name, longname: line, attrs: (withoutModes ? rest : { mode, ...rest }) as FileEntry['attrs'] };
}

function attrs({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats) {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function fail(message: string): never {
  throw new Error(message);
}
