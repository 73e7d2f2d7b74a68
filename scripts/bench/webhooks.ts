/** Webhook calls: a customer, two rows and the start of a campaign, beside a bare express handler. */
import { createToken, userByName } from '../../src/access/index.ts';
import { applyCampaign, startCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createDatamodel } from '../../src/datamodel/index.ts';
import { createScope } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createWebhook, mappingType } from '../../src/webhook/index.ts';
import { median, printTable, type Bar } from './bars.ts';
import { startContender, type Contender } from './contender.ts';
import { clientPool, send } from './load.ts';
import { makeStore, type BenchStore } from './store.ts';

const CUSTOMERS = 100_000;
const ROUNDS = 5;
const CONNECTIONS = 10;
const CALLS = 1500;

/** The body of a call. */
export interface Call {
  readonly guest: { readonly mail: string; readonly no: string; readonly news: string; readonly frequency: string };
  readonly stays: readonly { readonly booking: string; readonly arrival: string }[];
}

const MAPPING = mappingType.parse([
  { path: 'guest.mail', to: { field: 'emailAddress' }, deduplicate: true },
  { path: 'guest.no', to: { field: 'externalId' } }, { path: 'guest.news', to: { field: 'optIn' } },
  { path: 'guest.frequency', to: { option: 'frequency' } },
  { path: 'stays[].booking', to: { table: 'stay', column: 'booking' }, deduplicate: true },
  { path: 'stays[].arrival', to: { table: 'stay', column: 'arrival' } },
]);
const CAMPAIGN = {
  name: 'welcome', entry: 'always',
  objects: [
    { id: 'in', type: 'startEvent', settings: {}, exits: { continue: 'rest' } },
    { id: 'rest', type: 'wait', settings: { for: { days: 3 } } },
  ],
};
/** What a hand-written handler would store in: the columns, indexes and number of customers are ours. */
const BARE = `
create table bench_customer (like customer including all);
insert into bench_customer overriding system value select * from customer;
analyze bench_customer;
create table bench_stay (
  id bigint generated always as identity primary key, customer_id bigint not null, booking text not null,
  arrival date not null, created_at timestamptz not null default now(), unique (customer_id, booking)
)`;

export async function benchWebhooks(): Promise<readonly Bar[]> {
  console.log('making a store ...');
  const store = await makeStore(CUSTOMERS);
  const { path, token } = await prepare(store);
  const tolk = await startContender('tolk', './postgres-tolk.ts', [store.url]);
  const bare = await startContender('express + pg', './webhooks-bare.ts', [store.url]);
  try {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const taken: (readonly [ours: Taken, theirs: Taken])[] = [];
    // The first round warms up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const both = [await take(tolk, path, headers, round), await take(bare, '/call', headers, round)] as const;
      if (round > 0) taken.push(both);
    }
    console.log(`\ncustomer, two rows, campaign; median of ${ROUNDS} rounds, ${CONNECTIONS} connections\n`);
    printTable(['', 'calls/s', 'CPU of the process, us/call'], [tolk, bare].map(({ name }, at) => [
      name, ...(['rate', 'cpu'] as const).map((what) => median(taken.map((both) => both[at]?.[what] ?? NaN)).toFixed(0)),
    ]));
    // Round by round: what else the machine does meets the two of a round alike.
    const is = median(taken.map(([ours, theirs]) => ours.rate / theirs.rate));
    return [{ what: 'webhooks: calls/s of tolk / express + pg', is, bar: 0.35, sense: 'at least', unit: 'x' }];
  } finally {
    tolk.stop();
    bare.stop();
    await store.remove();
  }
}

async function prepare({ sql, brand }: BenchStore): Promise<{ readonly path: string; readonly token: string }> {
  const limits = readConfig({});
  const actor = { name: 'bench', door: 'cli' } as const;
  const scope = createScope({ sql, brand, actor, events: new Events(), limits });
  const columns = [
    { name: 'booking', type: 'string', description: '', unique: true }, { name: 'arrival', type: 'date', description: '', unique: false },
  ] as const;
  await createDatamodel().change(scope, () => ({
    tables: [{ name: 'stay', description: '', columns }], contains: [{ parent: 'customer', child: 'stay' }], lookups: [],
  }));
  await applyCampaign(scope, CAMPAIGN);
  await startCampaign(scope, CAMPAIGN.name);
  const { webhook } = await createWebhook(scope, {
    name: 'stays', isLimited: false, mapping: MAPPING, campaign: CAMPAIGN.name,
  });
  await sql.raw(BARE);
  const user = await userByName(sql, 'bench');
  const { token } = await createToken(sql, actor, { brand, user }, limits);
  return { path: `/app/api/rest/public/v2/project/datahook/data-receiver/${webhook.endpoint}`, token };
}

interface Taken {
  /** Calls per second. */
  readonly rate: number;
  /** Microseconds of CPU per call. */
  readonly cpu: number;
}

/** Each call brings another customer. */
async function take(
  { port, name, usage }: Contender, path: string, headers: Readonly<Record<string, string>>, round: number,
): Promise<Taken> {
  const agent = clientPool(CONNECTIONS);
  let next = 0;
  const before = await usage();
  const begun = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    for (let call = next++; call < CALLS; call = next++) {
      const key = `${round}-${call}`;
      const body = JSON.stringify({
        guest: { mail: `guest-${key}@mail.example`, no: `G-${key}`, news: 'Y', frequency: 'MONTHLY' },
        stays: [{ booking: `A-${key}`, arrival: '2026-07-04' }, { booking: `B-${key}`, arrival: '2026-08-01' }],
      } satisfies Call);
      const reply = await send(agent, port, { path, headers, body });
      if (reply.status !== 200) throw new Error(`${name}: ${reply.status} ${reply.body}`);
    }
  }));
  agent.destroy();
  const rate = CALLS / (performance.now() - begun) * 1000;
  return { rate, cpu: ((await usage()).cpu - before.cpu) / CALLS };
}
