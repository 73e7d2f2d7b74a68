import { expect } from 'chai';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { customersByExternalId } from '../../src/customer/index.ts';
import type { FileLook } from '../../src/transfer/index.ts';
import { tolk } from '../cli/support.ts';
import { withModel } from '../datamodel/support.ts';
import { exporter, exportGateway, type Exporter, type ExportGateway } from '../export/support.ts';
import { importWish, ORDERS } from './import-support.ts';

const FILE = 'nr;mail\nK1; a@x.nl\nK2;none\u001b[2J\n';
const WISH = importWish({
  target: { kind: 'customers', unique: { fields: ['externalId'] } },
  columns: [
    { column: 'nr', field: 'externalId' },
    { column: 'mail', field: 'emailAddress', cleanUps: ['trim', { map: { 'a@x.nl': 'anna@x.nl' }, otherwise: 'bad' }] },
  ],
  file: { location: 'out', name: 'in/*.csv', archive: 'done' },
});

describe('tolk import', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  let local: string;
  before(async () => {
    gateway = await exportGateway({ IMPORT_SETTLE: '0' });
    local = path.join(gateway.data, 'local.csv');
    await writeFile(local, FILE);
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  const run = (...args: string[]) => tolk(['import', ...args, '--brand', mine.brand.name], {
    DATABASE_URL: gateway.databaseUrl, TOLK_DATA: gateway.data,
  });
  const save = async (wish: object) => {
    const file = path.join(gateway.data, 'wish.json');
    await writeFile(file, JSON.stringify(wish));
    return run('save', file);
  };
  const files = async (folder = '') => (await readdir(path.join(mine.folder, folder)).catch(() => [])).sort();

  it('saves, lists, shows and removes what REST shows too', async () => {
    const saved = await save(WISH);
    expect([saved.err, saved.code]).to.deep.equal(['', 0]);
    expect(saved.out).to.match(/^saved import test \(\d+\)\n$/);
    await withModel(mine.scope, ORDERS);
    await save({
      ...WISH, name: 'orders', columns: [],
      target: { kind: 'rows', table: 'order', unique: ['nr'], parent: [{ of: 'customer', by: 'externalId', column: 'klant' }] },
    });
    expect((await run('list')).out).to.match(/orders +rows of order +out +in\/\*\.csv\n\d+ +test +customers +out +in\/\*\.csv\n$/);
    const shown = await run('show', 'test');
    expect((await mine.ask('GET', '/imports/test')).body).to.deep.include(JSON.parse(shown.out));
    await save({ ...JSON.parse(shown.out) as object, notify: { to: ['a@b.nl'] } });
    expect((await mine.ask('GET', '/imports')).body).to.have.length(2);
    expect((await run('remove', 'test')).out).to.equal('removed import test\n');
    expect((await run('list')).out).not.to.include('test');
  });

  it('looks at a file as an import reads it, here or in a location', async () => {
    await save(WISH);
    const here = await run('look', local, '--import', 'test');
    expect(here.err).to.equal('');
    expect(here.out).to.include('csv, utf-8, lf, delimiter ;')
      .and.include('line 2 fills\n  externalId: K1\n  emailAddress: anna@x.nl\nline 3 is bad: Column mail: is not one of the values')
      .and.not.include('\u001b');
    await mkdir(mine.folder, { recursive: true });
    await writeFile(path.join(mine.folder, 'x.txt'), 'nr;mail\nK9;a@x.nl\n');
    const there = await run('look', 'x.txt', '--import', 'test', '--location', 'out', '--json');
    expect(JSON.parse(there.out) as FileLook).to.deep.include(
      { targets: ['externalId', 'emailAddress'], mapped: [{ line: 2, values: ['K9', 'anna@x.nl'], why: null }] });
    expect((await run('look', local, '--import', 'test', '--delimiter', ',')).err).to.include('has no column for "nr", "mail"');
  });

  it('puts a file of this machine where it is picked up, and imports it', async () => {
    await save(WISH);
    const done = await run('run', 'test', '--file', local, '--follow');
    expect(done.code).to.equal(0);
    expect(done.out).to.include('state: done').and.include('inserted: 1').and.include('bad: 1').and.include('done/local.csv');
    expect((await customersByExternalId(mine.scope, 'K1'))[0]?.emailAddress).to.equal('anna@x.nl');
    expect([await files('in'), await files('done')]).to.deep.equal([['local.errors.csv'], ['local.csv']]);
    const [, id = ''] = /^id: (\d+)$/m.exec(done.out) ?? [];
    expect((await run('bad', id)).out).to.equal(
      'line 3: Column mail: is not one of the values that are mapped (none?[2J)\n  K2 | none?[2J\n');
  });

  it('tries a file of this machine out, and leaves nothing behind', async () => {
    await save(WISH);
    const tried = await run('run', 'test', '--file', local, '--dry-run');
    expect([tried.err, tried.code]).to.deep.equal(['line 3 is bad: Column mail: is not one of the values that are mapped (none?[2J)\n', 0]);
    expect(tried.out).to.include('inserted: 1').and.include('bad: 1');
    expect(await customersByExternalId(mine.scope, 'K1')).to.have.length(0);
    expect([await files('in'), await files('in/tried'), await files('done')]).to.deep.equal([['tried'], [], []]);
  });

  it('runs a file that is there already, also again', async () => {
    await save({ ...WISH, file: { location: 'out', name: 'in/*.csv' } });
    await mkdir(path.join(mine.folder, 'else'), { recursive: true });
    await writeFile(path.join(mine.folder, 'else/b.csv'), FILE);
    expect((await run('run', 'test', '--name', 'else/b.csv')).out).to.match(/^run \d+ of import test is queued\n$/);
    const again = await run('run', 'test', '--name', 'else/b.csv', '--force', '--follow', '--json');
    expect((JSON.parse(again.out) as { state: string }).state).to.equal('done');
  });

  it('says in one line what is wrong', async () => {
    await save(WISH);
    for (const [act, code, text] of [
      [() => save({ name: 'test' }), 1, 'Field target'], [() => save({ ...WISH, file: { location: 'x', name: 'a' } }), 1, 'Location x not found'],
      [() => run('show', 'x'), 1, 'Import x not found'], [() => run('remove', 'x'), 1, 'Import x not found'],
      [() => run('run', 'x'), 1, 'Import x not found'], [() => run('run', 'test', '--follow'), 1, 'in/*.csv'],
      [() => run('run', 'test', '--file', '/no/such.csv'), 2, 'no such file'],
      [() => run('look', '/no/such.csv', '--import', 'test'), 2, 'no such file'],
      [() => run('run', 'test', '--file', local, '--name', 'a'), 2, 'cannot be used with'],
      [() => run('run', 'test', '--name', '../a'), 1, 'Field file'],
    ] as const) {
      const { code: ended, err } = await act();
      expect([ended, err.trimEnd().includes('\n')], err).to.deep.equal([code, false]);
      expect(err).to.include(text);
    }
    expect(await files('in')).to.deep.equal([]);
  });
});
