import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';

const COPY = `copy bench_row (brand_id, table_id, parent_id, id, data, created_by, modified_by) from stdin`;
let lastId = 0;

/** Copies rows into a table like dm_row, so many times, each in a transaction of its own, as a tab-separated text. */
export async function copyRows(url: string, batch: readonly object[], times: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let turn = 0; turn < times; turn++) {
      const lines = batch.map((row) =>
        `1\t1\t0\t${++lastId}\t${JSON.stringify(row).replaceAll('\\', '\\\\')}\tbench\tbench\n`).join('');
      await pipeline(Readable.from([lines]), client.query(copyStreams.from(COPY)));
    }
  } finally {
    await client.end();
  }
}
