/** A brand with the campaigns of every-object.ts, and what has become of them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyCampaign, setOffCampaign, startCampaign } from '../../src/campaign/index.ts';
import { defineOption } from '../../src/customer/index.ts';
import type { Brand, Store } from '../../src/db/index.ts';
import { createExport, readExport } from '../../src/export/index.ts';
import { addMembers, insertGroup } from '../../src/group/index.ts';
import {
  createImport, createLocation, pollTriggers, readImport, readTrigger, saveTrigger,
} from '../../src/transfer/index.ts';
import { NOTICE_NAMES } from '../../src/webhook/index.ts';
import { wrongKeys } from '../datamodel/rows-support.ts';
import { QUIET } from '../schedule/support.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { runWish } from '../transfer/import-runs-support.ts';
import { everyAct } from './every-act.ts';
import { CALLED_NAMES, everyObject, NOTES } from './every-object.ts';
import { startShop, type Received, type Shop } from './http-server.ts';
import { rowsOf, type Rows } from './rows-support.ts';
import { ANSWER, TYPES, wsdlAt } from './soap-shop.ts';
import { campaigner, type Campaigner } from './support.ts';

const KEY_LENGTH = 36;
const keyOf = (headers: Received['headers']) => String(headers['idempotency-key']).padEnd(KEY_LENGTH);

const FILES = {
  'in/people.csv': 'externalId;city\ncrm1;Ede\ncrm2;Delft\nN7;Goes\n', 'in/shops.csv': 'code;city\nS1;Ede\nS2;Goes\n',
  'csv/Upload/orders.csv': 'externalId;city\nC1;Delft\nC8;Hoorn\n',
};

export interface EveryObject {
  readonly id: string;
  readonly type: string;
  readonly isFirst: boolean;
}

export interface World {
  readonly db: TestDatabase;
  readonly shop: Shop;
  readonly brand: Brand;
  /** Folder of its files. */
  readonly data: string;
  /** Does once what is to be done, as jobs and visitors do. @param sql connections of the process that does it */
  work(sql: Store): Promise<void>;
  /**
   * Lets pass what has to pass after a process has died.
   * @param called keys of calls that another process has in hand @returns whether there is anything left to be done
   */
  goOn(called?: readonly string[]): Promise<boolean>;
  /** Objects of its campaigns that have been, and whether it is the first of its type. */
  objects(): Promise<EveryObject[]>;
  /** Changes whenever something is done for good. */
  progress(): Promise<string>;
  /** All that has become of it, without numbers and times, which differ from world to world. */
  outcome(): Promise<object>;
  stop(): Promise<void>;
}

/** @param db default: a database of its own */
export async function everyWorld(db?: TestDatabase): Promise<World> {
  const data = mkdtempSync(path.join(tmpdir(), 'tolk-every-'));
  const own = db ?? await testDatabase();
  const mine = await campaigner(own.sql, { TOLK_DATA: data });
  const { scope: { brand } } = mine;
  const shop = await startShop();
  const answers = new Map([['/shop?wsdl', wsdlAt(shop.url)], ['/types.xsd', TYPES], ['/soap', ANSWER]]);
  shop.usual = (asked) => ({ status: 200, body: answers.get(asked) ?? '{}' });
  const folder = path.join(data, 'files', brand.id, 'crm');
  const acts = everyAct(own.sql, brand, data);
  const rows = await prepare({ ...mine, scope: acts.scope }, folder, shop.url);
  for (const at of ['10:00', '10:01']) {
    await pollTriggers(acts.scope, { minute: `2026-03-01T${at}:00.000Z` }, new AbortController().signal, { log: QUIET });
  }
  await acts.close();

  const of = (table: string) => own.sql(table).where({ brand_id: brand.id });
  return {
    db: own, shop, brand, data,
    async work(sql) {
      const { step, hand, openRuns, attempt, visits, close } = everyAct(sql, brand, data);
      try {
        await step();
        await hand();
        for (const runId of await openRuns()) await attempt(runId);
        for (const visit of visits) await visit();
      } finally {
        await close();
      }
    },
    async goOn(called = []) {
      await of('campaign_handing').whereNotIn('key', called).update({ next_at: own.sql.fn.now() });
      const { rows: resting } = await own.sql.raw<{ rows: { id: string }[] }>(`
        select p.id from campaign_place p join campaign_object o on o.id = p.object_id
        where o.key in ('rest', 'cut', 'write') and p.due_at < 'infinity' for update of p skip locked`);
      await of('campaign_place').whereIn('id', resting.map(({ id }) => id)).update({ due_at: own.sql.fn.now() });
      const { rows: [found] } = await own.sql.raw<{ rows: { is: boolean }[] }>(`
        select exists (select from campaign_place where due_at <= now() or due_at = 'infinity')
          or exists (select from run where ended_at is null)
          or (select count(*) from campaign where name in ('url', 'form')
            and exists (select from campaign_member m where m.campaign_id = campaign.id)) < 2 as is`);
      return found?.is === true;
    },
    async objects() {
      const { rows: found } = await own.sql.raw<{ rows: EveryObject[] }>(`
        select o.id, type, row_number() over (partition by type order by c.id, place) = 1 as "isFirst"
        from campaign c join campaign_version v on v.campaign_id = c.id
        cross join jsonb_array_elements(v.definition -> 'objects') with ordinality as drawn (object, place)
        cross join lateral (select object ->> 'id' as key, object ->> 'type' as type) as one
        left join campaign_object o on o.key = case when c.name = 'nearby' then 'own/' else '' end || one.key
          and (c.name = 'nearby' or o.campaign_id = c.id) where c.brand_id = ?`, [brand.id]);
      return found;
    },
    async progress() {
      const { rows: [found] } = await own.sql.raw<{ rows: object[] }>(`
        select (select count(*) from campaign_way) as ways,
          (select json_agg(json_build_array(id, object_id, regexp_replace(note, '^gathering .*', '')) order by id) from campaign_place) as places,
          (select json_agg(json_build_array(id, state, cursor, counters, progress) order by id) from run) as runs`);
      return JSON.stringify(found);
    },
    outcome: async () => ({ ...await outcomeOf(mine, rows, shop), files: filesIn(folder) }),
    async stop() {
      await shop.close();
      if (db === undefined) await own.drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function prepare({ sql, scope, customers }: Campaigner, folder: string, url: string): Promise<Rows> {
  const rows = await rowsOf(scope);
  const [group = '', chosen = ''] = await Promise.all(['group', 'chosen'].map(async (name) => (await insertGroup(scope, { name })).id));
  for (const name of NOTES) await defineOption(scope, { name, type: 'text', choices: [], maxLength: null });
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  await createLocation(scope, { name: 'crm', kind: 'folder', path: 'crm' });
  await createImport(scope, readImport(runWish({ name: 'people' })));
  await createImport(scope, readImport(runWish({ name: 'shops', target: { kind: 'rows', table: 'shop', unique: ['code'] } })));
  const columns = [{ field: 'externalId' }, { field: 'city' }];
  await createExport(scope, readExport({ name: 'list', source: { kind: 'campaign' }, columns, file: { location: 'crm', name: 'out/list.csv' } }));
  await saveTrigger(scope, readTrigger({ name: 'orders', location: 'crm', folder: 'csv', import: 'people' }));
  await sql('subscription').insert({
    brand_id: scope.brand.id, name: 'all', url: `${url}/hook`, events: [...NOTICE_NAMES], created_by: '', modified_by: '',
  });
  const named = (...names: string[]) => customers(...names.map((externalId) => ({ externalId, lastname: 'Vos', city: 'Delft' })));
  const taken = await named('P1', 'P2');
  await scope.transaction((tx) => addMembers(tx, chosen, taken));
  await named('C1');
  for (const definition of everyObject({ url, group, chosen })) {
    const { id, name, kind } = { kind: 'campaign', ...definition, ...await applyCampaign(scope, definition) };
    if (kind !== 'campaign') continue;
    await startCampaign(scope, id);
    if (!CALLED_NAMES.includes(name)) continue;
    const customerIds = await named(...[1, 2, 3].map((one) => `${name}${one}`));
    await scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: { json: '{"a":[{"n":7}]}' } }));
  }
  return rows;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    .map((one) => `${one.name} ${readFileSync(path.join(one.parentPath, one.name), 'utf8')}`).sort();
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
    flows: await texts(`
      select distinct concat_ws(' ', campaign_id, started_by, (
        select string_agg(concat_ws(' ', key, value), ', ' order by key) from jsonb_each_text(variables)
        where key not similar to '%(Run|clang_id|clang_path)')) as text
      from campaign_flow where brand_id = ?`),
    ways: await texts(`select concat_ws(' ', ${ofCustomer}, o.campaign_id, o.key, x.exit, count(*)) as text from campaign_way x join campaign_object o on o.id = x.object_id where x.brand_id = ? group by customer_id, o.campaign_id, o.key, x.exit`),
    runs: await texts(`select concat_ws(' ', name, state, counters::text) as text from run where brand_id = ?`),
    group: await texts(`select ${ofCustomer} as text from group_member x where brand_id = ?`),
    left: await texts(`select 'place ' || customer_id as text from campaign_place where brand_id = ? union all select 'parcel' from campaign_handing union all select 'run' from campaign_run union all select 'error ' || error from campaign_object where error is not null`),
    notices: await texts(`
      select concat_ws(' ', event, what, ${ofCustomer}, count(*)) as text from (
        select brand_id, event, data - 'customerIds' - 'flowId' - 'runId' as what,
          jsonb_array_elements_text(coalesce(data -> 'customerIds', '["0"]'))::bigint as customer_id
        from subscription_delivery, lateral (select body::jsonb -> 'data' as data) as told
      ) as x where brand_id = ? group by event, what, customer_id`),
    counts: await counts(),
    rows: await Promise.all(['stay', 'extra', 'shop'].map(async (table) => (await rows.all(table)).sort())),
    keys: await wrongKeys(scope),
    // A call may come more than once, but then with the same key and body.
    calls: [...new Set(shop.calls.filter(({ method }) => method === 'POST').map(({ headers, body }) => `${keyOf(headers)} ${body}`))]
      .map((text) => text.slice(KEY_LENGTH)).sort(),
  };
}
