/** An instance of the service that does nothing but move members of campaigns: two steps at once, and their calls. */
import { setTimeout as sleep } from 'node:timers/promises';
import { brandByName } from '../../src/access/index.ts';
import { expectShortLives } from '../../src/app/memory.ts';
import { handCampaigns, stepCampaigns } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createLog } from '../../src/log.ts';
import { announce } from './contender.ts';
import { BRAND } from './store.ts';

const LANES = 2;
const CONNECTIONS = 10;
/** Between looks for work; the service is woken by a job. */
const PAUSE = 10;

expectShortLives(); // as the service does
const sql = openStore({ url: process.argv[2] ?? '', connections: CONNECTIONS, prepare: true });
const limits = readConfig({ HTTP_OUT_PRIVATE: '1' });
const brand = await brandByName(sql, BRAND);
const scope = createScope({ sql, brand, actor: { name: 'bench', door: 'job' }, events: new Events(), limits });
const parts = { httpOut: createHttpOut(limits), log: createLog('warn') };
const { signal } = new AbortController();

async function repeat(work: () => Promise<void>): Promise<never> {
  for (;;) {
    await work();
    await sleep(PAUSE);
  }
}

announce(0); // nobody calls it
await Promise.all([
  ...Array.from({ length: LANES }, (_, lane) => repeat(() => stepCampaigns(scope, { lane }, signal, parts.log))),
  repeat(() => handCampaigns(scope, {}, signal, parts)),
]);
