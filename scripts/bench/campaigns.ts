/**
 * Campaigns: a million members through start > condition > update > wait(0) > bucket, beside plain SQL that moves the
 * same rows between the same tables.
 */
import { applyCampaign, startCampaign, stepCampaigns } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore, rows, statement, type Scope, type Store } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createLog } from '../../src/log.ts';
import { printTable, type Bar } from './bars.ts';
import { plainMoves } from './campaigns-plain.ts';
import { CUSTOMERS, makeStore, type BenchStore } from './store.ts';

const MEGABYTE = 1024 * 1024;
const LANES = 2;
const log = createLog('warn');
/** What the issue asks for: so many member-steps per second, or this part of what plain SQL does, whichever is less. */
const STEPS_PER_SECOND = 20_000;
const PART_OF_PLAIN = 0.3;

const OBJECTS = [
  { id: 'start', type: 'startTime', settings: { takes: 'members' }, exits: { continue: 'condition' } },
  { id: 'condition', type: 'condition', settings: { condition: { field: 'lastname', is: 'Visser' } }, exits: { match: 'update' } },
  { id: 'update', type: 'updateCustomer', settings: { set: [{ field: 'city', value: 'Leiden' }] }, exits: { continue: 'wait' } },
  { id: 'wait', type: 'wait', settings: { for: { seconds: 0 } }, exits: { continue: 'bucket' } },
  { id: 'bucket', type: 'bucket', settings: { customers: 1000 }, exits: { thresholdReached: null } },
];

export async function benchCampaigns(): Promise<readonly Bar[]> {
  const members = Number(process.env['BENCH_MEMBERS'] ?? CUSTOMERS);
  console.log(`making a store with ${members} customers ...`);
  const store = await makeStore(members);
  try {
    const ours = await moveAll(store, members);
    const plain = await plainMoves(store, members);
    console.log(`\n${members} members, ${OBJECTS.length} objects, ${LANES} workers\n`);
    printTable(['', 'member-steps/s'], [['campaign', ours.rate.toFixed(0)], ['plain SQL', plain.toFixed(0)]]);
    const bar = Math.min(STEPS_PER_SECOND, PART_OF_PLAIN * plain);
    return [
      { what: 'campaigns: member-steps per second', is: ours.rate, bar: Math.round(bar), sense: 'at least', unit: '/s' },
      { what: 'campaigns: resident memory that moving takes', is: ours.grown, bar: 250, sense: 'at most', unit: ' MB' },
    ];
  } finally {
    await store.remove();
  }
}

/** All who wait for work at once, as instances of the service do. */
async function moveAll({ url, sql, brand }: BenchStore, members: number): Promise<{ rate: number; grown: number }> {
  const limits = readConfig({ CAMPAIGN_LOOP_TIME: '3600000' });
  const scopeOn = (store: Store): Scope =>
    createScope({ sql: store, brand, actor: { name: 'bench', door: 'job' }, events: new Events(), limits });
  const scope = scopeOn(sql);
  const { id } = await applyCampaign(scope, { name: 'bench', objects: OBJECTS });
  await sql.raw(`insert into campaign_member (brand_id, campaign_id, customer_id)
    select brand_id, ?, id from customer where brand_id = ?`, [id, brand.id]);
  await sql.raw('vacuum analyze campaign_member');
  await startCampaign(scope, id);

  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 50);
  const stores = Array.from({ length: LANES }, () => openStore({ url, connections: 3, prepare: true }));
  const begun = performance.now();
  let isDone = false;
  await Promise.all(stores.map(async (store, lane) => {
    while (!isDone) {
      await stepCampaigns(scopeOn(store), { lane }, new AbortController().signal, log);
      isDone = isDone || await isEmpty(sql, brand.id);
    }
  }));
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watch);
  await Promise.all(stores.map((store) => store.destroy()));
  const steps = await stepsOf(sql, brand.id);
  if (steps !== members * OBJECTS.length) throw new Error(`${steps} steps instead of ${members * OBJECTS.length}`);
  return { rate: steps / seconds, grown: (most - before) / MEGABYTE };
}

const LEFT = statement('select count(*)::int from (select from campaign_place where brand_id = $1 limit 1) as some_left');
const STEPS = statement('select count(*)::int from campaign_way where brand_id = $1');

async function isEmpty(sql: Store, brandId: string): Promise<boolean> {
  return (await rows<[number]>(sql, LEFT, [brandId]))[0]?.[0] === 0;
}

async function stepsOf(sql: Store, brandId: string): Promise<number> {
  return (await rows<[number]>(sql, STEPS, [brandId]))[0]?.[0] ?? 0;
}
