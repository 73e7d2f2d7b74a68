import http from 'node:http';
import { once } from 'node:events';
import type { Contender } from './contender.ts';

export interface Reading {
  readonly rows: number;
  /** Largest resident memory of the server seen meanwhile, in bytes. */
  readonly peak: number;
  readonly seconds: number;
}

const LOOK_EVERY = 100;
const ID = Buffer.from('"clang_id"');

/** Reads all rows of a table and watches the memory of the server. */
export async function peakWhileReading(
  server: Contender, path: string, token: string, rows: number,
): Promise<Reading> {
  const start = performance.now();
  let [peak, found, looked] = [0, 0, 0];
  const look = async () => { peak = Math.max(peak, (await server.usage()).rss); };
  await look();
  const request = http.get({ host: '127.0.0.1', port: server.port, path, headers: { authorization: `Bearer ${token}` } });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  for await (const piece of response as AsyncIterable<Buffer>) {
    for (let at = piece.indexOf(ID); at !== -1; at = piece.indexOf(ID, at + 1)) found++;
    if (performance.now() - looked < LOOK_EVERY) continue;
    await look();
    looked = performance.now();
  }
  // An id's name may be cut by the border of two pieces; hardly ever, but not never.
  if (found > rows || found < 0.99 * rows) throw new Error(`${found} of ${rows} rows came`);
  return { rows, peak, seconds: (performance.now() - start) / 1000 };
}
