import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { until } from '../support/until.ts';
import { ask, isRunning, kill, leave, makeFolder, otherProcess, removeFolders, start } from './embedded-support.ts';

describe('embedded server', () => {
  let folder = '';

  before(async () => {
    folder = join(await makeFolder(), 'postgres');
  });
  after(removeFolders);

  it('makes its files in a new folder and answers on loopback only', async () => {
    const server = await start(folder);
    expect(server.adopted).to.equal(false);
    expect(await ask(server.url, `select current_database(), current_user, current_setting('listen_addresses'),
      current_setting('unix_socket_directories'), current_setting('TimeZone'), current_setting('server_encoding')`))
      .to.deep.equal([['tolk', 'tolk', '127.0.0.1', '', 'UTC', 'UTF8']]);
    await ask(server.url, `create table kept as select 'first start' as word`);
    await server.stop();
    expect(isRunning(server.pid)).to.equal(false);
  });

  it('keeps its password where only the server can read it', async () => {
    expect((await stat(join(folder, 'pg18', 'secret'))).mode & 0o777).to.equal(0o600);
    const server = await start(folder);
    const wrong = await ask(server.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1').catch((error: Error) => error);
    expect(wrong).to.have.property('code', '28P01');
    await server.stop();
  });

  it('finds its data again at the second start', async () => {
    const server = await start(folder);
    expect(server.adopted).to.equal(false);
    expect(await ask(server.url, 'select word from kept')).to.deep.equal([['first start']]);
    await server.stop();
  });

  it('is shared by processes, and stopped by the last one out', async () => {
    const first = await otherProcess(folder);
    const second = await start(folder);
    expect(second).to.include({ adopted: true, pid: first.said.pid, url: first.said.url });
    await leave(first);
    expect(await ask(second.url, 'select word from kept')).to.deep.equal([['first start']]);
    expect(second.pid, 'the same server, not a new one').to.equal(first.said.pid);
    expect(isRunning(second.pid)).to.equal(true);
    await second.stop();
    expect(isRunning(second.pid)).to.equal(false);
  });

  it('survives kill -9 of the process that started it, and is adopted', async () => {
    const first = await otherProcess(folder);
    await kill(first);
    const second = await start(folder);
    expect(second).to.include({ adopted: true, pid: first.said.pid });
    await second.stop();
    expect(isRunning(second.pid), 'the killed process does not count as one that uses it').to.equal(false);
  });

  it('does not get the Ctrl-C of the terminal it was started from', async () => {
    const first = await otherProcess(folder);
    process.kill(-(first.child.pid ?? 0), 'SIGINT');
    await once(first.child, 'exit');
    const second = await start(folder);
    expect(second).to.include({ adopted: true, pid: first.said.pid });
    await second.stop();
  });

  it('comes back with what was committed after kill -9 of everything', async () => {
    const first = await otherProcess(folder);
    await ask(first.said.url, `insert into kept values ('committed')`);
    await kill(first);
    process.kill(first.said.pid, 'SIGKILL');
    const second = await start(folder);
    expect(await ask(second.url, 'select word from kept')).to.deep.equal([['first start'], ['committed']]);
    await second.stop();
  });

  it('is started again on its port when it goes away while in use', async () => {
    const server = await start(folder);
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    await until(() => server.pid !== before);
    expect(await ask(server.url, 'select count(*)::int from kept')).to.deep.equal([[2]]);
    await server.stop();
    expect(isRunning(server.pid)).to.equal(false);
  });

  it('writes nothing personal to its log', async () => {
    const server = await start(folder);
    await ask(server.url, `create table person (address text primary key)`);
    await ask(server.url, `insert into person values ('someone@example.org')`);
    for (const text of [`insert into person values ('someone@example.org')`, `select 'someone@example.org'::int`]) {
      expect(await ask(server.url, text).catch((error: Error) => error)).to.be.an('error');
    }
    await server.stop();
    expect(await readFile(join(folder, 'pg18', 'postgres.log'), 'utf8')).to.contain('duplicate key')
      .and.not.contain('insert into person');
  });

  it('refuses the files of another version instead of starting empty beside them', async () => {
    const other = await makeFolder();
    await writeFile(join(other, 'pg14'), '');
    const error = await start(other).catch((reason: Error) => reason);
    expect(error).to.be.an('error').with.property('message').that.matches(/PostgreSQL 14.*DATABASE_URL/);
  });
});
