/**
 * Campaigns: a million members (BENCH_MEMBERS: another number) through start > condition > update > wait(0) > bucket >
 * HTTP request in batches, three times (BENCH_ROUNDS), beside plain SQL that moves the same rows between the same
 * tables; and the same flow by several processes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { applyCampaign, startCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, rows, statement } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { median, printTable, type Bar } from './bars.ts';
import { makePlain, plainMoves } from './campaigns-plain.ts';
import { startShop, type Shop } from './campaigns-shop.ts';
import { startContender, type Contender } from './contender.ts';
import { CUSTOMERS, makeStore, type BenchStore } from './store.ts';

const MEMBERS = Number(process.env['BENCH_MEMBERS'] ?? CUSTOMERS);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const PROCESSES = [1, 2, 3];
/** Members of the rounds with several processes: this part of them. */
const PART_OF_MEMBERS = 0.2;
/** Between looks whether all are through, and how much memory it takes. */
const PAUSE = 100;
const MEGABYTE = 1024 * 1024;
/** What the issue asks for: so many member-steps per second, or this part of what plain SQL does, whichever is less. */
const STEPS_PER_SECOND = 20_000;
const PART_OF_PLAIN = 0.3;

const LASTNAME = { field: 'lastname', is: 'Visser' };
/** Each campaign sets a city of its own, so that each changes all. */
const objects = (url: string, city: string) => [
  { id: 'start', type: 'startTime', settings: { takes: 'members' }, exits: { continue: 'condition' } },
  { id: 'condition', type: 'condition', settings: { condition: LASTNAME }, exits: { match: 'update' } },
  { id: 'update', type: 'updateCustomer', settings: { set: [{ field: 'city', value: city }] }, exits: { continue: 'wait' } },
  { id: 'wait', type: 'wait', settings: { for: { seconds: 0 } }, exits: { continue: 'bucket' } },
  { id: 'bucket', type: 'bucket', settings: { customers: 1000 }, exits: { thresholdReached: 'call' } },
  { id: 'call', type: 'httpRequest', settings: { url, batch: 1000 }, exits: { onSuccess: null } },
];
const OBJECTS = objects('', '').length;

export async function benchCampaigns(): Promise<readonly Bar[]> {
  console.log(`making a store with ${MEMBERS} customers ...`);
  const store = await makeStore(MEMBERS);
  const shop = await startShop();
  try {
    await makePlain(store);
    const taken: { readonly ours: Moved; readonly plain: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await moveAll(store, shop, { members: MEMBERS, processes: 1 });
      const plain = await plainMoves(store, MEMBERS, OBJECTS);
      taken.push({ ours, plain });
      console.log(`round ${round + 1}: campaign ${ours.rate.toFixed(0)}, plain SQL ${plain.toFixed(0)} member-steps/s`);
    }
    const ours = median(taken.map((one) => one.ours.rate));
    const plain = median(taken.map((one) => one.plain));
    const most = Math.max(...taken.map((one) => one.ours.most));
    const grown = Math.max(...taken.map((one) => one.ours.grown));
    console.log(`\n${MEMBERS} members, ${OBJECTS} objects; median of ${ROUNDS} rounds\n`);
    printTable(['', 'member-steps/s', 'most memory', 'grown by'], [
      ['campaign, one process', ours.toFixed(0), `${most.toFixed(0)} MB`, `${grown.toFixed(0)} MB`],
      ['plain SQL', plain.toFixed(0), '', ''],
    ]);
    await share(store, shop);
    const bar = Math.min(STEPS_PER_SECOND, PART_OF_PLAIN * plain);
    return [
      { what: 'campaigns: member-steps per second', is: ours, bar: Math.round(bar), sense: 'at least', unit: '/s' },
      { what: 'campaigns: resident memory that moving takes', is: grown, bar: 250, sense: 'at most', unit: ' MB' },
      { what: 'campaigns: deadlocks', is: await deadlocks(store), bar: 0, sense: 'at most', unit: '' },
    ];
  } finally {
    await shop.close();
    await store.remove();
  }
}

/** The same flow by some processes, which share the processors of this machine with the server. */
async function share(store: BenchStore, shop: Shop): Promise<void> {
  const members = Math.round(MEMBERS * PART_OF_MEMBERS);
  const lines: [string, string][] = [];
  for (const processes of PROCESSES) {
    const { rate } = await moveAll(store, shop, { members, processes });
    lines.push([`${processes}`, rate.toFixed(0)]);
  }
  console.log(`\n${members} members\n`);
  printTable(['processes', 'member-steps/s'], lines);
}

interface Moved {
  /** Member-steps per second. */
  readonly rate: number;
  /** Resident memory of the process that has most, at its height, and how much more that is than before; MB. */
  readonly most: number;
  readonly grown: number;
}

const JOIN = statement(`
  insert into campaign_member (brand_id, campaign_id, customer_id)
  select brand_id, $2, id from customer where brand_id = $1 order by id limit $3`);

interface Wish {
  readonly members: number;
  readonly processes: number;
}

/** All who wait for work at once, as instances of the service do. */
async function moveAll({ url, sql, brand }: BenchStore, shop: Shop, { members, processes }: Wish): Promise<Moved> {
  const actor = { name: 'bench', door: 'job' } as const;
  const scope = createScope({ sql, brand, actor, events: new Events(), limits: readConfig({}) });
  const name = `Leiden ${performance.now()}`;
  const { id } = await applyCampaign(scope, { name, objects: objects(shop.url, name) });
  await rows(sql, JOIN, [brand.id, id, members]);
  await sql.raw('vacuum analyze campaign_member');
  await sql.raw('vacuum customer');
  const file = './campaigns-worker.ts';
  const workers = await Promise.all(Array.from({ length: processes }, () => startContender('campaigns', file, [url])));
  try {
    const before = await memoryOf(workers);
    let most = before;
    const begun = performance.now();
    await startCampaign(scope, id);
    do {
      await sleep(PAUSE);
      most = Math.max(most, await memoryOf(workers));
    } while (shop.count() < members || !await isThrough(sql, brand.id, id)); // the look at the places costs more
    const seconds = (performance.now() - begun) / 1000;
    await check(id);
    return { rate: members * OBJECTS / seconds, most: most / MEGABYTE, grown: (most - before) / MEGABYTE };
  } finally {
    for (const worker of workers) worker.stop();
  }

  /** Each member went once through each object, and the shop was told once of each. */
  async function check(campaignId: string): Promise<void> {
    const [[ways, once] = [0, 0]] = await rows<[number, number]>(sql, WAYS, [brand.id, campaignId]);
    if (ways !== members * OBJECTS || once !== ways) throw new Error(`${ways} steps, ${once} of them once, of ${members} members`);
    const told = shop.told();
    const twice = [...told.values()].filter((times) => times !== 1).length;
    if (told.size !== members || twice > 0) throw new Error(`the shop was told of ${told.size}, of ${twice} more than once`);
  }
}

const WAYS = statement(`
  select count(*)::int, count(distinct (customer_id, object_id))::int from campaign_way
  where brand_id = $1 and campaign_id = $2 and customer_id <> 0`);

async function memoryOf(workers: readonly Contender[]): Promise<number> {
  return Math.max(...(await Promise.all(workers.map((worker) => worker.usage()))).map(({ rss }) => rss));
}

/** Nobody is on the way, and the start has been left. */
const THROUGH = statement(`
  select not exists (select from campaign_place where brand_id = $1 and object_id in (
    select id from campaign_object where brand_id = $1 and campaign_id = $2))`);

async function isThrough(sql: BenchStore['sql'], brandId: string, campaignId: string): Promise<boolean> {
  return (await rows<[boolean]>(sql, THROUGH, [brandId, campaignId]))[0]?.[0] ?? false;
}

const DEADLOCKS = statement('select deadlocks::int from pg_stat_database where datname = current_database()');

async function deadlocks({ sql }: BenchStore): Promise<number> {
  return (await rows<[number]>(sql, DEADLOCKS, []))[0]?.[0] ?? 0;
}
