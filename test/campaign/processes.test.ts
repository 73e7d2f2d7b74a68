import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { applyCampaign, setOffCampaign, startCampaign } from '../../src/campaign/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { startShop, type Shop } from './http-server.ts';
import { drawing } from './support.ts';

const CUSTOMERS = 1500;

describe('campaigns of several processes', () => {
  let gateway: TestGateway;
  let scope: Scope;
  let shop: Shop;
  const workers: ChildProcess[] = [];

  before(async () => {
    gateway = await startGateway({ env: { TOLK_ROLE: 'web' } });
    scope = scopeOf(gateway.sql, gateway.brand);
    shop = await startShop();
    await gateway.sql.raw(`insert into customer (brand_id, external_id, lastname, created_by, modified_by)
      select ?, 'K' || n, 'Vos', '', '' from generate_series(1, ?::int) n`, [gateway.brand.id, CUSTOMERS]);
  });
  after(async () => {
    for (const one of workers) await kill(one);
    await shop.close();
    await gateway.stop();
  });

  /** A service of its own that does jobs only, in small steps. */
  function worker(): ChildProcess {
    const env = {
      ...process.env, DATABASE_URL: gateway.databaseUrl, TOLK_ROLE: 'worker', PORT: '0', LOG_LEVEL: 'silent',
      TOLK_KEY: Buffer.alloc(32, 7).toString('base64'), HTTP_OUT_PRIVATE: '1', CAMPAIGN_STEP: '100', CAMPAIGN_CALL_RETRY: '100',
      JOB_HEARTBEAT: '200', JOB_STALE: '1500', JOB_SILENCE: '2000', JOB_POLL: '200',
    };
    const child = spawn(process.execPath, ['src/cli/tolk.js', 'serve'], { env, stdio: 'ignore' });
    workers.push(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  const wayCount = async () => Number((await gateway.sql('campaign_way').count<{ count: string }[]>())[0]?.count);

  it('moves every member once through every object, though processes are killed on the way', async () => {
    const { id } = await applyCampaign(scope, drawing([
      ['in', 'startTime', {}, { continue: 'pick' }], ['pick', 'selectCustomers', { all: true }, { continue: 'set' }],
      ['set', 'updateCustomer', { set: [{ field: 'city', value: 'Delft' }] }, { continue: 'fork' }],
      ['fork', 'bucket', { customers: CUSTOMERS }, { continue: 'call', thresholdReached: 'last' }],
      ['call', 'httpRequest', { url: `${shop.url}/orders`, batch: 50 }, { onSuccess: 'good' }],
      ['good', 'split', { branches: [{ name: 'a', percent: 50 }, { name: 'b', percent: 50 }] }],
      ['last', 'wait', { for: { seconds: 1 } }],
    ]));
    await startCampaign(scope, id);
    worker();
    // Each kill lands somewhere else: in the selection, the update, the calls.
    for (const done of [300, 2000, 4500]) {
      await until(async () => await wayCount() > done);
      await kill(workers.at(-1) as ChildProcess);
      worker();
    }
    worker();
    await gateway.sql('campaign_handing').where({ state: 'handing' }).update({ next_at: gateway.sql.fn.now() });
    await until(async () => (await gateway.sql('campaign_place').limit(1)).length === 0);

    const { rows } = await gateway.sql.raw<{ rows: { way: string; times: number; customers: number }[] }>(`
      select way, count(*)::int as times, count(distinct customer_id)::int as customers from (
        select o.key || ' ' || case when w.exit in ('a', 'b') then 'branch' else w.exit end as way, w.customer_id
        from campaign_way w join campaign_object o on o.id = w.object_id where w.customer_id <> 0
      ) as ways group by way order by way`);
    const ways = [
      'call onSuccess', 'fork continue', 'fork thresholdReached', 'good branch', 'last continue', 'pick continue',
      'set continue',
    ];
    expect(rows).to.deep.equal(ways.map((way) => ({ way, times: CUSTOMERS, customers: CUSTOMERS })));
    expect(await gateway.sql('customer_history').where({ act: 'updated' }).count()).to.deep.equal([{ count: String(CUSTOMERS) }]);
    expect(await gateway.sql('customer').where({ city: 'Delft' }).count()).to.deep.equal([{ count: String(CUSTOMERS) }]);

    // A call may have gone out more than once, but then under one key and the same to the byte.
    const bodies = Map.groupBy(shop.calls, ({ headers }) => headers['idempotency-key'] as string);
    const told = [...bodies.values()].flatMap((calls) => {
      expect(new Set(calls.map(({ body }) => body)).size).to.equal(1);
      return (JSON.parse(calls[0]?.body ?? '[]') as { customerId: string }[]).map(({ customerId }) => customerId);
    });
    expect([told.length, new Set(told).size]).to.deep.equal([CUSTOMERS, CUSTOMERS]);
  });

  it('is set off by calls at both, and begins once per customer', async () => {
    const { id } = await applyCampaign(scope, drawing([
      ['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }],
    ], { name: 'calls' }));
    await startCampaign(scope, id);
    const ids = await gateway.sql('customer').orderBy('id').limit(200).pluck<string[]>('id');
    const enter = (customerIds: string[]) =>
      scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: {} }));
    await Promise.all([enter(ids), enter(ids.toReversed()), enter(ids.slice(50)), enter(ids.slice(0, 100))]);
    await until(async () => Number((await gateway.sql('campaign_way').where({ campaign_id: id }).count<{ count: string }[]>())[0]?.count) === 200);
    expect(await gateway.sql('campaign_place').where({ campaign_id: id }).orderBy('customer_id').pluck('customer_id')).to.deep.equal(ids);
  });
});
