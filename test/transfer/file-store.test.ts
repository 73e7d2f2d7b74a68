import { expect } from 'chai';
import { mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { FileStore } from '../../src/transfer/files/index.ts';
import { broken, contentOf, folderPlace, got, pieces, put, refusalOf, serverPlace, type Place } from './support.ts';

const KINDS = [['a folder', folderPlace], ['an SFTP server', serverPlace]] as const;

for (const [kind, start] of KINDS) describe(`files of ${kind}`, () => {
  let place: Place;
  let store: FileStore;
  const opened: FileStore[] = [];
  const open = async (...args: Parameters<Place['open']>) => {
    const one = await place.open(...args);
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    place = await start();
    store = await open();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await place.stop();
  });
  const names = () => readdirSync(place.root).sort();

  it('are listed oldest first, without folders, links and what is still being written', async () => {
    for (const name of ['b.csv', 'a.csv', 'c.csv.part', 'd.csv.filepart', 'E.PART']) put(place.root, name, 'x');
    put(place.root, 'late.csv', 'four');
    utimesSync(path.join(place.root, 'late.csv'), 2_000_000_000, 2_000_000_000);
    for (const name of ['a.csv', 'b.csv']) utimesSync(path.join(place.root, name), 1_700_000_000, 1_700_000_000);
    mkdirSync(path.join(place.root, 'Done'));
    put(place.root, 'Done/old.csv', 'x');
    symlinkSync('a.csv', path.join(place.root, 'link.csv'));
    const found = await store.list('');
    expect(found.map(({ name, size }) => [name, size])).to.deep.equal([['a.csv', 1], ['b.csv', 1], ['late.csv', 4]]);
    expect(found[2]?.modifiedAt.toISOString()).to.equal('2033-05-18T03:33:20.000Z');
    expect((await store.list('Done')).map(({ name }) => name)).to.deep.equal(['old.csv']);
    expect(await store.list('nowhere')).to.deep.equal([]);
  });

  it('are found by their name, as they are listed; folders and links are not', async () => {
    mkdirSync(path.join(place.root, 'in'));
    put(place.root, 'in/a.csv', 'four');
    utimesSync(path.join(place.root, 'in/a.csv'), 2_000_000_000, 2_000_000_000);
    mkdirSync(path.join(place.root, 'in/b.csv'));
    symlinkSync('a.csv', path.join(place.root, 'in/c.csv'));
    const modifiedAt = new Date('2033-05-18T03:33:20.000Z');
    expect(await store.find('in/a.csv')).to.deep.equal({ name: 'in/a.csv', size: 4, modifiedAt });
    for (const name of ['in/b.csv', 'in/c.csv', 'in/d.csv', 'out/a.csv']) expect(await store.find(name), name).to.equal(undefined);
    expect(await refusalOf(store.find('../a.csv'))).to.match(/^FIELD_VALUE /);
  });

  it('are not listed when there are more than FOLDER_ENTRIES', async () => {
    for (const name of ['a', 'b', 'c']) put(place.root, name, '');
    expect(await (await open({ FOLDER_ENTRIES: '3' })).list('')).to.have.length(3);
    expect(await refusalOf((await open({ FOLDER_ENTRIES: '2' })).list(''))).to.match(/^FOLDER_CROWDED .*more than 2 entries/);
  });

  it('come back byte by byte, the empty one and a large one too', async () => {
    const large = Buffer.alloc(3_000_001, 'Tolk → ');
    for (const [name, content] of [['empty', ''], ['large', large.toString('latin1')]] as const) {
      const claimed = await store.claim(name, 'run 1');
      const source = content === '' ? pieces() : pieces(large.toString('latin1'));
      expect(await store.write(claimed, source)).to.equal(Buffer.byteLength(content));
      expect(await contentOf(store, name) === content, name).to.equal(true);
    }
    expect(names()).to.deep.equal(['empty', 'large']);
  });

  it('appear when they are whole: until then there is a .part, and after a broken source nothing else', async () => {
    const name = await store.claim('out/a.csv', 'run 1');
    const seen: (string | undefined)[] = [];
    async function* watched() {
      yield Buffer.from('half ');
      yield* pieces('of ');
      seen.push(got(place.root, 'out/a.csv'), got(place.root, 'out/a.csv.part') === undefined ? 'no part' : 'part');
      yield* pieces('it');
    }
    await store.write(name, watched());
    expect([...seen, got(place.root, 'out/a.csv')]).to.deep.equal([undefined, 'part', 'half of it']);
    const second = await store.claim('b.csv', 'run 1');
    expect(await refusalOf(store.write(second, broken('half')))).to.contain('killed');
    expect(got(place.root, 'b.csv')).to.equal(undefined);
    expect(await store.list('')).to.deep.equal([]);
  });

  it('are written again after a crash at any moment, and one is there at the end', async () => {
    const name = await store.claim('a.csv', 'run 7');
    const again = await open();
    expect(await again.claim('a.csv', 'run 7'), 'killed before it noted the name').to.equal('a.csv');
    await refusalOf(store.write(name, broken('a long half of the first attempt')));
    await again.write(name, pieces('second'));
    expect([names(), got(place.root, name)]).to.deep.equal([['a.csv'], 'second']);
    await refusalOf(store.write(name, broken('killed after the rename, and again in the middle')));
    await refusalOf(store.write(name, broken('killed')));
    expect(got(place.root, name), 'whole all the time').to.equal('second');
    await again.write(name, pieces('third'));
    expect([names(), got(place.root, name)]).to.deep.equal([['a.csv'], 'third']);
  });

  it('never overwrite: a taken or claimed name gets a suffix', async () => {
    put(place.root, 'a.csv', 'theirs');
    put(place.root, 'a (2).csv', 'theirs');
    const claimed = [
      await store.claim('a.csv', 'run 1'), await store.claim('a.csv', 'run 2'), await store.claim('x.csv.gz', 'run 1'),
      await store.claim('x.csv.gz', 'run 2'), await store.claim('v1.2/noending', 'run 1'), await store.claim('v1.2/noending', 'run 2'),
    ];
    expect(claimed).to.deep.equal([
      'a (3).csv', 'a (4).csv', 'x.csv.gz', 'x (2).csv.gz', 'v1.2/noending', 'v1.2/noending (2)',
    ]);
    for (const name of claimed) await store.write(name, pieces(name));
    expect(claimed.map((name) => got(place.root, name))).to.deep.equal(claimed);
    expect([got(place.root, 'a.csv'), got(place.root, 'a (2).csv')]).to.deep.equal(['theirs', 'theirs']);
  });

  it('are claimed once, whoever asks at the same time', async () => {
    const others = await Promise.all([open(), open(), open()]);
    const owners = [...others, ...others].map((one, index) => one.claim('a.csv', `run ${index}`));
    expect(new Set(await Promise.all(owners)).size).to.equal(6);
  });

  it('are refused, not overwritten, when somebody takes a claimed name', async () => {
    const name = await store.claim('a.csv', 'run 1');
    put(place.root, 'a.csv', 'theirs');
    expect(await refusalOf(store.write(name, pieces('ours')))).to.match(/^FILE_TAKEN .*a\.csv/);
    const late = await store.claim('b.csv', 'run 1');
    async function* slow() {
      yield* pieces('ours');
      put(place.root, 'b.csv', 'theirs');
    }
    expect(await refusalOf(store.write(late, slow()))).to.match(/^FILE_TAKEN /);
    expect([got(place.root, 'a.csv'), got(place.root, 'b.csv')]).to.deep.equal(['theirs', 'theirs']);
    await store.discard('a.csv');
    await store.discard('b.csv');
    await store.discard('never claimed');
    expect(names()).to.deep.equal(['a.csv', 'b.csv']);
  });

  it('are moved without overwriting, and one of many movers gets them', async () => {
    put(place.root, 'a.csv', 'one');
    expect(await store.move('a.csv', 'Done/2026/a.csv')).to.equal('Done/2026/a.csv');
    put(place.root, 'a.csv', 'two');
    expect(await store.move('a.csv', 'Done/2026/a.csv')).to.equal('Done/2026/a (2).csv');
    expect([got(place.root, 'Done/2026/a.csv'), got(place.root, 'Done/2026/a (2).csv')]).to.deep.equal(['one', 'two']);
    put(place.root, 'a.csv', 'three');
    const movers = await Promise.all([open(), open(), open()]);
    const ends = await Promise.all(movers.map((one, index) => refusalOf(one.move('a.csv', `Active/${index}.csv`))));
    expect(ends.map((end) => end.split(' ')[0]).sort()).to.deep.equal(['FILE_NOT_FOUND', 'FILE_NOT_FOUND', 'no']);
    expect(readdirSync(path.join(place.root, 'Active'))).to.have.length(1);
    expect(names()).to.deep.equal(['Active', 'Done']);
  });

  it('that are not there, or are folders or links, are not found', async () => {
    mkdirSync(path.join(place.root, 'Done'));
    const acts = [
      () => store.read('a.csv'), () => store.move('a.csv', 'b.csv'), () => store.remove('a.csv'),
      () => store.remove('Done'), () => store.move('Done', 'Gone'), () => store.read('no/such/folder.csv'),
    ];
    for (const act of acts) expect(await refusalOf(act())).to.match(/^FILE_NOT_FOUND .*location drop/);
    put(place.root, 'a.csv', 'x');
    await store.remove('a.csv');
    expect(names()).to.deep.equal(['Done']);
  });

  it('have at most FILE_BYTES', async () => {
    const strict = await open({ FILE_BYTES: '4' });
    await strict.write(await strict.claim('a', 'run 1'), pieces('four'));
    expect(await contentOf(strict, 'a')).to.equal('four');
    const claimed = await strict.claim('b', 'run 1');
    expect(await refusalOf(strict.write(claimed, pieces('fo', 'urs')))).to.match(/^FILE_TOO_LARGE .*more than 4 bytes/);
    put(place.root, 'c', 'fours');
    expect(await refusalOf(strict.read('c'))).to.match(/^FILE_TOO_LARGE /);
    expect(got(place.root, 'b')).to.equal(undefined);
  });

  it('are let go of when the work is aborted', async () => {
    const ending = new AbortController();
    const aborted = await open({}, ending.signal);
    const name = await aborted.claim('a.csv', 'run 1');
    async function* endless() {
      for (let count = 0; ; count++) {
        yield* pieces('more '.repeat(10_000));
        if (count === 3) ending.abort(new Error('cancelled'));
      }
    }
    expect(await refusalOf(aborted.write(name, endless()))).to.contain('cancelled');
    expect(await refusalOf(aborted.list(''))).to.contain('cancelled');
    expect(got(place.root, 'a.csv')).to.equal(undefined);
  });
});
