/** What a process does for the campaigns of every-object.ts: as its jobs do, and as visitors have it do. */
import { runKinds } from '../../src/app/run-kinds.ts';
import {
  beginWithFile, callUrl, findAddress, goOnAfterRun, handCampaigns, letCampaignsHear, openLink, sendForm, stepCampaigns,
  urlsOfCampaign,
} from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Brand, Scope, Store } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';
import { Events } from '../../src/events/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createSchedules } from '../../src/schedule/index.ts';
import { tellSubscribers } from '../../src/webhook/index.ts';
import { QUIET } from '../schedule/support.ts';
import { scopeOf } from '../support/scope.ts';

/** Nothing to wait for. */
const SETTINGS = {
  HTTP_OUT_PRIVATE: '1', CAMPAIGN_CALLS: '1', CAMPAIGN_CALL_RETRY: '0', CAMPAIGN_LISTEN_TIME: '0', CAMPAIGN_RETRY: '0',
  IMPORT_SETTLE: '0', RUN_BACKOFF: '0', RUN_WATCH: '60000',
};

export interface EveryActs {
  readonly scope: Scope;
  step(): Promise<void>;
  hand(): Promise<void>;
  /** Runs that have not ended. */
  openRuns(): Promise<string[]>;
  attempt(runId: string): Promise<void>;
  /** What each of the visitors does who have not done it. Who comes too late goes away. */
  readonly visits: readonly (() => Promise<void>)[];
  close(): Promise<void>;
}

/** @param data folder of files */
export function everyAct(sql: Store, brand: Brand, data: string): EveryActs {
  const settings = { ...SETTINGS, TOLK_DATA: data };
  const events = new Events().on('run.ended', goOnAfterRun).on('run.ended', beginWithFile);
  tellSubscribers(events);
  letCampaignsHear(events);
  const scope = scopeOf(sql, brand, { events, settings, actor: 'tolk', door: 'job' });
  const httpOut = createHttpOut(readConfig(settings));
  const { attempt } = createSchedules({ kinds: runKinds, log: QUIET });
  const { signal } = new AbortController();
  return {
    scope,
    step: () => stepCampaigns(scope, {}, signal, QUIET),
    hand: () => handCampaigns(scope, {}, signal, { httpOut, log: QUIET }),
    openRuns: () => sql('run').where({ brand_id: brand.id }).whereNull('ended_at').orderBy('id').pluck<string[]>('id'),
    attempt: (runId) => attempt(scope, { runId }, signal),
    visits: [
      async () => { for (const link of await linksAt(sql, brand.id, 'land')) await visit(scope, link); },
      async () => { for (const link of await linksAt(sql, brand.id, 'page')) await visit(scope, link, true); },
      () => begin(scope, 'url', (addressed) => callUrl(scope, addressed, { no: 'V1' })),
      () => begin(scope, 'form', (addressed) => sendForm(scope, addressed, { f0: 'V2' })),
    ],
    close: () => httpOut.close(),
  };
}

/** Links of those who rest at an object, as the campaign field of that name has them. */
async function linksAt(sql: Store, brandId: string, key: string): Promise<string[]> {
  const { rows } = await sql.raw<{ rows: { link: string }[] }>(`
    select m.fields ->> o.key as link from campaign_place p
    join campaign_object o on o.id = p.object_id and o.key = ?
    join campaign_member m on m.campaign_id = p.campaign_id and m.customer_id = p.customer_id
    where p.brand_id = ? and p.due_at = 'infinity' order by p.customer_id`, [key, brandId]);
  return rows.map(({ link }) => link);
}

function visit(scope: Scope, link: string, isForm = false): Promise<void> {
  return unlessLate(async () => {
    const [, , address = '', token = ''] = link.split('/');
    const addressed = await findAddress(scope.sql, address);
    await openLink(scope, addressed, token);
    if (isForm) await openLink(scope, addressed, token, { f0: 'Tiel' });
  });
}

async function begin(
  scope: Scope, name: string, act: (addressed: Awaited<ReturnType<typeof findAddress>>) => Promise<unknown>,
): Promise<void> {
  const { rows: begun } = await scope.sql.raw<{ rows: unknown[] }>(`
    select from campaign_member m join campaign c on c.id = m.campaign_id where c.brand_id = ? and c.name = ?`, [scope.brand.id, name]);
  if (begun.length > 0) return;
  await unlessLate(async () => {
    const [url] = await urlsOfCampaign(scope, name);
    await act(await findAddress(scope.sql, url?.path.split('/')[2] ?? ''));
  });
}

async function unlessLate(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof TolkError)) throw error;
  }
}
