import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { stopAll } from '../jobs/jobs-support.ts';
import { importer, type Importer } from './import-runs-support.ts';

describe('the bad records of a run of an import', () => {
  let mine: Importer;
  beforeEach(async () => {
    mine = await importer({ IMPORT_BAD_KEPT: '3', IMPORT_STAGE_ROWS: '150', IMPORT_RECORD_BYTES: '100000' });
    mine.work();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });
  const HEAD = 'externalId;lastname;birthday';

  it('are all in the file, in their order, with the line where each begins; the first are kept to look at', async () => {
    await mine.define();
    const bad = Array.from({ length: 500 }, (_, index) => `B${index};"two\nlines";never`);
    mine.put('in/a.csv', [HEAD, 'K1;Vis;', ...bad, 'K2;Bos;'].join('\n'));
    const { state, counters, id } = await mine.run() as unknown as { state: string; counters: object; id: string };
    expect(state).to.equal('done');
    expect(counters).to.include({ read: 502, bad: 500, inserted: 2 });
    const [, ...told] = mine.cells('in/a.errors.csv');
    expect(told.map(([key, name, , line]) => `${key} ${name} ${line}`))
      .to.deep.equal(bad.map((_, index) => `B${index} two\nlines ${3 + 2 * index}`));
    expect(told[0]?.[4]).to.include('birthday').and.to.include('never');
    const kept = await mine.db.sql('import_error').where({ run_id: id }).orderBy('line').pluck<string[]>('line');
    expect(kept).to.deep.equal(['3', '5', '7']);
  });

  it('keep their cells as they were: quotes, line breaks, blanks, formulas, other delimiters', async () => {
    await mine.define({ format: { delimiter: ',' } });
    const cells = [' K1 ', '=1+1', '@SUM(A1)', 'a "b"', 'c,d;e', 'f\r\ng', '+31'];
    mine.put('in/a.csv', `externalId,a,b,c,d,e,f,birthday\n${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')},never`);
    await mine.run();
    expect(mine.cells('in/a.errors.csv', ',')[1]?.slice(0, 7)).to.deep.equal(cells);
  });

  it('are all in the file, long ones among short ones', async () => {
    await mine.define();
    const names = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? randomBytes(2000).toString('hex') : `b${index}`));
    mine.put('in/a.csv', [HEAD, ...names.map((name) => `K;${name};never`)].join('\n'));
    await mine.run();
    expect(mine.cells('in/a.errors.csv').slice(1).map(([, name]) => name)).to.deep.equal(names);
  });

  it('that cannot be told into cells have their text in the first column', async () => {
    await mine.define();
    const latin = Buffer.from('K4;M\xfcller;\n', 'latin1');
    mine.put('in/a.csv', Buffer.concat([
      Buffer.from(`${HEAD}\nK1;Vis;\nK2;B\0s;\nK3;too;many;cells\nK0;\u00e9\u00e9n;\n`), latin,
      Buffer.from(`K5;"never closed;\nK6;Zee;\nK7;${'x'.repeat(100_001)};\nK8;Duin;\n`),
    ]));
    const { state, counters } = await mine.run();
    expect([state, counters['bad'], counters['inserted']]).to.deep.equal(['done', 5, 4]);
    const [, ...told] = mine.cells('in/a.errors.csv');
    const shown = told.map(([raw = '', , , line, why]) => [raw.slice(0, 20), line, why]);
    expect(shown).to.deep.equal([
      ['K2;B\ufffds;', '3', 'has a NUL byte'], ['K3;too;many;cells', '4', 'has 4 cells instead of 3'],
      ['K4;M\u00fcller;', '6', 'has bytes that are not utf-8'],
      ['K5;"never closed;', '7', shown[3]?.[2]], [`K7;${'x'.repeat(17)}`, '9', 'is longer than 100000 bytes'],
    ]);
    expect(await mine.customers('external_id', 'lastname')).to.deep.equal([
      { external_id: 'K0', lastname: '\u00e9\u00e9n' }, { external_id: 'K1', lastname: 'Vis' },
      { external_id: 'K6', lastname: 'Zee' }, { external_id: 'K8', lastname: 'Duin' },
    ]);
  });

  it('can be put right and imported from that file', async () => {
    await mine.define({ file: { errors: 'wrong' } });
    mine.put('in/a.csv', `${HEAD}\nK1;Vis;1980-13-01\nK2;Bos;1980-12-01\n`);
    await mine.run();
    expect(mine.files()).to.deep.equal(['in/a.csv', 'wrong/a.errors.csv']);
    mine.put('wrong/a.errors.csv', mine.text('wrong/a.errors.csv').replace('1980-13-01', '1980-11-01'));
    const { counters } = await mine.run({ file: 'wrong/a.errors.csv' });
    expect(counters).to.include({ read: 1, bad: 0, inserted: 1 });
    expect(await mine.customers('birthday')).to.deep.equal([{ birthday: '1980-11-01' }, { birthday: '1980-12-01' }]);
  });

  it('never take the place of another file', async () => {
    await mine.define();
    mine.put('in/a.errors.csv', 'mine');
    mine.put('in/a.csv', `${HEAD}\nK1;Vis;never\n`);
    const { files } = await mine.run();
    expect(mine.text('in/a.errors.csv')).to.equal('mine');
    expect(files[1]).to.include({ role: 'errors', name: 'in/a.errors (2).csv' });
  });

  it('make no file when there are none', async () => {
    await mine.define();
    mine.put('in/a.csv', `${HEAD}\nK1;Vis;\n`);
    expect((await mine.run()).counters['bad']).to.equal(0);
    expect(mine.files()).to.deep.equal(['in/a.csv']);
  });
});
