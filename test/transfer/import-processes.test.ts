import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stored } from '../schedule/support.ts';
import { until } from '../support/until.ts';
import { importer, type Importer } from './import-runs-support.ts';

const ROWS = 10_000;
const BAD = 5_000;

/** A moment in the life of a run: what its row says then. */
const MOMENTS: Readonly<Record<string, (run: Awaited<ReturnType<typeof stored>>) => boolean>> = {
  'reads the file': ({ cursor, progress }) => phaseOf(cursor) === 'stage' && (progress ?? 0) > 0.1,
  'merges it': ({ cursor, counters }) => phaseOf(cursor) === 'merge' && (counters['inserted'] ?? 0) > 2000,
  'writes the bad records': ({ cursor, files }) => phaseOf(cursor) === 'errors' && files.length === 2,
};
const phaseOf = (cursor: unknown) => (cursor as { phase?: string } | null)?.phase;

describe('imports of several processes', () => {
  let mine: Importer;
  const processes: ChildProcess[] = [];
  beforeEach(async () => {
    mine = await importer();
    await mine.define({ file: { archive: 'done' } });
  });
  afterEach(async () => {
    for (const one of processes.splice(0)) await killed(one);
    await mine.stop();
  });

  /** A service of its own that does jobs only. */
  function worker(): ChildProcess {
    const env = {
      ...process.env, DATABASE_URL: mine.db.url, TOLK_DATA: mine.settings['TOLK_DATA'], TOLK_ROLE: 'worker', PORT: '0',
      LOG_LEVEL: 'silent', JOB_HEARTBEAT: '200', JOB_STALE: '1500', JOB_SILENCE: '2000', JOB_POLL: '100', RUN_WATCH: '200',
      IMPORT_SETTLE: '0', IMPORT_BATCH_MAX: '1000', IMPORT_STAGE_ROWS: '1000',
    };
    const child = spawn(process.execPath, ['src/cli/tolk.js', 'serve'], { env, stdio: 'ignore' });
    processes.push(child);
    return child;
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Rows of which every third is bad, then one good row in a file of its own. */
  function putFiles(): void {
    const lines = Array.from({ length: ROWS + BAD }, (_, index) => `K${index};${index % 3 === 2 ? 'never' : '1980-02-01'}`);
    mine.put('in/a.csv', `externalId;birthday\n${lines.join('\n')}\n`, 60);
    mine.put('in/b.csv', 'externalId;birthday\nK0;1981-02-01\n');
  }

  async function expectWhole(): Promise<void> {
    await until(async () => (await mine.db.sql('run').whereNull('ended_at')).length === 0);
    const runs = await mine.db.sql('run').orderBy('id').select('state', 'error', 'counters');
    const counters = { files: 1, read: 1, bad: 0, repeated: 0, inserted: 0, updated: 1, unchanged: 0, skipped: 0 };
    expect(runs).to.deep.equal([
      { state: 'done', error: null, counters: { ...counters, read: ROWS + BAD, bad: BAD, inserted: ROWS, updated: 0 } },
      { state: 'done', error: null, counters },
    ]);
    const counted = [];
    for (const table of ['customer', 'customer_history', 'customer_stage']) {
      const [row] = await mine.db.sql(table).count<{ count: string }[]>();
      counted.push(Number(row?.count));
    }
    expect(counted).to.deep.equal([ROWS, ROWS + 1, 0]);
    expect(await mine.db.sql('customer').where({ birthday: '1981-02-01' }).pluck('external_id')).to.deep.equal(['K0']);
    expect(mine.files()).to.deep.equal(['done/a.csv', 'done/b.csv', 'in/a.errors.csv']);
    expect(new Set(mine.cells('in/a.errors.csv').map(([key]) => key)).size).to.equal(BAD + 1);
    expect(mine.cells('in/a.errors.csv')).to.have.length(BAD + 1);
  }

  for (const [moment, hasCome] of Object.entries(MOMENTS)) {
    it(`are done as if once when the one that ${moment} is killed`, async () => {
      putFiles();
      const first = worker();
      const runId = await mine.start();
      await until(async () => hasCome(await stored(mine.db.sql, runId)));
      await killed(first);
      expect(await stored(mine.db.sql, runId)).to.deep.include({ state: 'running', attempt: 1 });
      worker();
      worker();
      await mine.ended(runId);
      await expectWhole();
      expect((await stored(mine.db.sql, runId)).attempt).to.equal(2);
    });
  }

  it('are done once each by whichever comes first, when many are started at once', async () => {
    worker();
    worker();
    for (let index = 0; index < 10; index++) mine.put(`in/${index}.csv`, `externalId;lastname\nK;${index}\n`, 100 - index);
    await Promise.all(Array.from({ length: 5 }, () => mine.start()));
    await until(async () => (await mine.db.sql('run').whereNull('ended_at')).length === 0);
    const names = await mine.db.sql('import_file').orderBy('run_id').pluck('name');
    expect(names).to.deep.equal(Array.from({ length: 10 }, (_, index) => `in/${index}.csv`));
    expect(await mine.customers('lastname')).to.deep.equal([{ lastname: '9' }]);
    const changes = await mine.db.sql('customer_history').orderBy('id').pluck('changes');
    expect(changes).to.have.length(10);
  });
});
