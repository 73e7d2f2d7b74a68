import { z } from 'zod';
import { brandById, maintainAccess, maintainCertificates, maintainOauth } from '../access/index.ts';
import {
  CAMPAIGN_FORGET_JOB, CAMPAIGN_HAND_JOB, CAMPAIGN_STEP_JOB, CAMPAIGN_SWEEP_JOB, forgetFlows, handCampaigns,
  heldTriggers, maintainCampaigns, maintainPages, maintainWays, planForgetting, stepCampaigns, sweepCampaigns,
} from '../campaign/index.ts';
import type { Config } from '../config.ts';
import { maintainHistory } from '../customer/index.ts';
import { DATAMODEL_PURGE_JOB, maintainDatamodel, purgeDatamodel } from '../datamodel/index.ts';
import { createScope, type Publisher, type Scope, type Store } from '../db/index.ts';
import { EXPORT_TIDY_JOB, maintainExports, tidyExports } from '../export/index.ts';
import { maintainGroups, PURGE_JOB, purgeGroups, RECOUNT_JOB, recountGroups } from '../group/index.ts';
import type { HttpOut } from '../http-out/index.ts';
import { BRAND_JOB, HOUSE_JOB, maintainJobs, type JobHandler } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import { MAIL_JOB, RUN_NOTICE_JOB, type Notices } from '../notice/index.ts';
import { BUILD_JOB, type Resources } from '../resource/index.ts';
import { RUN_JOB, type Schedules } from '../schedule/index.ts';
import {
  IMPORT_TIDY_JOB, maintainImports, maintainTriggers, pollTriggers, settleTrigger, tidyImports, TRIGGER_POLL_JOB,
  TRIGGER_SETTLE_JOB,
} from '../transfer/index.ts';
import { DELIVER_JOB, maintainSubscriptions, maintainWebhooks, type Subscriptions } from '../webhook/index.ts';

/** Every job that is ever enqueued. */
export const JOB_NAMES = [
  HOUSE_JOB, BRAND_JOB, BUILD_JOB, CAMPAIGN_FORGET_JOB, CAMPAIGN_HAND_JOB, CAMPAIGN_STEP_JOB, CAMPAIGN_SWEEP_JOB,
  DATAMODEL_PURGE_JOB, DELIVER_JOB, EXPORT_TIDY_JOB, IMPORT_TIDY_JOB, MAIL_JOB, PURGE_JOB, RECOUNT_JOB,
  RUN_JOB, RUN_NOTICE_JOB, TRIGGER_POLL_JOB, TRIGGER_SETTLE_JOB,
] as const;
type JobName = (typeof JOB_NAMES)[number];

interface JobParts {
  readonly sql: Store;
  readonly events: Publisher;
  readonly resources: Resources;
  readonly schedules: Schedules;
  readonly subscriptions: Subscriptions;
  readonly notices: Notices;
  readonly httpOut: HttpOut;
  readonly config: Config;
  readonly log: Log;
}

const brandPayload = z.object({ brandId: z.string() });
const upkeepPayload = z.object({ minute: z.coerce.date() });

/** What each job does: the act of a room, in the brand that the payload names. */
export function jobHandlers(parts: JobParts): Record<JobName, JobHandler> {
  const { sql, events, resources, schedules, subscriptions, notices, httpOut, config, log } = parts;

  const ofBrand = (act: (scope: Scope, payload: unknown, signal: AbortSignal) => Promise<void>): JobHandler =>
    async ({ payload, signal }) => {
      const brand = await brandById(sql, brandPayload.parse(payload).brandId);
      const actor = { name: 'tolk', door: 'job' } as const;
      await act(createScope({ sql, brand, actor, events, limits: config }), payload, signal);
    };

  return {
    [HOUSE_JOB]: () => all(log, {
      access: () => maintainAccess(sql, config.OWNER_IDLE),
      history: () => keepHistory(sql, log),
      ways: () => keepWays(sql, config, log),
      jobs: () => maintainJobs(sql, config),
      pages: () => maintainPages(sql),
    }),
    // Slots first: whoever waits for a file does not wait for our sweeping.
    [BRAND_JOB]: ofBrand((scope, payload) => all(log, {
      schedules: () => schedules.claimDue(scope, upkeepPayload.parse(payload).minute),
      campaigns: () => maintainCampaigns(scope),
      flows: () => planForgetting(scope, upkeepPayload.parse(payload).minute),
      triggers: () => maintainTriggers(scope, upkeepPayload.parse(payload).minute),
      runs: () => schedules.maintain(scope),
      exports: () => maintainExports(scope),
      imports: () => maintainImports(scope),
      datamodel: () => maintainDatamodel(scope),
      groups: () => maintainGroups(scope),
      subscriptions: () => maintainSubscriptions(scope),
      webhooks: () => maintainWebhooks(scope),
      oauth: () => maintainOauth(scope),
      certificates: () => maintainCertificates(scope),
      resources: () => resources.maintain(scope),
    })),
    [BUILD_JOB]: ofBrand(resources.build),
    [CAMPAIGN_FORGET_JOB]: ofBrand(forgetFlows),
    [CAMPAIGN_HAND_JOB]: ofBrand((scope, payload, signal) => handCampaigns(scope, payload, signal, { httpOut, log })),
    [CAMPAIGN_STEP_JOB]: ofBrand((scope, payload, signal) => stepCampaigns(scope, payload, signal, log)),
    [CAMPAIGN_SWEEP_JOB]: ofBrand((scope, payload, signal) => sweepCampaigns(scope, payload, signal, log)),
    [DATAMODEL_PURGE_JOB]: ofBrand(purgeDatamodel),
    [DELIVER_JOB]: ofBrand(subscriptions.deliver),
    [EXPORT_TIDY_JOB]: ofBrand(tidyExports),
    [IMPORT_TIDY_JOB]: ofBrand(tidyImports),
    [MAIL_JOB]: ({ payload, signal }) => notices.send(payload, signal),
    [PURGE_JOB]: ofBrand(purgeGroups),
    [RECOUNT_JOB]: ofBrand(recountGroups),
    [RUN_JOB]: ofBrand(schedules.attempt),
    [RUN_NOTICE_JOB]: ofBrand(notices.aboutRun),
    [TRIGGER_POLL_JOB]: ofBrand((scope, payload, signal) =>
      pollTriggers(scope, payload, signal, { log, hold: heldTriggers })),
    [TRIGGER_SETTLE_JOB]: ofBrand(settleTrigger),
  };
}

async function keepHistory(sql: Store, log: Log): Promise<void> {
  const { made, strays } = await maintainHistory(sql);
  if (made.length > 0) log.info({ partitions: made }, 'partitions of the history made');
  if (strays > 0) log.error({ strays }, 'the history has rows in its default partition: a month lacks its own');
}

async function keepWays(sql: Store, config: Config, log: Log): Promise<void> {
  const { made, removed, strays } = await maintainWays(sql, config);
  if (made.length + removed.length > 0) log.info({ made, removed }, 'partitions of the ways of campaigns made or removed');
  if (strays > 0) log.error({ strays }, 'the ways of campaigns have rows in their default partition: a month lacks its own');
}

/** One room whose upkeep fails keeps no other from its own; the job fails with the first error. */
async function all(log: Log, upkeep: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
  const errors: unknown[] = [];
  for (const [part, work] of Object.entries(upkeep)) {
    try {
      await work();
    } catch (err) {
      log.warn({ err, part }, 'upkeep failed');
      errors.push(err);
    }
  }
  if (errors.length > 0) throw errors[0];
}
