import { expect } from 'chai';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { setOffCampaign } from '../../src/campaign/index.ts';
import { insertGroup } from '../../src/group/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { startShop, type Shop } from './http-server.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const WORKER = fileURLToPath(new URL('doomed-worker.ts', import.meta.url));
const CUSTOMERS = ['K1', 'K2', 'K3'];

const lead = (url: string, group: string): Drawn[] => [
  ['in', 'startEvent', {}, { continue: 'set' }],
  ['set', 'updateCustomer', { set: [{ field: 'city', value: '{{field.city}}{{variable.json}}' }] }, { continue: 'join' }],
  ['join', 'addToGroup', { group }, { continue: 'pot' }],
  ['pot', 'bucket', { customers: CUSTOMERS.length }, { thresholdReached: 'tell' }],
  ['tell', 'httpRequest', { url, fields: [{ name: 'no', value: '{{field.externalId}}' }] }, { onSuccess: 'take' }],
  ['take', 'extractValue', { from: { variable: 'json' }, path: 'n', to: { campaignField: 'code' } }, { onSuccess: 'off' }],
  ['off', 'unsubscribe', { from: 'email' }, { continue: 'out' }],
  ['out', 'removeFromGroup', { group }],
];
const KEYS = lead('', '').map(([key]) => key);

describe('a process that is killed', () => {
  let database: TestDatabase;
  let holder: pg.Client;
  let shop: Shop;
  let worker: ChildProcess | undefined;
  /** Without it half of the time would go into reading the same files again. */
  const compiled = mkdtempSync(path.join(tmpdir(), 'tolk-compiled-'));
  before(async () => {
    database = await testDatabase();
    shop = await startShop();
    holder = new pg.Client(database.url);
    await holder.connect();
    // Whoever leaves an object waits, in the middle of its transaction, for who holds the lock of that object.
    await holder.query(`
      create function wait_here() returns trigger language plpgsql as $$ begin
        perform pg_advisory_xact_lock_shared(4711, new.object_id::int);
        return new;
      end $$;
      create trigger wait_here before insert on campaign_way for each row execute function wait_here()`);
  });
  after(async () => {
    await kill();
    await holder.end();
    await shop.close();
    await database.drop();
    rmSync(compiled, { recursive: true, force: true });
  });

  async function kill(): Promise<void> {
    const doomed = worker;
    worker = undefined;
    if (doomed === undefined || doomed.exitCode !== null || doomed.signalCode !== null) return;
    const exit = once(doomed, 'exit');
    doomed.kill('SIGKILL');
    await exit;
  }
  const backends = (waiting: boolean) => database.sql('pg_stat_activity').whereRaw('datname = current_database()')
    .where({ application_name: 'doomed', ...waiting ? { wait_event: 'advisory' } : {} });
  const work = ({ scope }: Campaigner) => {
    worker = fork(WORKER, [database.url, scope.brand.name], { env: { ...process.env, NODE_COMPILE_CACHE: compiled } });
  };

  async function world(): Promise<Campaigner> {
    const mine = await campaigner(database.sql);
    const { id: group } = await insertGroup(mine.scope, { name: 'group' });
    const customerIds = await mine.customers(...CUSTOMERS.map((externalId) => ({ externalId, city: 'Delft' })));
    const { id } = await mine.run(lead(shop.url, group), { fields: [{ name: 'code' }] });
    shop.calls.length = 0;
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: { json: '{"n":7}' } }));
    return mine;
  }

  async function outcome({ sql, scope: { brand }, counts }: Campaigner): Promise<object> {
    const texts = async (from: string) =>
      (await sql.raw<{ rows: { text: string }[] }>(`select text from (${from}) as found order by text`, [brand.id])).rows;
    const who = '(select external_id from customer c where c.id = x.customer_id)';
    return {
      customers: await texts('select concat_ws($$ $$, external_id, city, opt_in) as text from customer where brand_id = ?'),
      history: await texts(`select concat_ws(' ', ${who}, act, changed_by, changes::text) as text from customer_history x where brand_id = ?`),
      members: await texts(`select concat_ws(' ', ${who}, left_at is null, fields::text) as text from campaign_member x where brand_id = ?`),
      group: await texts(`select ${who} as text from group_member x where brand_id = ?`),
      ways: await texts(`select concat_ws(' ', ${who}, o.key, x.exit) as text from campaign_way x join campaign_object o on o.id = x.object_id where x.brand_id = ?`),
      left: await texts(`select 'place' as text from campaign_place where brand_id = ? union all select 'parcel' from campaign_handing`),
      counts: await counts(),
      calls: [...new Set(shop.calls.map(({ headers, body }) => `${headers['idempotency-key'] as string} ${body}`))]
        .map((call) => call.replace(/^\S+ /, '')),
    };
  }

  async function untilDone({ sql, scope: { brand } }: Campaigner): Promise<void> {
    await until(async () => (await sql('campaign_place').where({ brand_id: brand.id }).limit(1)).length === 0);
    await kill();
    await until(async () => (await backends(false)).length === 0);
  }

  it('at every object, and while a server is being called, leaves what one leaves that works in peace', async () => {
    const calm = await world();
    work(calm);
    await untilDone(calm);
    const expected = await outcome(calm);

    const mine = await world();
    const { brand } = mine.scope;
    const numbers = new Map((await mine.sql('campaign_object').where({ brand_id: brand.id }).select<{ key: string; id: string }[]>('key', 'id'))
      .map(({ key, id }) => [key, id]));
    for (const id of numbers.values()) await holder.query('select pg_advisory_lock(4711, $1::int)', [id]);
    const handAgain = () => mine.sql('campaign_handing').where({ brand_id: brand.id }).update({ next_at: mine.sql.fn.now() });
    shop.usual = () => {
      if (shop.calls.length === 1) worker?.kill('SIGKILL');
      return { status: 200 };
    };
    for (const key of KEYS) {
      work(mine);
      if (key === 'tell') {
        await once(worker as ChildProcess, 'exit');
        await handAgain();
        work(mine);
      }
      await until(async () => (await backends(true)).length > 0);
      await kill();
      await holder.query('select pg_advisory_unlock(4711, $1::int)', [numbers.get(key)]);
      await until(async () => (await backends(false)).length === 0);
      expect((await mine.ways()).filter((way) => way.split(' ')[1] === key), key).to.deep.equal([]);
      await handAgain();
    }
    work(mine);
    await untilDone(mine);
    expect(await outcome(mine)).to.deep.equal(expected);
    expect(shop.calls.length).to.equal(3);
  });
});
