import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tolk } from '../cli/support.ts';
import { exporter, exportGateway, exportWish, type Exporter, type ExportGateway } from './support.ts';

describe('tolk export', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  const run = (...args: string[]) => tolk(['export', ...args, '--brand', mine.brand.name], {
    DATABASE_URL: gateway.databaseUrl, TOLK_DATA: gateway.data,
  });

  async function save(wish: object) {
    const file = path.join(gateway.data, 'wish.json');
    await writeFile(file, JSON.stringify(wish));
    return run('save', file);
  }

  it('saves, lists, shows, runs and removes what REST shows too', async () => {
    await mine.customers({ emailAddress: 'a@example.com' });
    const saved = await save(exportWish({ columns: [{ field: 'emailAddress' }] }));
    expect([saved.err, saved.code]).to.deep.equal(['', 0]);
    expect(saved.out).to.match(/^saved export test \(\d+\)\n$/);
    expect((await run('list')).out).to.match(/test +all +out +test\.csv\n$/);
    const shown = await run('show', 'test');
    const { body } = await mine.ask('GET', '/exports/test');
    expect(body).to.deep.include(JSON.parse(shown.out));
    await save({ ...JSON.parse(shown.out) as object, dialect: { header: false } });
    expect((await mine.ask('GET', '/exports')).body).to.have.length(1);
    const done = await run('run', 'test', '--follow');
    expect(done.code).to.equal(0);
    expect(done.out).to.include('test.csv').and.to.include('done');
    expect(await mine.cells('test.csv')).to.deep.equal([['a@example.com']]);
    expect((await run('run', 'test')).out).to.match(/^run \d+ of export test is queued\n$/);
    expect((await run('remove', 'test')).out).to.equal('removed export test\n');
    expect((await run('list')).out).to.equal('');
  });

  it('says in one line what is wrong, and ends with code 1', async () => {
    expect((await save(exportWish({ name: 'brought', source: { kind: 'campaign' } }))).code).to.equal(0);
    for (const [act, text] of [
      [() => save({ name: 'test' }), 'Field source'], [() => save(exportWish({ source: { kind: 'x' } })), 'source.kind'],
      [() => save(exportWish({ file: { location: 'nowhere' } })), 'Location nowhere not found'],
      [() => run('run', 'nothing'), 'Export nothing not found'], [() => run('run', 'brought'), 'that a campaign brings'], [() => run('remove', 'nothing'), 'Export nothing not found'],
    ] as const) {
      const { code, out, err } = await act();
      expect([code, out, err.trimEnd().includes('\n')]).to.deep.equal([1, '', false]);
      expect(err).to.include(text);
    }
  });
});
