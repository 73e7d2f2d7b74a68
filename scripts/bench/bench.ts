/**
 * Measures what the issues promise: `npm run bench -- AREA...` (soap, postgres, datamodel, transfer, campaigns,
 * webhooks; imports: a half of transfer). Each area starts what it compares side by side, interleaves the rounds, sees
 * to it that all give the same answers, and prints figures and bars. Exit code 1 when a bar is missed.
 */
import { expectShortLives } from '../../src/app/memory.ts';
import { printBars, type Bar } from './bars.ts';
import { benchCampaigns } from './campaigns.ts';
import { benchDatamodel } from './datamodel.ts';
import { benchPostgres } from './postgres.ts';
import { benchSoap } from './soap.ts';
import { benchTransfer, imports } from './transfer.ts';
import { benchWebhooks } from './webhooks.ts';

const AREAS: Readonly<Record<string, () => Promise<readonly Bar[]>>> = {
  soap: benchSoap,
  postgres: benchPostgres,
  datamodel: benchDatamodel,
  transfer: benchTransfer,
  campaigns: benchCampaigns,
  webhooks: benchWebhooks,
  imports,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((area) => !Object.hasOwn(AREAS, area));
if (asked.length === 0 || unknown.length > 0) {
  console.error(`usage: npm run bench -- AREA...   (areas: ${Object.keys(AREAS).join(', ')})`);
  process.exit(64);
}
expectShortLives(); // as the service does
const bars: Bar[] = [];
for (const area of asked) bars.push(...(await AREAS[area]?.() ?? []));
process.exit(printBars(bars) ? 0 : 1);
