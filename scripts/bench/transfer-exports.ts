/** What an export costs beside the COPY of the same columns, and what memory it takes. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { readConfig } from '../../src/config.ts';
import { CUSTOMER_FIELDS } from '../../src/customer/index.ts';
import { createScope, type Scope } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { EXPORT_RUN, exportRuns, readExport, saveExport, startExport } from '../../src/export/index.ts';
import { createLog } from '../../src/log.ts';
import { createSchedules, runById } from '../../src/schedule/index.ts';
import { createLocation } from '../../src/transfer/index.ts';
import { seconds, watchMemory } from './meters.ts';
import { median, printTable, type Bar } from './bars.ts';
import { CUSTOMERS, type BenchStore } from './store.ts';

const ROUNDS = 3;
/** What a CRM asks for; the time of the last change in the zone of the brand. */
const FIELDS = [
  'id', 'externalId', 'emailAddress', 'title', 'initials', 'firstname', 'prefix', 'lastname', 'gender', 'birthday', 'address',
  'addressNumber', 'zipCode', 'city', 'country', 'mobilePhone', 'optIn', 'smsOptIn', 'status', 'modifiedAt',
];

/** Both write one file to the same disk, round by round and one after the other; the first round does not count. */
export async function benchExports({ url, sql, brand }: BenchStore, folder: string): Promise<readonly Bar[]> {
  const limits = readConfig({ TOLK_DATA: folder });
  const scope = createScope({ sql, brand, actor: { name: 'bench', door: 'cli' }, events: new Events(), limits });
  await createLocation(scope, { name: 'out', kind: 'folder', path: 'out' });
  for (const guard of [false, true]) {
    await saveExport(scope, readExport({
      name: `guard ${guard}`, source: { kind: 'all' }, columns: FIELDS.map((field) => ({ field })), dialect: { guard },
      file: { location: 'out', name: 'customers.csv' },
    }));
  }
  const taken = { copy: [] as number[], plain: [] as number[], guarded: [] as number[] };
  const memory = watchMemory();
  for (let round = 0; round <= ROUNDS; round++) {
    const times = {
      copy: await seconds(() => copy(url, brand.id, brand.timeZone, path.join(folder, 'copy.csv'))),
      plain: await seconds(() => ours(scope, 'guard false')),
      guarded: await seconds(() => ours(scope, 'guard true')),
    };
    if (round === 0) continue;
    for (const which of ['copy', 'plain', 'guarded'] as const) taken[which].push(times[which]);
  }
  const grown = memory.end();
  const [bare, plain, guarded] = [median(taken.copy), median(taken.plain), median(taken.guarded)];
  console.log(`\n${CUSTOMERS} customers, ${FIELDS.length} columns, seconds\n`);
  printTable(['', 'seconds'], [
    ['COPY to a file', bare.toFixed(2)], ['export', plain.toFixed(2)], ['export with guard', guarded.toFixed(2)],
  ]);
  return [
    { what: 'transfer: export / COPY of the same columns to a file', is: plain / bare, bar: 1.3, sense: 'at most', unit: 'x' },
    { what: 'transfer: export with formula guard / the same COPY', is: guarded / bare, bar: 1.3, sense: 'at most', unit: 'x' },
    { what: 'transfer: resident memory that exports take', is: grown, bar: 150, sense: 'at most', unit: ' MB' },
  ];
}

/** The limit: the server's own CSV, as it comes, to a file. */
async function copy(url: string, brandId: string, timeZone: string, file: string): Promise<void> {
  const columns = FIELDS.map((name) => {
    const column = CUSTOMER_FIELDS.find((one) => one.name === name)?.column ?? '';
    return name === 'modifiedAt' ? `to_char(${column} at time zone '${timeZone}', 'YYYY-MM-DD HH24:MI:SS')` : column;
  });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const text = `copy (select ${columns.join(', ')} from customer where brand_id = ${brandId}) to stdout with (format csv)`;
  await pipeline(client.query(copyStreams.to(text)), createWriteStream(file));
  await client.end();
}

/** A whole run, from its start to the row that tells of its end. */
async function ours(scope: Scope, name: string): Promise<void> {
  const { attempt } = createSchedules({ kinds: { [EXPORT_RUN]: exportRuns }, log: createLog('silent') });
  const runId = await startExport(scope, name);
  await attempt(scope, { runId }, new AbortController().signal);
  const { state, counters, error } = await runById(scope, runId);
  if (state !== 'done' || counters['rows'] !== CUSTOMERS) throw new Error(`run ${runId} is ${state}: ${error}`);
}
