import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeLocation, createLocation } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { until } from '../support/until.ts';
import { importer, type Importer } from './import-runs-support.ts';

describe('imports from an SFTP server', () => {
  let mine: Importer;
  let server: TestSftpServer;
  beforeEach(async () => {
    server = await startSftpServer([{ user: 'anna', password: 'pw' }]);
    mine = await importer({ RUN_RETRIES: '1', FILES_PRIVATE_HOSTS: '1', TOLK_KEY: Buffer.alloc(32, 7).toString('base64') });
    const { host, port, hostKey } = server;
    await createLocation(mine.scope, { name: 'ftp', kind: 'sftp', host, port, user: 'anna', secret: { password: 'pw' }, hostKey });
    await mine.define({ file: { location: 'ftp', name: 'out/*.csv', archive: 'out/done', missing: 'ignore' } });
    mkdirSync(path.join(server.root, 'out'));
    mine.work();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
    await server.stop();
  });

  const put = (name: string, content: string) => writeFileSync(path.join(server.root, 'out', name), content);
  const files = () => readdirSync(path.join(server.root, 'out'), { recursive: true }).map(String).sort();
  const GOOD = 'externalId;lastname\nK1;Vis\nK2;Bos;too many\n';
  const whole = async () => {
    expect(files()).to.deep.equal(['a.errors.csv', 'done', 'done/a.csv']);
    expect(await mine.customers('external_id')).to.deep.equal([{ external_id: 'K1' }]);
    expect(await mine.db.sql('customer_history').count()).to.deep.equal([{ count: '1' }]);
  };
  const runIds = () => mine.db.sql('run').orderBy('id').pluck<string[]>('id');

  it('leave the bad rows and the archived file there', async () => {
    put('a.csv', GOOD);
    expect(await mine.run()).to.deep.include({ state: 'done', error: null });
    await whole();
    expect(readFileSync(path.join(server.root, 'out/a.errors.csv'), 'utf8')).to.include('K2;Bos;too many');
  });

  it('are tried again while it is down, and go on when it is back, also one that was cut off while it was read', async () => {
    put('a.csv', GOOD + 'K1;Vis\n'.repeat(20_000));
    await server.down();
    const id = await mine.start();
    await until(async () => (await mine.db.sql('run').where({ id, failures: 1 })).length === 1);
    server.faults.cutAfter = 100_000;
    await server.up();
    const first = await mine.ended(id);
    const run = first.state === 'done' ? first : await mine.retry(id);
    expect([run.state, run.counters['repeated']]).to.deep.equal(['done', 20_000]);
    expect(server.faults.cutAfter).to.equal(undefined);
    await whole();
  });

  it('are refused by a wrong password and a changed host key, with no file taken; the next run works', async () => {
    put('a.csv', GOOD);
    await changeLocation(mine.scope, 'ftp', { secret: { password: 'wrong' } });
    expect((await mine.run()).error).to.include('does not let us in as anna');
    await changeLocation(mine.scope, 'ftp', { secret: { password: 'pw' } });
    await server.down();
    await server.up({ newHostKey: true });
    const refused = await mine.run();
    expect([refused.state, refused.error?.includes('shows host key')]).to.deep.equal(['failed', true]);
    await changeLocation(mine.scope, 'ftp', { hostKey: server.hostKey, secret: { password: 'pw' } });
    expect(await mine.run()).to.deep.include({ state: 'done' });
    await whole();
  });

  it('take what could not be read again at the next slot, each once', async () => {
    put('a.csv', GOOD);
    put('b.csv', 'externalId;lastname\nK3;Mol\n');
    const allEnded = () => until(async () => (await mine.db.sql('run').whereNull('ended_at')).length === 0);
    server.faults.denied = ['OPEN'];
    for (const runs of [2, 4]) {
      expect((await mine.run()).state).to.equal('failed');
      await allEnded();
      expect(await runIds()).to.have.length(runs);
    }
    delete server.faults.denied;
    await mine.db.sql('run').update({ state: 'dead', failures: 0 });
    expect((await mine.run()).counters, 'what killed processes').to.deep.equal({ files: 0 });
    await mine.db.sql('run').where({ state: 'dead' }).update({ failures: 1 });
    expect((await mine.run()).state).to.equal('done');
    await allEnded();
    expect(await mine.customers('external_id')).to.deep.equal([{ external_id: 'K1' }, { external_id: 'K3' }]);
    expect(files()).to.deep.equal(['a.errors.csv', 'done', 'done/a.csv', 'done/b.csv']);
  });

  it('merge nothing twice when the file may not be moved, and move it when they are tried again', async () => {
    put('a.csv', 'externalId;lastname\nK1;Vis\n');
    server.faults.denied = ['RENAME'];
    const denied = await mine.run();
    expect([denied.state, denied.error?.includes('not allowed')]).to.deep.equal(['failed', true]);
    expect(denied.counters['inserted']).to.equal(1);
    expect((await mine.run()).counters).to.deep.equal({ files: 0 });
    delete server.faults.denied;
    const [id = ''] = await runIds();
    expect(await mine.retry(id)).to.deep.include({ state: 'done', counters: denied.counters });
    expect(files()).to.deep.equal(['done', 'done/a.csv']);
  });

  it('die when renames are refused without a reason, with all merged', async () => {
    put('a.csv', 'externalId;lastname\nK1;Vis\n');
    server.faults.noRename = true;
    const dead = await mine.run();
    expect([dead.state, dead.attempt, dead.counters['inserted']]).to.deep.equal(['dead', 2, 1]);
    expect(existsSync(path.join(server.root, 'out/a.csv'))).to.equal(true);
  });

  it('die when its disk is full for the bad rows, and write them once there is room', async () => {
    put('a.csv', GOOD);
    server.faults.room = { bytes: 10, words: 'No space left on device' };
    const dead = await mine.run();
    expect([dead.state, dead.error?.includes('no room')]).to.deep.equal(['dead', true]);
    delete server.faults.room;
    const [id = ''] = await runIds();
    expect(await mine.retry(id)).to.deep.include({ state: 'done' });
    await whole();
  });
});
