import { expect } from 'chai';
import {
  chmodSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../src/config.ts';
import { openFolder, type FileStore } from '../../src/transfer/files/index.ts';
import { giveName, giveNameWithoutLinks } from '../../src/transfer/files/folder-move.ts';
import { contentOf, folderPlace, got, pieces, put, refusalOf, type Place } from './support.ts';

const BAD_NAMES = [
  '../a', 'a/../../b', '..', '.', '', '/etc/passwd', '//a', 'a//b', 'a/', './a', 'a\0.csv', 'a\nb', '\ud800',
  '..\\a', 'C:\\a', 'C:a', 'c:/a', '\\\\server\\share\\a', 'a\\b', `${'x'.repeat(231)}`, `${'é'.repeat(120)}`,
  Array.from({ length: 300 }, () => 'abc').join('/'),
];
/** Look like dots and slashes, and are letters to every file system. */
const ODD_NAMES = ['．．', '..∕a', '․․', '%2e%2e%2fa', '~', '-rf', ' a ', '…', 'CON', 'ab:c.csv', '‮gpj.csv', '💥', 'x'.repeat(230)];

describe('a folder', () => {
  let place: Place;
  let inside: string;
  let store: FileStore;
  const open = (start: string) =>
    openFolder({ base: path.join(place.root, 'brand'), start, location: 'drop', limits: readConfig({}) });

  beforeEach(async () => {
    place = await folderPlace();
    inside = path.join(place.root, 'brand');
    store = await open('');
    put(place.root, 'secret', 'secret');
  });
  afterEach(() => place.stop());

  it('refuses names that could lead out of it or are none, in every act', async () => {
    put(inside, 'a.csv', 'x');
    for (const name of BAD_NAMES) {
      const acts = [
        () => store.read(name), () => store.claim(name, 'run 1'), () => store.write(name, pieces('x')), () => store.discard(name),
        () => store.move(name, 'b'), () => store.move('a.csv', name), () => store.remove(name),
        ...name === '' ? [] : [() => store.list(name)],
      ];
      for (const act of acts) expect(await refusalOf(act()), JSON.stringify(name)).to.match(/^FIELD_VALUE /);
    }
    expect([readdirSync(inside), readdirSync(place.root).sort()]).to.deep.equal([['a.csv'], ['brand', 'secret']]);
  });

  it('takes odd names as they are, inside', async () => {
    for (const name of ODD_NAMES) {
      expect(await store.claim(name, 'run 1')).to.equal(name);
      await store.write(name, pieces(name));
      expect(await contentOf(store, name)).to.equal(name);
    }
    expect(readdirSync(inside).sort()).to.deep.equal([...ODD_NAMES].sort());
    expect(readdirSync(place.root).sort()).to.deep.equal(['brand', 'secret']);
  });

  it('keeps two spellings of one name apart where the file system does', async () => {
    put(inside, 'é.csv', 'composed');
    put(inside, 'e\u0301.csv', 'decomposed');
    expect(await contentOf(store, 'é.csv')).to.equal('composed');
    expect(await contentOf(store, 'e\u0301.csv')).to.equal('decomposed');
  });

  it('refuses names of what is still being written', async () => {
    put(inside, 'a.csv.part', 'half');
    for (const act of [() => store.read('a.csv.part'), () => store.claim('a.PART', 'run 1'), () => store.move('a.csv.part', 'b')]) {
      expect(await refusalOf(act())).to.match(/^FIELD_VALUE .*still being written/);
    }
  });

  it('follows no link out of it: to a file, to a folder, dangling, as a part', async () => {
    symlinkSync(path.join(place.root, 'secret'), path.join(inside, 'link.csv'));
    symlinkSync(place.root, path.join(inside, 'out'));
    symlinkSync(path.join(place.root, 'new'), path.join(inside, 'dangling.csv'));
    symlinkSync(path.join(place.root, 'secret'), path.join(inside, 'b.csv.part'));
    for (const act of [
      () => store.read('link.csv'), () => store.read('out/secret'), () => store.list('out'), () => store.claim('out/new', 'run 1'),
      () => store.write('out/new', pieces('x')), () => store.write('b.csv', pieces('x')), () => store.move('out/secret', 'mine'),
      () => store.remove('out/secret'), () => store.discard('out/secret'), () => store.claim('b.csv', 'run 1'),
    ]) expect(await refusalOf(act())).to.match(/^LOCATION_DENIED /);
    expect(await store.claim('dangling.csv', 'run 1')).to.equal('dangling (2).csv');
    put(inside, 'a.csv', 'mine');
    expect(await refusalOf(store.move('a.csv', 'out/a.csv'))).to.match(/^LOCATION_DENIED /);
    expect(readdirSync(place.root).sort()).to.deep.equal(['brand', 'secret']);
    expect(got(place.root, 'secret')).to.equal('secret');
    expect(await store.list('')).to.have.length(1);
  });

  it('has a start folder that is no link either', async () => {
    symlinkSync(place.root, path.join(inside, 'out'));
    expect(await refusalOf(open('out'))).to.match(/^LOCATION_DENIED /);
    expect(await refusalOf(open('out/deep'))).to.match(/^LOCATION_DENIED /);
    expect(await refusalOf(open('../other'))).to.match(/^FIELD_VALUE /);
    const below = await open('in/deep');
    await below.write(await below.claim('a.csv', 'run 1'), pieces('x'));
    expect(got(inside, 'in/deep/a.csv')).to.equal('x');
    expect(await refusalOf(below.read('../../../secret'))).to.match(/^FIELD_VALUE /);
  });

  it('gives nothing away when a folder is swapped for a link while it is used', async () => {
    mkdirSync(path.join(inside, 'in'));
    put(inside, 'in/secret', 'ours');
    let isOver = false;
    const swap = async () => {
      while (!isOver) {
        renameSync(path.join(inside, 'in'), path.join(inside, 'was'));
        symlinkSync(place.root, path.join(inside, 'in'));
        await new Promise(setImmediate);
        unlinkSync(path.join(inside, 'in'));
        renameSync(path.join(inside, 'was'), path.join(inside, 'in'));
        await new Promise(setImmediate);
      }
    };
    const swapping = swap();
    const seen = new Set<string>();
    for (let count = 0; count < 300; count++) {
      seen.add(await contentOf(store, 'in/secret').catch((error: Error & { code: string }) => error.code));
    }
    isOver = true;
    await swapping;
    expect(seen).to.not.include('secret');
    expect([...seen].filter((end) => !['ours', 'LOCATION_DENIED', 'FILE_NOT_FOUND'].includes(end))).to.deep.equal([]);
  });

  it('does not wait at a pipe or take a device for a file', async function () {
    const { execFileSync } = await import('node:child_process');
    if (process.platform === 'win32') return this.skip();
    execFileSync('mkfifo', [path.join(inside, 'pipe')]);
    expect(await refusalOf(store.read('pipe'))).to.match(/^LOCATION_DENIED /);
    expect(await store.list('')).to.deep.equal([]);
  });

  it('ends a move that was killed half way, when its mover is gone for long', async () => {
    put(inside, 'a.csv', 'x');
    linkSync(path.join(inside, 'a.csv'), path.join(inside, 'b.csv'));
    const later = () => Date.now() + 60_000;
    expect(await giveName(path.join(inside, 'a.csv'), path.join(inside, 'b.csv'), later)).to.equal(true);
    expect([readdirSync(inside), lstatSync(path.join(inside, 'b.csv')).nlink]).to.deep.equal([['b.csv'], 1]);
  });

  it('moves without overwriting on file systems without links too', async () => {
    const [from, to] = [path.join(inside, 'a.csv'), path.join(inside, 'b.csv')];
    put(inside, 'a.csv', 'ours');
    put(inside, 'b.csv', 'theirs');
    expect(await giveNameWithoutLinks(from, to)).to.equal(false);
    unlinkSync(to);
    const ends = await Promise.all(['b', 'c', 'd'].map((name) =>
      giveNameWithoutLinks(from, path.join(inside, `${name}.csv`)).catch((error: NodeJS.ErrnoException) => error.code)));
    expect(ends.sort()).to.deep.equal(['ENOENT', 'ENOENT', true]);
    const left = readdirSync(inside);
    expect([left.length, got(inside, left[0] ?? '')]).to.deep.equal([1, 'ours']);
  });

  it('is made with modes that keep others out', async () => {
    await store.write(await store.claim('in/a.csv', 'run 1'), pieces('x'));
    expect(lstatSync(path.join(inside, 'in/a.csv')).mode & 0o027).to.equal(0);
    expect(lstatSync(path.join(inside, 'in')).mode & 0o027).to.equal(0);
  });

  it('tells what is not allowed to us', async function () {
    if (process.getuid?.() === 0) return this.skip(); // to root all is allowed
    chmodSync(inside, 0o500);
    expect(await refusalOf(store.claim('a.csv', 'run 1'))).to.match(/^LOCATION_DENIED /);
    chmodSync(inside, 0o700);
  });

  it('tells a full disk, and nothing half-written appears', async function () {
    const { execFileSync } = await import('node:child_process');
    const small = path.join(inside, 'small');
    mkdirSync(small);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', small], { stdio: 'ignore' });
    } catch {
      return this.skip(); // only root may
    }
    try {
      const full = await open('small');
      const name = await full.claim('a.csv', 'run 1');
      expect(await refusalOf(full.write(name, pieces('x'.repeat(200_000))))).to.match(/^LOCATION_FULL .*a\.csv/);
      expect(await full.list('')).to.deep.equal([]);
      await full.discard(name);
      expect(await full.write(await full.claim('a.csv', 'run 2'), pieces('fits'))).to.equal(4);
      const rest = path.join(small, 'rest');
      expect(() => writeFileSync(rest, 'x'.repeat(200_000))).to.throw('ENOSPC');
      expect(await refusalOf(full.claim('b.csv', 'run 3'))).to.match(/^LOCATION_FULL /);
      rmSync(rest);
      expect(await full.claim('b.csv', 'run 3')).to.equal('b.csv');
    } finally {
      execFileSync('umount', [small]);
      rmSync(small, { recursive: true, force: true });
    }
  });
});
