import type { Brand, Sql } from '../../db/index.ts';
import { enqueueMany, type SoonJob } from '../../jobs/index.ts';

/** Job that moves the members of a brand's campaigns; payload { brandId, lane }: lane 0, others are its helpers. */
export const CAMPAIGN_STEP_JOB = 'campaign.step';

interface Asking {
  readonly sql: Sql;
  readonly brand: Brand;
}

/** Job that hands over what leaves the house; payload as above. */
export const CAMPAIGN_HAND_JOB = 'campaign.hand';

type CampaignJob = typeof CAMPAIGN_STEP_JOB | typeof CAMPAIGN_HAND_JOB;

/** Has what is due moved soon. In a transaction, when that commits. */
export function wakeCampaigns(asking: Asking): Promise<void> {
  return wakeLanes(asking, CAMPAIGN_STEP_JOB, [0]);
}

/**
 * Job that moves what is due within CAMPAIGN_GATHER, for enqueueSoon. Of many callers at once few write to the queue:
 * under one key each would wait for the commit of the one before. What is missed nevertheless, the next tick finds.
 */
export function stepSoon({ brand }: Pick<Asking, 'brand'>): SoonJob {
  const job = { name: CAMPAIGN_STEP_JOB, payload: { brandId: brand.id, lane: 0 } };
  return { ...job, jobKey: `${CAMPAIGN_STEP_JOB}:${brand.id}:soon` };
}

/** Has what is to leave the house handed over soon. */
export function wakeHands(asking: Asking): Promise<void> {
  return wakeLanes(asking, CAMPAIGN_HAND_JOB, [0]);
}

/** The same by several jobs at once, which share the work. */
export async function wakeLanes({ sql, brand }: Asking, name: CampaignJob, lanes: readonly number[]): Promise<void> {
  await enqueueMany(sql, lanes.map((lane) =>
    ({ name, payload: { brandId: brand.id, lane }, jobKey: `${name}:${brand.id}:${lane}` })));
}

/** Has what is due later moved then; of several times the last one told counts. */
export async function wakeLater({ sql, brand }: Asking, name: CampaignJob, runAt: string): Promise<void> {
  await enqueueMany(sql, [
    { name, payload: { brandId: brand.id, lane: 0 }, runAt, jobKey: `${name}:${brand.id}:later` },
  ]);
}

/** Lanes of the jobs that help the one that is always there. @param most jobs at once */
export function helperLanes(most: number): number[] {
  return Array.from({ length: most - 1 }, (_, place) => place + 1);
}
