import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { changeImport, readImport, removeImport } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { importer, runWish, unlucky, type Importer } from './import-runs-support.ts';

describe('imports: when something is wrong with a file', () => {
  let mine: Importer;
  beforeEach(async () => {
    mine = await importer({ FILE_BYTES: '70000000', RUN_RETRIES: '1', JOB_POLL: '50' });
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });
  const HEAD = 'externalId;lastname\n';
  const lastError = async () => (await mine.db.sql('run').orderBy('id', 'desc').limit(1).pluck('error'))[0] as string;

  it('it is moved out of the way, the run says why, and the next ones are imported', async () => {
    mine.work();
    await mine.define({ file: { failed: 'in/failed', archive: 'in/done', missing: 'ignore' } });
    const bad: readonly [name: string, content: string | Buffer, why: string][] = [
      ['columns', 'number;name\nK1;Vis\n', 'The file has no column for "externalId"; its columns are "number", "name"'],
      ['empty', '', 'The file cannot be read: it is empty'],
      ['macintosh', 'externalId;lastname\rK1;Vis\rK2;Bos\r', 'old Macintosh'],
      ['zip', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'ZIP'],
      ['broken', '<c><r><externalId>K1</externalId></r><r><externalId>K2</oops></c>', 'not well-formed'],
      ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3]), 'gzip'],
    ];
    for (const [name, content, why] of bad) {
      mine.put(`in/${name}.csv`, content);
      const run = await mine.run();
      expect([run.state, run.error?.includes(why), run.error?.startsWith(`in/${name}.csv: `)], run.error ?? '')
        .to.deep.equal(['failed', true, true]);
      expect(run.files.at(-1)).to.deep.include({ role: 'failed', name: `in/failed/${name}.csv` });
    }
    mine.put('in/good.csv', `${HEAD}K1;Vis\n`);
    expect((await mine.run()).counters).to.include({ inserted: 1 });
    expect(mine.files()).to.deep.equal(['in/done/good.csv', ...bad.map(([name]) => `in/failed/${name}.csv`).sort()]);
    expect(await mine.db.sql('customer_stage')).to.deep.equal([]);
  });

  it('it is read again, where it is then, when the run is tried again with an import that was put right', async () => {
    mine.work();
    await mine.define({ file: { failed: 'failed', archive: 'done' } });
    mine.put('in/a.csv', 'number;lastname\nK1;Vis\n');
    expect(await mine.run()).to.deep.include({ state: 'failed' });
    const [id = ''] = await mine.db.sql('run').pluck<string[]>('id');
    expect(await mine.retry(id)).to.deep.include({ state: 'failed' });
    expect(mine.files()).to.deep.equal(['failed/a.csv']);
    const columns = [{ column: 'number', field: 'externalId' }, { column: 'lastname', field: 'lastname' }];
    await changeImport(mine.scope, 'test', readImport(runWish({ columns, file: { failed: 'failed', archive: 'done' } })));
    const { state, counters } = await mine.retry(id);
    expect([state, counters['read'], counters['inserted']]).to.deep.equal(['done', 1, 1]);
    expect(mine.files()).to.deep.equal(['done/a.csv']);
  });

  it('a cell of 50 megabytes is one bad record', async () => {
    mine.work();
    await mine.define();
    const long = Buffer.alloc(50_000_000, 'x');
    mine.put('in/a.csv', Buffer.concat([Buffer.from(`${HEAD}K1;Vis\nK2;"`), long, Buffer.from('"\nK3;Bos\n')]));
    expect((await mine.run()).counters).to.include({ read: 3, bad: 1, inserted: 2 });
    expect(mine.text('in/a.errors.csv').length).to.be.below(20_000);
    mine.put('in/b.csv', Buffer.alloc(70_000_001, 'x'));
    const { state, error } = await mine.run();
    expect([state, error?.includes('more than 70000000 bytes')]).to.deep.equal(['failed', true]);
  });

  it('one that is still being written is tried again when it has come to rest, and read whole', async () => {
    mine.work({ kind: unlucky(3, async () => appendFileSync(path.join(mine.folder, 'in/a.csv'), 'K2;Bos\n')) });
    await mine.define();
    mine.put('in/a.csv', `${HEAD}K1;Vis\n`);
    const { state, attempt, counters, files } = await mine.run();
    expect({ state, attempt, counters }).to.deep.equal({
      state: 'done', attempt: 2,
      counters: { files: 1, read: 2, bad: 0, repeated: 0, inserted: 2, updated: 0, unchanged: 0, skipped: 0 },
    });
    expect(files).to.have.length(1);
  });

  it('one that never comes to rest is given up, and says so', async () => {
    const other = await importer({ IMPORT_SETTLE: '200', RUN_RETRIES: '1' }, mine.db);
    other.work();
    await other.define();
    other.put('in/a.csv', `${HEAD}K1;Vis\n`);
    const writing = setInterval(() => appendFileSync(path.join(other.folder, 'in/a.csv'), 'K2;Bos\n'), 10);
    const { state, error } = await other.run();
    clearInterval(writing);
    expect([state, error]).to.deep.equal(['dead', 'Location crm: in/a.csv is still being written']);
    expect(await other.customers('id')).to.deep.equal([]);
    await other.stop();
  });

  it('one that is gone before it is read fails its run alone', async () => {
    mine.work({ kind: unlucky(2, async () => rmSync(path.join(mine.folder, 'in/a.csv'), { force: true })) });
    await mine.define();
    mine.put('in/a.csv', `${HEAD}K1;Vis\n`);
    await mine.run();
    mine.put('in/b.csv', `${HEAD}K1;Vis\n`);
    await mine.run();
    expect(await mine.db.sql('run').orderBy('id').select('state', 'error')).to.deep.equal([
      { state: 'failed', error: 'File in/a.csv not found in location crm' }, { state: 'done', error: null },
    ]);
  });

  it('an import that is gone fails its run', async () => {
    const { id } = await mine.define();
    const runId = await mine.start();
    await removeImport(mine.scope, 'test');
    mine.work();
    await mine.ended(runId);
    expect(await lastError()).to.equal(`Import ${id} not found`);
  });

  it('a disk that is full for the bad records ends the run when all else is done; it goes on when there is room', async function () {
    mine.work();
    await mine.define({ file: { errors: 'wrong', archive: 'done' } });
    const disk = path.join(mine.folder, 'wrong');
    mkdirSync(disk, { recursive: true });
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      this.skip(); // only root can make a small disk
    }
    try {
      const bad = Array.from({ length: 1000 }, (_, index) => `B${index};${'x'.repeat(300)}\n`);
      mine.put('in/a.csv', `${HEAD}K1;Vis\n${bad.join('')}`);
      const full = await mine.run();
      expect([full.state, full.error?.includes('no room left')]).to.deep.equal(['dead', true]);
      expect([full.counters['inserted'], mine.files()]).to.deep.equal([1, ['in/a.csv', 'wrong/a.errors.csv.part']]);
      execFileSync('mount', ['-o', 'remount,size=10m', disk]);
      const [id = ''] = await mine.db.sql('run').pluck<string[]>('id');
      const { state, counters } = await mine.retry(id);
      expect([state, counters['inserted'], counters['bad']]).to.deep.equal(['done', 1, 1000]);
      expect(mine.cells('wrong/a.errors.csv')).to.have.length(1001);
      expect(mine.files()).to.deep.equal(['done/a.csv', 'wrong/a.errors.csv']);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
