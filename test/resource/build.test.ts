import { expect } from 'chai';
import { rows, statement, type Brand, type Scope } from '../../src/db/index.ts';
import type { IdQuery } from '../../src/resource/index.ts';
import { scopeOf } from '../support/scope.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { counted, endless, goOn, makeResources, numbers, SOURCES, storedSet } from './support.ts';

const ALWAYS_A_JOB = { RESULT_SET_INLINE: '0' };

/** A gate that the code under test waits at, and the test opens. */
function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('building large result sets', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand, { settings: ALWAYS_A_JOB });
  });
  after(() => database.drop());

  const stored = (id: string) => storedSet(database.sql, brand, id);
  const payloadOf = (resourceId: string) => ({ brandId: brand.id, resourceId });
  const messageOf = (work: Promise<unknown>) => work.then(() => 'no error', (error: Error) => error.message);

  it('stores all ids in order, outside the row and uncompressed', async () => {
    const { resources } = makeResources();
    const id = await resources.createSet(scope, 'CUSTOMER_SET', numbers(20_000));
    await resources.build(scope, payloadOf(id), goOn);
    expect(await stored(id)).to.deep.equal({
      state: 'READY', size: '20000', attempt: 1, error: null, ids: counted(1, 20_000),
    });
    const [stats] = await rows(database.sql, statement('select pg_column_size(ids) from result_set where id = $1'), [id]);
    expect(stats).to.deep.equal([160_000]);
  });

  it('is once however often the job runs', async () => {
    let asked = 0;
    const { resources } = makeResources({ sources: { asked: () => ({ text: `select ${++asked}::bigint as id`, values: [] }) } });
    const id = await resources.createSet(scope, 'CUSTOMER_SET', { kind: 'asked', params: {} });
    await resources.build(scope, payloadOf(id), goOn);
    const once = await stored(id);
    await resources.build(scope, payloadOf(id), goOn);
    expect([await stored(id), asked]).to.deep.equal([once, 2]);
  });

  it('does nothing for a set that was freed, is gone, or belongs to another brand', async () => {
    const { resources } = makeResources();
    const id = await resources.createSet(scope, 'CUSTOMER_SET', numbers(3));
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    await resources.build(other, payloadOf(id), goOn);
    expect(await stored(id)).to.include({ state: 'PROCESSING', attempt: 0 });
    await resources.freeResource(scope, id);
    await resources.build(scope, payloadOf(id), goOn);
    expect(await stored(id)).to.include({ state: 'CLOSED', attempt: 0 });
    await resources.build(scope, payloadOf('424242'), goOn);
  });

  it('drops its result when the set is freed meanwhile, which does not wait', async () => {
    const { open, opened } = gate();
    const { resources } = makeResources({
      sources: { slow: async (at) => (await opened, SOURCES['numbers']?.(at, { count: 3 }) as IdQuery) },
    });
    const { resources: quick } = makeResources({ sources: { slow: () => ({ text: 'select 1::bigint as id', values: [] }) } });
    const id = await quick.createSet(scope, 'CUSTOMER_SET', { kind: 'slow', params: {} });
    const building = resources.build(scope, payloadOf(id), goOn);
    await until(async () => (await stored(id))?.attempt === 1);
    await resources.freeResource(scope, id);
    open();
    await building;
    expect(await stored(id)).to.deep.include({ state: 'CLOSED', ids: undefined });
  });

  it('stores only the result of the latest attempt', async () => {
    const gates = [gate(), gate()];
    let attempts = 0;
    const { resources } = makeResources({
      sources: {
        slow: async () => {
          const mine = attempts++;
          await gates[mine]?.opened;
          return { text: `select ${mine}::bigint as id`, values: [] };
        },
      },
    });
    const { resources: quick } = makeResources({ sources: { slow: () => ({ text: 'select 7::bigint as id', values: [] }) } });
    const id = await quick.createSet(scope, 'CUSTOMER_SET', { kind: 'slow', params: {} });
    const early = resources.build(scope, payloadOf(id), goOn);
    await until(() => attempts === 1);
    const late = resources.build(scopeOf(database.another(), brand), payloadOf(id), goOn);
    await until(() => attempts === 2);
    gates[0]?.open();
    await early;
    expect(await stored(id)).to.include({ state: 'PROCESSING', attempt: 2 });
    gates[1]?.open();
    await late;
    expect(await stored(id)).to.deep.include({ state: 'READY', attempt: 2, ids: ['1'] });
  });

  it('stops before it begins when told to, and is done by the next attempt', async () => {
    const { resources } = makeResources();
    const id = await resources.createSet(scope, 'CUSTOMER_SET', numbers(3));
    const told = new AbortController();
    told.abort(new Error('drain'));
    expect(await messageOf(resources.build(scope, payloadOf(id), told.signal))).to.equal('drain');
    expect(await stored(id)).to.include({ state: 'PROCESSING', attempt: 0 });
    await resources.build(scope, payloadOf(id), goOn);
    expect(await stored(id)).to.include({ state: 'READY', size: '3' });
  });

  it('is PROCESSING still when its connection is killed, and done by the next attempt', async () => {
    const { resources } = makeResources();
    const dying = scopeOf(database.another(), brand, { settings: ALWAYS_A_JOB });
    const hasty = scopeOf(database.sql, brand, { settings: { RESULT_SET_INLINE_TIME: '20' } });
    const id = await resources.createSet(hasty, 'CUSTOMER_SET', endless);
    const building = messageOf(resources.build(dying, payloadOf(id), goOn));
    const kill = statement(`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep(3600)%' and pid <> pg_backend_pid()`);
    await until(async () => (await rows(database.sql, kill, [])).length > 0);
    expect(await building).to.not.equal('no error');
    expect(await stored(id)).to.include({ state: 'PROCESSING', attempt: 1 });
    const { resources: again } = makeResources({ sources: { endless: () => ({ text: 'select 5::bigint as id', values: [] }) } });
    await again.build(scope, payloadOf(id), goOn);
    expect(await stored(id)).to.deep.include({ state: 'READY', attempt: 2, ids: ['5'] });
  });

  it('ends in ERROR with a logged reason when the query takes longer than RESULT_SET_BUILD_TIME', async () => {
    const { resources, lines } = makeResources();
    const hasty = scopeOf(database.sql, brand, { settings: { RESULT_SET_INLINE_TIME: '20', RESULT_SET_BUILD_TIME: '20' } });
    const id = await resources.createSet(hasty, 'CUSTOMER_SET', endless);
    await resources.build(hasty, payloadOf(id), goOn);
    expect(await resources.resourceById(scope, id)).to.include({ status: 'ERROR', size: '0' });
    expect((await stored(id))?.error).to.match(/statement timeout/);
    expect(lines.all[0]).to.include({ level: 'warn', resource: id, source: 'endless' });
  });

  it('ends in ERROR when the source has become bad, or the brand would hold too many ids', async () => {
    const { resources } = makeResources();
    const bad = await resources.createSet(scope, 'CUSTOMER_SET', numbers(3));
    await database.sql('result_set').where({ id: bad }).update({ source_params: { count: 'three' } });
    await resources.build(scope, payloadOf(bad), goOn);
    expect((await stored(bad))?.state).to.equal('ERROR');

    const tight = scopeOf(database.sql, brand, { settings: { ...ALWAYS_A_JOB, RESULT_SET_IDS: '5' } });
    const [three, four] = [await resources.createSet(tight, 'CUSTOMER_SET', numbers(3)),
      await resources.createSet(tight, 'CUSTOMER_SET', numbers(4))];
    await resources.build(tight, payloadOf(three), goOn);
    await resources.build(tight, payloadOf(four), goOn);
    expect(await stored(three)).to.include({ state: 'READY' });
    expect(await stored(four)).to.deep.include({ state: 'ERROR', ids: undefined });
    expect((await stored(four))?.error).to.match(/7 ids in open result sets, the most is 5/);
  });
});
