/** Campaigns of one call to another system, for tests of what is in such calls. */
import { randomBytes } from 'node:crypto';
import { handCampaigns, setOffCampaign } from '../../src/campaign/index.ts';
import type { Store } from '../../src/db/index.ts';
import type { HttpOut } from '../../src/http-out/index.ts';
import { createLog, type Log } from '../../src/log.ts';
import { campaigner, type Campaigner } from './support.ts';

/** What the brands here have in common. */
export const CALL_SETTINGS = {
  CAMPAIGN_CALL_RETRY: '0', HTTP_OUT_PRIVATE: '1', TOLK_KEY: randomBytes(32).toString('hex'),
};

export interface Caller extends Campaigner {
  /** What hand has logged. */
  readonly lines: readonly string[];
  /** Starts a campaign with the call and leads customers to it; none: the flow by itself. @returns its number */
  come(
    type: string, settings: object, customerIds?: readonly string[], variables?: Readonly<Record<string, string>>,
  ): Promise<string>;
  hand(httpOut: HttpOut, signal?: AbortSignal): Promise<void>;
  /** Of the newest flow. */
  variables(): Promise<Record<string, string>>;
  /** All that the store has of the campaigns of the brand, as text. */
  kept(): Promise<string>;
}

const TABLES = ['campaign', 'campaign_version', 'campaign_flow', 'campaign_handing', 'campaign_object', 'campaign_member'];

/** A brand of its own. */
export async function caller(sql: Store): Promise<Caller> {
  const mine = await campaigner(sql, CALL_SETTINGS);
  const { scope } = mine;
  const lines: string[] = [];
  const log: Log = createLog('debug', { write: (line: string) => void lines.push(line) });
  let made = 0;
  return {
    ...mine, lines,
    async come(type, settings, customerIds = [], variables = {}) {
      const ends = type === 'httpRequest' ? { onSuccess: 'good', onFail: 'bad' } : { success: 'good', fail: 'bad' };
      const { id } = await mine.run([
        ['in', 'startEvent', {}, { continue: 'call' }], ['call', type, settings, ends],
        ['good', 'wait', { for: { days: 1 } }], ['bad', 'wait', { for: { days: 1 } }],
      ], { name: `calls ${made++}` });
      await scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables }));
      await mine.step();
      return id;
    },
    hand: (httpOut, signal = new AbortController().signal) => handCampaigns(scope, {}, signal, { httpOut, log }),
    async variables() {
      const all = await sql('campaign_flow').where({ brand_id: scope.brand.id }).orderBy('id').pluck('variables') as Record<string, string>[];
      return all.at(-1) ?? {};
    },
    async kept() {
      const texts = await Promise.all(TABLES.map((table) => sql(table).where({ brand_id: scope.brand.id })));
      return JSON.stringify(texts);
    },
  };
}
