/**
 * Campaigns: a million members through start > condition > update > wait(0) > bucket > HTTP request in batches, beside
 * plain SQL that moves the same rows between the same tables.
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyCampaign, handCampaigns, startCampaign, stepCampaigns } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore, rows, statement, type Scope, type Store } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createLog } from '../../src/log.ts';
import { printTable, type Bar } from './bars.ts';
import { plainMoves } from './campaigns-plain.ts';
import { CUSTOMERS, makeStore, type BenchStore } from './store.ts';

const MEGABYTE = 1024 * 1024;
const LANES = 2;
/** Between looks for work; the service is woken by a job. */
const PAUSE = 10;
const log = createLog('warn');
/** What the issue asks for: so many member-steps per second, or this part of what plain SQL does, whichever is less. */
const STEPS_PER_SECOND = 20_000;
const PART_OF_PLAIN = 0.3;

const objects = (url: string) => [
  { id: 'start', type: 'startTime', settings: { takes: 'members' }, exits: { continue: 'condition' } },
  { id: 'condition', type: 'condition', settings: { condition: { field: 'lastname', is: 'Visser' } }, exits: { match: 'update' } },
  { id: 'update', type: 'updateCustomer', settings: { set: [{ field: 'city', value: 'Leiden' }] }, exits: { continue: 'wait' } },
  { id: 'wait', type: 'wait', settings: { for: { seconds: 0 } }, exits: { continue: 'bucket' } },
  { id: 'bucket', type: 'bucket', settings: { customers: 1000 }, exits: { thresholdReached: 'call' } },
  { id: 'call', type: 'httpRequest', settings: { url, batch: 1000 }, exits: { onSuccess: null } },
];
const OBJECTS = objects('').length;

export async function benchCampaigns(): Promise<readonly Bar[]> {
  const members = Number(process.env['BENCH_MEMBERS'] ?? CUSTOMERS);
  console.log(`making a store with ${members} customers ...`);
  const store = await makeStore(members);
  try {
    const ours = await moveAll(store, members);
    const plain = await plainMoves(store, members, OBJECTS);
    console.log(`\n${members} members, ${OBJECTS} objects, ${LANES} workers\n`);
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
  const limits = readConfig({ CAMPAIGN_LOOP_TIME: '3600000', HTTP_OUT_PRIVATE: '1' });
  const scopeOn = (store: Store): Scope =>
    createScope({ sql: store, brand, actor: { name: 'bench', door: 'job' }, events: new Events(), limits });
  const scope = scopeOn(sql);
  const shop = await startShop();
  const httpOut = createHttpOut(limits);
  const { id } = await applyCampaign(scope, { name: 'bench', objects: objects(shop.url) });
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
  const { signal } = new AbortController();
  const repeat = async (work: () => Promise<void>) => {
    for (; !isDone; isDone ||= await isEmpty(sql, brand.id)) {
      await work();
      await sleep(PAUSE);
    }
  };
  const hands = openStore({ url, connections: 6, prepare: true });
  await Promise.all([
    ...stores.map((store, lane) => repeat(() => stepCampaigns(scopeOn(store), { lane }, signal, log))),
    repeat(() => handCampaigns(scopeOn(hands), {}, signal, { httpOut, log })),
  ]);
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watch);
  await Promise.all([...stores, hands].map((store) => store.destroy()));
  await Promise.all([httpOut.close(), shop.close()]);
  const steps = await stepsOf(sql, brand.id);
  if (steps !== members * OBJECTS) throw new Error(`${steps} steps instead of ${members * OBJECTS}`);
  if (shop.customers() !== members) throw new Error(`${shop.customers()} customers were told of instead of ${members}`);
  return { rate: steps / seconds, grown: (most - before) / MEGABYTE };
}

/** A server that counts the customers that it is told of. */
async function startShop(): Promise<{ url: string; customers(): number; close(): Promise<void> }> {
  let customers = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      customers += (JSON.parse(body) as unknown[]).length;
      response.end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, customers: () => customers,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const LEFT = statement('select count(*)::int from (select from campaign_place where brand_id = $1 limit 1) as some_left');
const STEPS = statement('select count(*)::int from campaign_way where brand_id = $1');

async function isEmpty(sql: Store, brandId: string): Promise<boolean> {
  return (await rows<[number]>(sql, LEFT, [brandId]))[0]?.[0] === 0;
}

async function stepsOf(sql: Store, brandId: string): Promise<number> {
  return (await rows<[number]>(sql, STEPS, [brandId]))[0]?.[0] ?? 0;
}
