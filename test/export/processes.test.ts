import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ListedRun } from '../../src/schedule/index.ts';
import { until } from '../support/until.ts';
import { exporter, exportGateway, runEnd, type Exporter, type ExportGateway } from './support.ts';

const CUSTOMERS = 200_000;

describe('exports of several processes', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  const workers: ChildProcess[] = [];

  before(async () => {
    gateway = await exportGateway({ TOLK_ROLE: 'web' });
    mine = await exporter(gateway);
    await gateway.sql.raw(`insert into customer (brand_id, external_id, lastname, created_by, modified_by)
      select ?, 'K' || n, repeat(md5(n::text), 3), '', '' from generate_series(1, ?::int) n`, [mine.brand.id, CUSTOMERS]);
  });
  after(async () => {
    for (const one of workers) await killed(one);
    await gateway.stop();
  });

  /** A service of its own that does jobs only. */
  function worker(): ChildProcess {
    const env = {
      ...process.env, DATABASE_URL: gateway.databaseUrl, TOLK_DATA: gateway.data, TOLK_ROLE: 'worker', PORT: '0',
      LOG_LEVEL: 'silent', JOB_HEARTBEAT: '200', JOB_STALE: '1500', JOB_SILENCE: '2000', JOB_POLL: '200',
    };
    const child = spawn(process.execPath, ['src/cli/tolk.js', 'serve'], { env, stdio: 'ignore' });
    workers.push(child);
    return child;
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('is written whole and once, by another process, when one is killed in the middle', async () => {
    await mine.define({ columns: [{ field: 'externalId' }, { field: 'lastname' }] });
    const first = worker();
    const { id } = (await mine.ask('POST', '/exports/test/runs')).body as ListedRun;
    const part = path.join(mine.folder, 'test.csv.part');
    await until(async () => (await stat(part).catch(() => undefined) ?? { size: 0 }).size > 100_000);
    await killed(first);
    expect(await mine.files()).to.deep.equal(['test.csv.part']);
    expect((await mine.ask('GET', `/runs/${id}`)).body).to.deep.include({
      state: 'running', files: [{ role: 'output', location: 'out', name: 'test.csv' }],
    });
    worker();
    const { state, attempt, counters, files } = await runEnd(mine.ask, id);
    expect({ state, attempt, rows: counters['rows'], names: files.map(({ name }) => name) })
      .to.deep.equal({ state: 'done', attempt: 2, rows: CUSTOMERS, names: ['test.csv'] });
    expect(await mine.files()).to.deep.equal(['test.csv']);
    const lines = await mine.cells('test.csv');
    const externalIds = new Set(lines.map(([externalId]) => externalId));
    expect([lines.length, externalIds.size]).to.deep.equal([CUSTOMERS + 1, CUSTOMERS + 1]);
  });
});
