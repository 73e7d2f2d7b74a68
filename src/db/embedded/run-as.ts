/**
 * Who the server runs as. PostgreSQL refuses uid 0, so root steps down: to the owner of the cluster when
 * there is one, else to an existing system user, else (its paths are closed to that user, as under a 0700
 * home) to a user namespace, where the files stay root's. A cluster made in one of these ways does not start
 * in another, hence owner first.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, readFileSync, statSync } from 'node:fs';
import type { Binaries } from './binaries.ts';

export interface Identity {
  /** for people: `self`, `uid 101`, `user namespace` */
  readonly how: string;
  /** given to spawn and to files made for the server; absent: our own */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** program and arguments put before the server's own */
  readonly prefix: readonly string[];
}

const SELF: Identity = { how: 'self', prefix: [] };
const STEP_DOWN_TO = ['postgres', 'nobody', 'daemon'];

/**
 * Chooses the identity for a cluster, which may not exist yet.
 * @param base folder that holds the clusters; root gives it to the user it steps down to
 * @throws {Error} in one line, naming DATABASE_URL, when no way is open
 */
export function chooseIdentity(base: string, cluster: string, binaries: Binaries): Identity {
  const me = process.getuid?.();
  if (me === undefined) return SELF; // Windows
  if (me !== 0) return ordinaryUser(me, base, cluster);
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (!owner) return newIdentity(base, binaries);
  return owner.uid === 0 ? namespace(systemUser()) : stepDown(owner);
}

function ordinaryUser(me: number, base: string, cluster: string): Identity {
  try {
    accessSync(base, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(foreign(base, statSync(base).uid), { cause });
  }
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== me) throw new Error(foreign(cluster, owner.uid));
  return SELF;
}

function foreign(path: string, uid: number): string {
  return `The embedded database in ${path} belongs to uid ${uid}: `
    + 'run as that user, set TOLK_DATA to another folder, or set DATABASE_URL';
}

function newIdentity(base: string, binaries: Binaries): Identity {
  const before = statSync(base);
  const user = before.uid === 0 ? systemUser() : before;
  const direct = stepDown(user);
  chownSync(base, user.uid, user.gid);
  if (canWork(direct, base, binaries)) return direct;
  chownSync(base, before.uid, before.gid);
  const inside = namespace(user);
  if (canWork(inside, base, binaries)) return inside;
  throw new Error(`The embedded PostgreSQL cannot run as root, and uid ${user.uid} may not reach ${base} or `
    + `${binaries.postgres}: run as an ordinary user, use folders open to that one, or set DATABASE_URL`);
}

function stepDown({ uid, gid }: { uid: number; gid: number }): Identity {
  return { how: `uid ${uid}`, owner: { uid, gid }, prefix: [] };
}

function namespace({ uid, gid }: { uid: number; gid: number }): Identity {
  return { how: 'user namespace', prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'] };
}

function systemUser(): { uid: number; gid: number } {
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  for (const name of STEP_DOWN_TO) {
    const entry = entries.find((fields) => fields[0] === name);
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  throw new Error(`The embedded PostgreSQL cannot run as root, and there is no user ${STEP_DOWN_TO.join(', ')}: `
    + 'run as an ordinary user, or set DATABASE_URL');
}

/** True when this identity can run the server's binary and write into the folder. */
function canWork(identity: Identity, base: string, binaries: Binaries): boolean {
  const probes: [string, string[]][] = [
    [binaries.postgres, ['--version']],
    ['/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', base]],
  ];
  return probes.every(([program, args]) => {
    const [file = program, ...rest] = [...identity.prefix, program, ...args];
    return spawnSync(file, rest, { ...identity.owner, cwd: '/', stdio: 'ignore' }).status === 0;
  });
}
