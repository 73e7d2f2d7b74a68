import { expect } from 'chai';
import { readdirSync, writeFileSync } from 'node:fs';
import type { FileStore } from '../../src/transfer/files/index.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { contentOf, got, openServer, PASSWORD, pieces, put, refusalOf } from './support.ts';

describe('an SFTP server with faults', () => {
  let server: TestSftpServer;
  let store: FileStore;
  const open = async (settings: Readonly<Record<string, string>> = {}) => {
    store = await openServer(server, {}, settings);
  };

  beforeEach(async () => {
    server = await startSftpServer([{ user: 'anna', password: PASSWORD }]);
    await open();
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });
  const LARGE = 'x'.repeat(2_000_000);

  it('cut in the middle of a file: nothing half-written appears, and another attempt writes it whole', async () => {
    const name = await store.claim('a.csv', 'run 1');
    server.faults.cutAfter = 500_000;
    expect(await refusalOf(store.write(name, pieces(LARGE, LARGE)))).to.match(/^LOCATION_AWAY /);
    expect(await refusalOf(store.list('')), 'it stays lost').to.match(/^LOCATION_AWAY /);
    expect(readdirSync(server.root)).to.deep.equal(['a.csv.part']);
    await open();
    expect(await store.write(name, pieces(LARGE))).to.equal(LARGE.length);
    expect([readdirSync(server.root), got(server.root, 'a.csv') === LARGE]).to.deep.equal([['a.csv'], true]);
  });

  it('cut while a file is read: its reader is told, not given an end', async () => {
    put(server.root, 'a.csv', LARGE);
    server.faults.cutAfter = 500_000;
    expect(await refusalOf(contentOf(store, 'a.csv'))).to.match(/^LOCATION_AWAY /);
    await open();
    expect(await contentOf(store, 'a.csv') === LARGE).to.equal(true);
  });

  it('that goes away between two acts is away, and closing is quick', async () => {
    server.cut();
    expect(await refusalOf(store.list(''))).to.match(/^LOCATION_AWAY /);
    await store.close();
    await store.close();
    expect(await refusalOf(store.list(''))).to.match(/^LOCATION_AWAY /);
  });

  it('that does not answer for FILES_ANSWER_TIME is away, in every act', async () => {
    put(server.root, 'a.csv', LARGE);
    for (const act of [
      () => store.list(''), () => store.claim('b', 'run 1'), () => store.write('b', pieces('x')), () => store.move('a.csv', 'b'),
      () => store.remove('a.csv'), () => store.discard('b'), () => contentOf(store, 'a.csv'),
    ]) {
      await open({ FILES_ANSWER_TIME: '1000' });
      server.faults.silent = true;
      expect(await refusalOf(act())).to.match(/^LOCATION_AWAY .*in time/);
      server.faults.silent = false;
    }
    expect(got(server.root, 'a.csv') === LARGE).to.equal(true);
  });

  it('with a full disk, by words or without, leaves no file, and goes on when there is room', async () => {
    const name = await store.claim('a.csv', 'run 1');
    server.faults.room = { bytes: 300_000, words: 'No space left on device' };
    expect(await refusalOf(store.write(name, pieces(LARGE)))).to.match(/^LOCATION_FULL .*no room left for a\.csv/);
    server.faults.room = { bytes: 300_000, words: 'Failure' };
    expect(await refusalOf(store.write(name, pieces(LARGE)))).to.match(/^LOCATION_FAILED .*Failure/);
    expect(await store.list('')).to.deep.equal([]);
    delete server.faults.room;
    await store.write(name, pieces('fits'));
    expect(readdirSync(server.root)).to.deep.equal(['a.csv']);
  });

  it('with not even room for the mark of a claim leaves nothing there, and the name to who comes then', async () => {
    for (const [words, why] of [['No space left on device', /^LOCATION_FULL/], ['Failure', /^LOCATION_FAILED/]] as const) {
      server.faults.room = { bytes: 3, words };
      expect(await refusalOf(store.claim('a.csv', 'run 1'))).to.match(why);
      expect(readdirSync(server.root)).to.deep.equal([]);
    }
    delete server.faults.room;
    expect(await store.claim('a.csv', 'run 1')).to.equal('a.csv');
  });

  it('that allows us too little says what', async () => {
    put(server.root, 'a.csv', 'x');
    const acts = {
      OPEN: () => store.claim('b.csv', 'run 1'), OPENDIR: () => store.list(''), RENAME: () => store.move('a.csv', 'b.csv'),
      REMOVE: () => store.remove('a.csv'), MKDIR: () => store.move('a.csv', 'Done/a.csv'), READ: () => contentOf(store, 'a.csv'),
    };
    for (const [denied, act] of Object.entries(acts)) {
      server.faults.denied = [denied];
      expect(await refusalOf(act()), denied).to.match(/^LOCATION_DENIED .*(a|b)?\.?(csv)? is not allowed/);
    }
    server.faults.denied = ['RENAME'];
    const refusal = await refusalOf(store.move('a.csv', 'Done/a.csv'));
    expect(refusal, 'either folder may be the one').to.contain('a.csv to Done/a.csv is not allowed');
    delete server.faults.denied;
    expect(readdirSync(server.root)).to.have.members(['a.csv', 'Done']);
  });

  it('that renames nothing leaves the part, and no file', async () => {
    const name = await store.claim('a.csv', 'run 1');
    server.faults.noRename = true;
    expect(await refusalOf(store.write(name, pieces('x')))).to.match(/^LOCATION_FAILED .*Failure/);
    expect(readdirSync(server.root)).to.deep.equal(['a.csv.part']);
    put(server.root, 'b.csv', 'x');
    expect(await refusalOf(store.move('b.csv', 'c.csv'))).to.match(/^LOCATION_FAILED /);
  });

  it('where somebody takes the name just before the rename overwrites nothing', async () => {
    const name = await store.claim('a.csv', 'run 1');
    server.faults.beforeRename = (_from, to) => writeFileSync(to, 'theirs');
    expect(await refusalOf(store.write(name, pieces('ours')))).to.match(/^FILE_TAKEN /);
    expect(got(server.root, 'a.csv')).to.equal('theirs');
    put(server.root, 'b.csv', 'ours');
    let isFirst = true;
    server.faults.beforeRename = (_from, to) => {
      if (isFirst) writeFileSync(to, 'theirs');
      isFirst = false;
    };
    expect(await store.move('b.csv', 'c.csv')).to.equal('c (2).csv');
    expect([got(server.root, 'c.csv'), got(server.root, 'c (2).csv')]).to.deep.equal(['theirs', 'ours']);
  });

  it('that lists without an end, or what is no name, is bounded and sieved', async () => {
    put(server.root, 'a.csv', 'x');
    server.faults.alsoListed = ['../b.csv', '/etc/passwd', 'c/d.csv', '.', '..', 'half.csv.filepart', 'e\0.csv', 'f.part'];
    expect((await store.list('')).map(({ name }) => name)).to.deep.equal(['a.csv']);
    server.faults.listed = 50_000;
    expect(await refusalOf(store.list(''))).to.match(/^FOLDER_CROWDED .*more than 20000 entries/);
    server.faults.listed = 500;
    server.faults.withoutModes = true;
    expect(await store.list('')).to.have.length(501);
  });

  it('without the start folder says so at once', async () => {
    put(server.root, 'a.csv', 'x');
    expect(await refusalOf(openServer(server, { server: { path: 'nowhere' } }))).to.match(/^FILE_NOT_FOUND File nowhere not found/);
    expect(await refusalOf(openServer(server, { server: { path: 'a.csv' } }))).to.match(/^FILE_NOT_FOUND /);
    const slash = await openServer(server, { server: { path: '/' } });
    expect(await slash.list('')).to.have.length(1);
    await slash.close();
  });
});
