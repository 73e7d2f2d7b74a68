/** A brand with the campaigns of every-object.ts, what a process does for them, and what has become of them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runKinds } from '../../src/app/run-kinds.ts';
import {
  applyCampaign, beginWithFile, findAddress, goOnAfterRun, handCampaigns, letCampaignsHear, openLink, setOffCampaign,
  startCampaign, stepCampaigns,
} from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { defineOption } from '../../src/customer/index.ts';
import type { Scope, Store } from '../../src/db/index.ts';
import { Events } from '../../src/events/index.ts';
import { createExport, readExport } from '../../src/export/index.ts';
import { insertGroup } from '../../src/group/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createSchedules } from '../../src/schedule/index.ts';
import {
  createImport, createLocation, pollTriggers, readImport, readTrigger, saveTrigger,
} from '../../src/transfer/index.ts';
import { wrongKeys } from '../datamodel/rows-support.ts';
import { QUIET } from '../schedule/support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { runWish } from '../transfer/import-runs-support.ts';
import { everyObject, NOTES } from './every-object.ts';
import { startShop, type Received, type Shop } from './http-server.ts';
import { rowsOf, type Rows } from './rows-support.ts';
import { ANSWER, TYPES, wsdlAt } from './soap-shop.ts';
import { campaigner, type Campaigner } from './support.ts';

const KEY_LENGTH = 36;
const keyOf = (headers: Received['headers']) => String(headers['idempotency-key']).padEnd(KEY_LENGTH);

const FILES = {
  'in/people.csv': 'externalId;city\nK1;Ede\nK2;Delft\nK7;Goes\n', 'in/shops.csv': 'code;city\nS1;Ede\nS2;Goes\n',
  'csv/Upload/orders.csv': 'externalId;city\nK2;Delft\nK8;Hoorn\n',
};

export interface World {
  readonly db: TestDatabase;
  readonly shop: Shop;
  /** Does once what is to be done, as jobs and visitors do. @param sql connections of the process that does it */
  work(sql: Store): Promise<void>;
  /** Lets pass what has to pass after a process has died. @returns whether there is anything left to be done */
  goOn(): Promise<boolean>;
  /** Changes whenever something is done for good. */
  progress(): Promise<string>;
  /** All that has become of it, without numbers and times, which differ from world to world. */
  outcome(): Promise<object>;
  stop(): Promise<void>;
}

export async function everyWorld(): Promise<World> {
  const db = await testDatabase();
  const data = mkdtempSync(path.join(tmpdir(), 'tolk-every-'));
  const settings = {
    HTTP_OUT_PRIVATE: '1', CAMPAIGN_CALLS: '1', CAMPAIGN_CALL_RETRY: '0', CAMPAIGN_LISTEN_TIME: '0', CAMPAIGN_RETRY: '0',
    IMPORT_SETTLE: '0', RUN_BACKOFF: '0', RUN_WATCH: '60000', TOLK_DATA: data,
  };
  const mine = await campaigner(db.sql, settings);
  const { scope: { brand } } = mine;
  const shop = await startShop();
  const answers = new Map([['/shop?wsdl', wsdlAt(shop.url)], ['/types.xsd', TYPES], ['/soap', ANSWER]]);
  shop.usual = (asked) => ({ status: 200, body: answers.get(asked) ?? '{}' });
  const events = new Events().on('run.ended', goOnAfterRun).on('run.ended', beginWithFile);
  letCampaignsHear(events);
  const scope = (sql: Store) => scopeOf(sql, brand, { events, settings, actor: 'tolk', door: 'job' });
  const httpOut = createHttpOut(readConfig(settings));
  const { attempt } = createSchedules({ kinds: runKinds, log: QUIET });
  const { signal } = new AbortController();
  const folder = path.join(data, 'files', brand.id, 'crm');
  const rows = await prepare(mine, folder, shop.url);
  for (const at of ['10:00', '10:01']) {
    await pollTriggers(scope(db.sql), { minute: `2026-03-01T${at}:00.000Z` }, signal, { log: QUIET });
  }

  const of = (table: string) => db.sql(table).where({ brand_id: brand.id });
  const openRuns = () => of('run').whereNull('ended_at').orderBy('id').pluck<string[]>('id');
  return {
    db, shop,
    async work(sql) {
      await stepCampaigns(scope(sql), {}, signal, QUIET);
      await handCampaigns(scope(sql), {}, signal, { httpOut, log: QUIET });
      for (const runId of await openRuns()) await attempt(scope(sql), { runId }, signal);
      for (const link of await linksAt(db.sql, brand.id, 'land')) await visit(scope(sql), link);
      for (const link of await linksAt(db.sql, brand.id, 'page')) await visit(scope(sql), link, true);
    },
    async goOn() {
      await of('campaign_handing').update({ next_at: db.sql.fn.now() });
      const resting = db.sql('campaign_object').whereIn('key', ['rest', 'write']).select('id');
      await of('campaign_place').whereIn('object_id', resting).where('due_at', '<', 'infinity').update({ due_at: db.sql.fn.now() });
      const { rows: [found] } = await db.sql.raw<{ rows: { is: boolean }[] }>(`
        select exists (select from campaign_place where due_at <= now() or due_at = 'infinity')
          or exists (select from run where ended_at is null) as is`);
      return found?.is === true;
    },
    async progress() {
      const { rows: [found] } = await db.sql.raw<{ rows: object[] }>(`
        select (select count(*) from campaign_way) as ways,
          (select json_agg(json_build_array(id, object_id, regexp_replace(note, '^gathering .*', '')) order by id) from campaign_place) as places,
          (select json_agg(json_build_array(id, state, cursor, counters, progress) order by id) from run) as runs`);
      return JSON.stringify(found);
    },
    outcome: async () => ({ ...await outcomeOf(mine, rows, shop), files: filesIn(folder) }),
    async stop() {
      await httpOut.close();
      await shop.close();
      await db.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function prepare({ scope, customers }: Campaigner, folder: string, url: string): Promise<Rows> {
  const rows = await rowsOf(scope);
  const { id: group } = await insertGroup(scope, { name: 'group' });
  for (const name of NOTES) await defineOption(scope, { name, type: 'text', choices: [], maxLength: null });
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  await createLocation(scope, { name: 'crm', kind: 'folder', path: 'crm' });
  await createImport(scope, readImport(runWish({ name: 'people' })));
  await createImport(scope, readImport(runWish({ name: 'shops', target: { kind: 'rows', table: 'shop', unique: ['code'] } })));
  const columns = [{ field: 'externalId' }, { field: 'department', title: 'told' }];
  await createExport(scope, readExport({ name: 'list', source: { kind: 'campaign' }, columns, file: { location: 'crm', name: 'out/list.csv' } }));
  await saveTrigger(scope, readTrigger({ name: 'orders', location: 'crm', folder: 'csv', import: 'people' }));
  const customerIds = await customers(...['K1', 'K2', 'K3'].map((externalId) => ({ externalId, lastname: 'Vos', city: 'Delft' })));
  for (const definition of everyObject(url, group)) {
    const { id } = await applyCampaign(scope, definition);
    const { kind, name } = definition as { kind?: string; name: string };
    if (kind !== undefined) continue;
    await startCampaign(scope, id);
    if (name === 'lead') await scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: { json: '{"a":[{"n":7}]}' } }));
  }
  return rows;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .map((one) => `${one.name} ${readFileSync(path.join(one.parentPath, one.name), 'utf8')}`).sort();
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

async function visit(scope: Scope, link: string, isForm = false): Promise<void> {
  const [, , address = '', token = ''] = link.split('/');
  const addressed = await findAddress(scope.sql, address);
  await openLink(scope, addressed, token);
  if (isForm) await openLink(scope, addressed, token, { f0: 'Tiel' });
}

async function outcomeOf({ sql, scope, counts }: Campaigner, rows: Rows, shop: Shop): Promise<object> {
  const { brand } = scope;
  const texts = async (from: string) => {
    const { rows: found } = await sql.raw<{ rows: { text: string }[] }>(`select text from (${from}) as found order by text`, [brand.id]);
    return found.map(({ text }) => text);
  };
  const ofCustomer = `(select coalesce(min(external_id), '-') from customer c where c.id = x.customer_id)`;
  return {
    customers: await texts(`select concat_ws(' ', external_id, city, department, company_name, opt_in, options::text) as text from customer where brand_id = ?`),
    history: await texts(`select concat_ws(' ', ${ofCustomer}, act, door, changed_by, changes::text, count(*)) as text from customer_history x where brand_id = ? group by customer_id, act, door, changed_by, changes`),
    members: await texts(`select concat_ws(' ', ${ofCustomer}, campaign_id, left_at is null, fields ->> 'code') as text from campaign_member x where brand_id = ?`),
    flows: await texts(`select concat_ws(' ', campaign_id, started_by, (select string_agg(key, ' ' order by key) from jsonb_object_keys(variables) key)) as text from campaign_flow where brand_id = ?`),
    ways: await texts(`select concat_ws(' ', ${ofCustomer}, o.campaign_id, o.key, x.exit, count(*)) as text from campaign_way x join campaign_object o on o.id = x.object_id where x.brand_id = ? group by customer_id, o.campaign_id, o.key, x.exit`),
    runs: await texts(`select concat_ws(' ', name, state, counters::text) as text from run where brand_id = ?`),
    group: await texts(`select ${ofCustomer} as text from group_member x where brand_id = ?`),
    left: await texts(`select 'place ' || customer_id as text from campaign_place where brand_id = ? union all select 'parcel' from campaign_handing union all select 'run' from campaign_run union all select 'error ' || error from campaign_object where error is not null`),
    counts: await counts(),
    rows: await Promise.all(['stay', 'extra', 'shop'].map(async (table) => (await rows.all(table)).sort())),
    keys: await wrongKeys(scope),
    // A call may come more than once, but then with the same key and body.
    calls: [...new Set(shop.calls.filter(({ method }) => method === 'POST').map(({ headers, body }) => `${keyOf(headers)} ${body}`))]
      .map((text) => text.slice(KEY_LENGTH)).sort(),
  };
}
