import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { tick } from '../../src/jobs/index.ts';
import { listRuns } from '../../src/schedule/index.ts';
import { until } from '../support/until.ts';
import { triggers, type Triggers } from './trigger-support.ts';

const FILES = 16;
const KILLS = 3;
const TOMORROW = (Math.ceil(Date.now() / 86_400_000) + 1) * 86_400_000;

describe('CSV triggers of several processes', () => {
  let mine: Triggers;
  const processes: ChildProcess[] = [];

  before(async () => {
    mine = await triggers();
    await mine.save();
  });
  after(async () => {
    for (const one of processes.splice(0)) await killed(one);
    await mine.stop();
  });

  /** A service of its own that does jobs only. */
  function worker(): ChildProcess {
    const { TOLK_DATA, SMTP_URL, MAIL_FROM } = mine.settings;
    const env = {
      ...process.env, DATABASE_URL: mine.db.url, TOLK_DATA, SMTP_URL, MAIL_FROM, TOLK_ROLE: 'worker', PORT: '0',
      LOG_LEVEL: 'silent', JOB_HEARTBEAT: '200', JOB_STALE: '1500', JOB_SILENCE: '2000', JOB_POLL: '100',
      RUN_WATCH: '200', IMPORT_SETTLE: '0',
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

  const ended = async () => (await mine.rows()).filter(({ state }) => state === 'done').length;

  it('bring each file in once, and tell of it as one, whoever is killed at whatever moment', async () => {
    let minutes = 0;
    const look = () => tick(mine.db.sql, new Date(TOMORROW + (minutes += 1) * 60_000));
    for (let file = 0; file < FILES; file++) mine.put(`csv/Upload/orders_${file}.csv`, `externalId\nA${file}\nB${file}\n`);
    for (let kill = 0; kill < KILLS; kill++) {
      const [first] = [worker(), worker()];
      const before = await ended();
      for (let looks = 0; looks < 60 && await ended() < before + 3; looks++) {
        await look();
        await sleep(50);
      }
      await sleep(Math.random() * 200);
      for (const one of kill % 2 === 0 ? [first] : processes) await killed(one);
    }
    worker();
    await until(async () => {
      await look();
      await sleep(100);
      return await ended() === FILES;
    });
    const names = Array.from({ length: FILES }, (_, file) => `csv/Done/orders_${file}.csv`).sort();
    expect(mine.files()).to.deep.equal(names);
    const { items: runs } = await listRuns(mine.scope, { limit: 1000 });
    expect(runs.map(({ state }) => state)).to.deep.equal(names.map(() => 'done'));
    expect(await mine.customers('external_id')).to.have.length(2 * FILES);
    expect(await mine.db.sql('customer_history').where({ brand_id: mine.brand.id })).to.have.length(2 * FILES);
    const told = () => new Set(mine.sink.mails.map(({ mail }) => mail.messageId)).size;
    await until(() => told() === FILES);
    expect(await mine.rows()).to.have.length(FILES);
  });
});
