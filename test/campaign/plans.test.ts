import { expect } from 'chai';
import { stepCampaigns } from '../../src/campaign/index.ts';
import { createScope, type Store } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner, type Drawn } from './support.ts';

const WAITING = 20_000;
const DUE = 10;
const CONDITION = { field: 'lastname', is: 'Vos' };
const OBJECTS: readonly Drawn[] = [
  ['start', 'startTime', { takes: 'members' }, { continue: 'gather' }],
  ['gather', 'bucket', { customers: 2 }, { thresholdReached: 'vos', continue: 'vos' }],
  ['vos', 'condition', { condition: CONDITION }, { match: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }, { continue: 'again' }],
  ['again', 'wait', { for: { days: 1 } }],
];

describe('the cost of a step', () => {
  let database: TestDatabase;
  let one: Campaigner;
  before(async () => {
    database = await testDatabase();
    one = await campaigner(database.sql);
  });
  after(() => database.drop());

  // Statistics of a moment at which the store of places was all but empty are what it usually has when many come.
  it('follows from who is due, not from who waits, whatever the planner believes', async () => {
    const { sql, scope: { brand } } = one;
    const fill = `insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at, note)
      select ?, ?, 1000000 + n, ?, 1, now() + interval '1 day', 'w' from generate_series(1, ?::int) n`;
    await sql.raw('alter table campaign_place set (autovacuum_enabled = off)');
    await sql.raw(fill, [brand.id, 0, 0, WAITING]);
    await sql.raw('delete from campaign_place');
    await sql.raw('analyze campaign_place');
    const ids = await one.customers(...Array.from({ length: DUE }, (_, place) => ({ lastname: 'Vos', externalId: `K-${place}` })));
    const { id } = await one.run(OBJECTS);
    await sql.raw(
      'insert into campaign_member (brand_id, campaign_id, customer_id) select ?, ?, unnest(?::bigint[])', [brand.id, id, ids],
    );
    const rest = await sql.raw<{ rows: { id: string }[] }>(`select id from campaign_object where key = 'rest'`);
    await sql.raw(fill, [brand.id, id, rest.rows[0]?.id ?? '', WAITING]);

    const read = await readBy(sql, one);

    expect(await one.places()).to.include.members(ids.map((customer) => `rest ${customer}`));
    expect(read).to.be.below(WAITING / 10);
  });
});

/** Does all that is due in one transaction, whose connection knows what it has read. @returns rows of places */
async function readBy(sql: Store, { scope }: Campaigner): Promise<number> {
  return sql.transaction(async (trx) => {
    const readSoFar = async () => {
      const { rows: [row] } = await trx.raw<{ rows: { read: number }[] }>(`
        select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'campaign_place'`);
      return row?.read ?? NaN;
    };
    const before = await readSoFar();
    const { signal } = new AbortController();
    await stepCampaigns(createScope({ ...scope, sql: trx as unknown as Store }), {}, signal, createLog('silent'));
    return await readSoFar() - before;
  });
}
