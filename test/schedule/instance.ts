/**
 * A process of its own that ticks, claims slots and does runs; a test kills it. Arguments: URL of the database, and the
 * batch in whose middle it hangs, if any. A line on stdin is a minute to tick at; on stdout come `ready`, `ticked` and
 * `hangs`.
 */
import { createInterface } from 'node:readline';
import { openStore } from '../../src/db/index.ts';
import { tick } from '../../src/jobs/index.ts';
import type { RunInHand } from '../../src/schedule/index.ts';
import { workers } from '../jobs/jobs-support.ts';
import { runHandlers, testKind } from './support.ts';

const BATCHES = 5;
const SIZE = 100;

const [url = '', hangsAt = ''] = process.argv.slice(2);
const sql = openStore({ url, connections: 5, prepare: true });
const tell = (word: string) => process.stdout.write(`${word}\n`);

/** Writes its batches into the table `item`. */
async function act(run: RunInHand): Promise<void> {
  for (let batch = Number(run.cursor ?? 0); batch < BATCHES; batch++) {
    await run.step(async (tx) => {
      const items = Array.from({ length: SIZE }, (_, index) => ({ run_id: run.id, item: batch * SIZE + index }));
      await tx.sql('item').insert(items);
      if (String(batch) !== hangsAt) return;
      tell('hangs');
      await new Promise(() => undefined);
    }, () => ({ cursor: batch + 1, counters: { written: SIZE }, progress: (batch + 1) / BATCHES }));
  }
}

const kinds = testKind(new Map([['7', 'all customers']]), act);
workers(url, runHandlers(sql, kinds), { JOB_HEARTBEAT: 200 });
createInterface({ input: process.stdin }).on('line', (minute) => {
  void tick(sql, new Date(minute)).then(() => tell('ticked'));
});
tell('ready');
