import type { Brand, Sql } from '../../db/index.ts';
import { enqueueMany } from '../../jobs/index.ts';

/** Job that moves the members of a brand's campaigns; payload { brandId, lane }: lane 0, others are its helpers. */
export const CAMPAIGN_STEP_JOB = 'campaign.step';

interface Asking {
  readonly sql: Sql;
  readonly brand: Brand;
}

/** Has what is due moved soon. In a transaction, when that commits. */
export function wakeCampaigns(asking: Asking): Promise<void> {
  return wakeLanes(asking, [0]);
}

/** The same by several jobs at once, which share the work. */
export async function wakeLanes({ sql, brand }: Asking, lanes: readonly number[]): Promise<void> {
  await enqueueMany(sql, lanes.map((lane) => ({
    name: CAMPAIGN_STEP_JOB, payload: { brandId: brand.id, lane }, jobKey: `${CAMPAIGN_STEP_JOB}:${brand.id}:${lane}`,
  })));
}

/** Has what is due later moved then; of several times the last one told counts. */
export async function wakeLater({ sql, brand }: Asking, runAt: string): Promise<void> {
  await enqueueMany(sql, [{
    name: CAMPAIGN_STEP_JOB, payload: { brandId: brand.id, lane: 0 }, runAt,
    jobKey: `${CAMPAIGN_STEP_JOB}:${brand.id}:later`,
  }]);
}
