/** A result set of all customers: built beside the bare aggregate, its first and last page beside each other. */
import { pino } from 'pino';
import { sources } from '../../src/app/sources.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, rows, statement } from '../../src/db/index.ts';
import { createResources } from '../../src/resource/index.ts';
import { median, printTable, type Bar } from './bars.ts';
import { CUSTOMERS, type BenchStore } from './store.ts';

const ROUNDS = 5;
const PAGES = 400;
const AGGREGATE = statement('select array_length(array_agg(id), 1) from customer where brand_id = $1');

export interface Sets {
  readonly bars: readonly Bar[];
  /** A set of all customers that is READY. */
  readonly resourceId: string;
}

export async function benchSets({ sql, brand }: BenchStore): Promise<Sets> {
  const scope = createScope({
    sql, brand, actor: { name: 'bench', door: 'soap' }, events: { publish: () => Promise.resolve() },
    limits: readConfig({ RESULT_SET_IDS: String(100 * CUSTOMERS) }),
  });
  const resources = createResources({ sources, log: pino({ level: 'silent' }) });
  const all = { kind: 'customer.all', params: {} };

  const built: number[] = [];
  const aggregated: number[] = [];
  let resourceId = '';
  for (let round = 0; round <= ROUNDS; round++) {
    resourceId = await resources.createSet(scope, 'CUSTOMER_SET', all);
    const build = await timed(() =>
      resources.build(scope, { brandId: brand.id, resourceId }, new AbortController().signal));
    const aggregate = await timed(() => rows(sql, AGGREGATE, [brand.id]));
    if (round > 0) built.push(build), aggregated.push(aggregate);
  }
  const { size } = await resources.resourceById(scope, resourceId);
  if (size !== String(CUSTOMERS)) throw new Error(`the set holds ${size} ids`);

  const page = (offset: number) => timed(() =>
    resources.pageOfIds(scope, { resourceId, type: 'CUSTOMER_SET', offset: String(offset), size: '50' }));
  const [first, last]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < PAGES; turn++) {
    first.push(await page(0));
    last.push(await page(CUSTOMERS - 50));
  }

  console.log('\na set of 1,000,000 customers, milliseconds\n');
  printTable(['', 'ms'], [
    ['built', median(built).toFixed(0)], ['select array_agg(id)', median(aggregated).toFixed(0)],
    ['first page of ids', median(first).toFixed(2)], ['last page of ids', median(last).toFixed(2)],
  ]);
  return {
    resourceId,
    bars: [
      { what: 'postgres: set of 1,000,000 customers built / select array_agg(id)', is: median(built) / median(aggregated), bar: 2, sense: 'at most', unit: 'x' },
      { what: 'postgres: its last page / its first page', is: median(last) / median(first), bar: 1.3, sense: 'at most', unit: 'x' },
    ],
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
