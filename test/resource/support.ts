import { rows, statement, type Brand, type Store } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { createResources, type Resources, type Sources, type Timer } from '../../src/resource/index.ts';

/** Log lines as objects. */
export class Lines {
  readonly all: Record<string, unknown>[] = [];

  write(line: string): void {
    this.all.push(JSON.parse(line) as Record<string, unknown>);
  }
}

/** The numbers from 1 to `count`; from the largest, so that the order of a set is not that of its source. */
export const numbers = (count: number) => ({ kind: 'numbers', params: { count } });
/** A query that does not end by itself. */
export const endless = { kind: 'endless', params: {} };

export const SOURCES: Sources = {
  numbers: (_scope, params) => ({
    text: 'select n::bigint as id from generate_series($1::int, 1, -1) as n',
    values: [(params as { count: number }).count],
  }),
  endless: () => ({ text: 'select 1::bigint as id from pg_sleep(3600)', values: [] }),
};

interface Wish {
  readonly sources?: Sources;
  readonly timer?: Timer;
}

/** The room with the sources above and those wished for, and what it logs. Polls are not held. */
export function makeResources({ sources = {}, timer = { wait: () => Promise.resolve() } }: Wish = {}): {
  resources: Resources; lines: Lines;
} {
  const lines = new Lines();
  const log = createLog('debug', lines);
  return { resources: createResources({ sources: { ...SOURCES, ...sources }, log, timer }), lines };
}

export interface StoredSet {
  readonly state: string;
  readonly size: string;
  readonly attempt: number;
  readonly error: string | null;
  readonly ids: string[] | undefined;
}

/** The row of a set, its ids decoded; undefined when it is gone. */
export async function storedSet(sql: Store, brand: Brand, id: string): Promise<StoredSet | undefined> {
  type Row = [state: string, size: string, attempt: number, error: string | null, ids: Buffer | null];
  const ask = statement('select state, size, attempt, error, ids from result_set where brand_id = $1 and id = $2');
  const [row] = await rows<Row>(sql, ask, [brand.id, id]);
  if (row === undefined) return undefined;
  const [state, size, attempt, error, ids] = row;
  const decoded = ids === null ? undefined
    : Array.from({ length: ids.length / 8 }, (_, place) => ids.readBigInt64BE(8 * place).toString());
  return { state, size, attempt, error, ids: decoded };
}

export const goOn = new AbortController().signal;

export const counted = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
