/** CSV triggers for tests: an import with a folder as its place, polls at minutes of the test's own, a mail sink. */
import { brandById } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Scope, Store } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import type { Job, JobHandlers } from '../../src/jobs/index.ts';
import { createMailOut } from '../../src/mail-out/index.ts';
import { createNotices, MAIL_JOB, RUN_NOTICE_JOB } from '../../src/notice/index.ts';
import { createSchedules, RUN_JOB } from '../../src/schedule/index.ts';
import {
  importNotify, importRuns, pollTriggers, readTrigger, saveTrigger, settleLater, settleTrigger, TRIGGER_SETTLE_JOB,
} from '../../src/transfer/index.ts';
import { keptLog, workers, type TestWorkers } from '../jobs/jobs-support.ts';
import { newAddress } from '../notice/support.ts';
import { QUIET } from '../schedule/support.ts';
import { startMailSink, type MailSink, type SunkMail } from '../support/mail-sink.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { importer, type Importer } from './import-runs-support.ts';

type Settings = Readonly<Record<string, string>>;

/** As it stands in the store. */
export interface StoredFileRow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly place: string;
  readonly trigger_name: string | null;
  readonly run_id: string | null;
  readonly error: string | null;
}

export interface Triggers extends Omit<Importer, 'work'> {
  /** Who hears of the files of the trigger `orders`. */
  readonly address: string;
  readonly sink: MailSink;
  /** Log of the polls. */
  readonly lines: readonly Record<string, unknown>[];
  /** A trigger `orders` for the import `test`, with folders below `csv`; what is given goes over it. */
  save(wish?: object): Promise<string>;
  /** Looks into the folders at a minute, as the job does. @param sql another process's connections */
  poll(minute: number, sql?: Store): Promise<void>;
  /** Polls at two minutes: what lies in Upload is taken. */
  take(from?: number): Promise<void>;
  rows(): Promise<StoredFileRow[]>;
  /** Waits until files with that state are as many. */
  count(state: string, count?: number): Promise<void>;
  /** What has come for an address, when there is as much of it. */
  mails(count: number, address?: string): Promise<SunkMail['mail'][]>;
  /** Does what is queued: runs, moves, mails. */
  work(): TestWorkers;
  jobScope(sql?: Store): Scope;
}

/** Content of a file with good records only. */
export const GOOD = 'externalId;city\nK1;Delft\nK2;Ede\n';

export async function triggers(given: Settings = {}): Promise<Triggers> {
  const sink = await startMailSink();
  const mine = await importer({
    SMTP_URL: sink.url, MAIL_FROM: 'tolk@example.org', RUN_RETRIES: '1', TOLK_KEY: Buffer.alloc(32, 7).toString('base64'), ...given,
  });
  const { db, brand, scope, settings } = mine;
  const { log, lines } = keptLog();
  const address = newAddress();
  const events = new Events().on('run.ended', settleLater).later('run.ended', RUN_NOTICE_JOB);
  const jobScope = (sql = db.sql) => scopeOf(sql, brand, { events, settings, actor: 'tolk', door: 'job' });
  const made: Triggers = {
    ...mine, address, sink, lines, jobScope,
    async save(wish = {}) {
      const read = readTrigger({
        name: 'orders', location: 'crm', folder: 'csv', import: 'test', notify: { to: [address] }, ...wish,
      });
      return (await saveTrigger(scope, read)).id;
    },
    async poll(minute, sql) {
      const payload = { brandId: brand.id, minute: new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString() };
      await pollTriggers(jobScope(sql), payload, new AbortController().signal, { log });
    },
    async take(from = 0) {
      await made.poll(from);
      await made.poll(from + 1);
    },
    rows: () => db.sql('csv_trigger_file').where({ brand_id: brand.id }).orderBy(['name', 'id'])
      .select('id', 'name', 'state', 'place', 'trigger_name', 'run_id', 'error'),
    count: (state, count = 1) =>
      until(async () => (await made.rows()).filter((one) => one.state === state).length === count),
    async mails(count, who = address) {
      const got = () => sink.mails.filter(({ recipients }) => recipients.includes(who)).map(({ mail }) => mail);
      await until(() => got().length >= count);
      return got();
    },
    work: () => workers(db.url, handlersOf(db.sql, settings, jobScope)),
    async stop() {
      await mine.stop();
      await sink.stop();
    },
  };
  await mine.define({ file: { name: 'elsewhere/*.csv' } });
  return made;
}

function handlersOf(sql: Store, settings: Settings, jobScope: () => Scope): JobHandlers {
  const { attempt } = createSchedules({ kinds: { import: importRuns }, log: QUIET });
  const mailOut = createMailOut(readConfig(settings));
  const notices = createNotices({ wishes: { import: importNotify }, mailOut, log: QUIET });
  const ofBrand = (act: (scope: Scope, payload: unknown, signal: AbortSignal) => Promise<void>) =>
    async ({ payload, signal }: Job) => {
      await brandById(sql, (payload as { brandId: string }).brandId); // every payload names its brand
      await act(jobScope(), payload, signal);
    };
  return {
    [RUN_JOB]: ofBrand(attempt), [TRIGGER_SETTLE_JOB]: ofBrand(settleTrigger),
    [RUN_NOTICE_JOB]: ofBrand(notices.aboutRun),
    [MAIL_JOB]: ({ payload, signal }) => notices.send(payload, signal),
  };
}
