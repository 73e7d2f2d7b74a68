/** A process that works for the campaigns of a brand until it is killed. Arguments: database, name of the brand. */
import { setTimeout as sleep } from 'node:timers/promises';
import { brandByName } from '../../src/access/index.ts';
import { handCampaigns, stepCampaigns } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createLog } from '../../src/log.ts';

const [url = '', name = ''] = process.argv.slice(2);
const sql = openStore({ url, connections: 5, prepare: true, applicationName: 'doomed' });
const limits = readConfig({ HTTP_OUT_PRIVATE: '1', CAMPAIGN_CALL_RETRY: '0' });
const brand = await brandByName(sql, name);
const scope = createScope({ sql, brand, actor: { name: 'tolk', door: 'job' }, events: new Events(), limits });
const parts = { httpOut: createHttpOut(limits), log: createLog('silent') };
const { signal } = new AbortController();
for (;;) {
  await stepCampaigns(scope, {}, signal, parts.log);
  await handCampaigns(scope, {}, signal, parts);
  await sleep(10);
}
