/**
 * A cluster on disk: `<base>/pg<major>/` with `data/`, `secret` (the password, 0600) and `postgres.log`. It
 * is made beside its place and renamed into it, so a crash half way leaves nothing half-made, and of two
 * makers one wins.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findBinaries, type Binaries } from './binaries.ts';
import { isAlive } from './process.ts';
import { chooseIdentity, type Identity } from './run-as.ts';

export interface Cluster {
  readonly data: string;
  readonly log: string;
  readonly password: string;
  readonly binaries: Binaries;
  readonly identity: Identity;
}

/** Role that owns everything in the cluster. */
export const OWNER = 'tolk';

/** Sorting by code point and upper/lower case of all of Unicode: the same on every machine. */
const LOCALE = process.platform === 'linux'
  ? ['--locale=C.UTF-8']
  : ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];

const run = promisify(execFile);
/** Unfinished clusters of this very process, which are not leftovers. */
const making = new Set<string>();

/**
 * Opens the cluster in a folder, making folder and cluster when they are missing.
 * @param isDurable false: a new one need not survive a power cut (tests), which makes it sooner
 * @throws {Error} in one line when the folder is closed to us or holds a cluster of another version or user
 */
export async function openCluster(directory: string, isDurable: boolean): Promise<Cluster> {
  const binaries = findBinaries();
  const base = resolve(directory);
  makeFolder(base);
  const home = join(base, `pg${binaries.major}`);
  const identity = chooseIdentity(base, home, binaries);
  removeLeftovers(base);
  if (!existsSync(home)) {
    refuseOtherVersion(base, binaries.major);
    await makeCluster({ home, identity, binaries, isDurable });
  }
  const password = readFileSync(join(home, 'secret'), 'utf8').trim();
  return { data: join(home, 'data'), log: join(home, 'postgres.log'), password, binaries, identity };
}

/** The parents get the ordinary mode: a closed parent would shut out the user that root steps down to. */
function makeFolder(base: string): void {
  try {
    mkdirSync(resolve(base, '..'), { recursive: true });
    if (!existsSync(base)) mkdirSync(base, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Error(`Cannot make the folder ${base}: set TOLK_DATA to one that is open to you, or DATABASE_URL`,
      { cause });
  }
}

/**
 * A new major version does not read the files of an old one; an empty store beside them would look like lost
 * data.
 */
function refuseOtherVersion(base: string, major: string): void {
  const other = readdirSync(base).find((name) => /^pg\d+$/.test(name));
  if (!other) return;
  throw new Error(`${join(base, other)} was made by PostgreSQL ${other.slice(2)}, this is ${major}: `
    + 'dump it with the old version and restore it here, or set DATABASE_URL');
}

function removeLeftovers(base: string): void {
  for (const name of readdirSync(base)) {
    const maker = /^pg\d+\.new-(\d+)-/.exec(name)?.[1];
    if (maker === undefined) continue;
    const path = join(base, name);
    const abandoned = Number(maker) === process.pid ? !making.has(path) : !isAlive(Number(maker));
    if (abandoned) rmSync(path, { recursive: true, force: true });
  }
}

interface Plan {
  readonly home: string;
  readonly identity: Identity;
  readonly binaries: Binaries;
  readonly isDurable: boolean;
}

async function makeCluster(plan: Plan): Promise<void> {
  const { home, identity } = plan;
  const unfinished = `${home}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
  making.add(unfinished);
  try {
    const secret = join(unfinished, 'secret');
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(secret, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    give(unfinished, identity);
    give(secret, identity);
    await initialise(join(unfinished, 'data'), secret, plan);
    renameSync(unfinished, home);
  } catch (error) {
    if (!existsSync(home)) throw error; // else another process was first, and its cluster is as good
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    making.delete(unfinished);
  }
}

async function initialise(data: string, secret: string, plan: Plan): Promise<void> {
  const { identity, binaries, isDurable } = plan;
  const [file = '', ...args] = [
    ...identity.prefix, binaries.initdb, '-D', data, '-U', OWNER, `--pwfile=${secret}`,
    '--auth=scram-sha-256', '--encoding=UTF8', ...LOCALE, '--no-instructions',
    ...isDurable ? [] : ['--no-sync'],
  ];
  try {
    await run(file, args, { ...identity.owner, cwd: '/', env: serverEnvironment() });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().split('\n').at(-1) || (cause as Error).message;
    throw new Error(`The embedded PostgreSQL cannot make its files in ${data}: ${said}; or set DATABASE_URL`,
      { cause });
  }
}

/** The server gets none of our environment (settings and secrets are ours), but for what finds programs. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: 'C' };
}

/** Hands a file to whom the server runs as; root may not run PostgreSQL. */
export function give(path: string, { owner }: Identity): void {
  if (owner) chownSync(path, owner.uid, owner.gid);
}
