import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { failure } from '../../src/errors.ts';
import { BUILD_JOB } from '../../src/resource/index.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { jobsOf } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { counted, endless, goOn, makeResources, numbers, storedSet } from './support.ts';

describe('making result sets', () => {
  let database: TestDatabase;
  let brand: Brand;
  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());

  const scopeWith = (settings: Record<string, string> = {}): Scope => scopeOf(database.sql, brand, { settings });
  const stored = (id: string) => storedSet(database.sql, brand, id);

  it('fills a small one in the call: READY, ids ascending, no job', async () => {
    const { resources } = makeResources();
    const scope = scopeWith();
    const id = await resources.createSet(scope, 'CUSTOMER_SET', numbers(5));
    expect(await resources.resourceById(scope, id)).to.deep.equal({ id, type: 'CUSTOMER_SET', status: 'READY', size: '5' });
    expect(await stored(id)).to.deep.equal({
      state: 'READY', size: '5', attempt: 0, error: null, ids: ['1', '2', '3', '4', '5'],
    });
    expect(await jobsOf(scope, BUILD_JOB)).to.deep.equal([]);
  });

  it('fills an empty one too', async () => {
    const { resources } = makeResources();
    const id = await resources.createSet(scopeWith(), 'MAILING_SET', numbers(0));
    expect(await stored(id)).to.deep.include({ state: 'READY', size: '0', ids: [] });
    expect(await resources.pageOfIds(scopeWith(), { resourceId: id, type: 'MAILING_SET', offset: '0', size: '50' }))
      .to.deep.equal([]);
  });

  it('leaves one larger than RESULT_SET_INLINE to a job', async () => {
    const { resources } = makeResources();
    const scope = scopeWith({ RESULT_SET_INLINE: '5' });
    const fits = await resources.createSet(scope, 'CUSTOMER_SET', numbers(5));
    const large = await resources.createSet(scope, 'CUSTOMER_SET', numbers(6));
    expect(await stored(fits)).to.include({ state: 'READY' });
    expect(await stored(large)).to.deep.equal({ state: 'PROCESSING', size: '0', attempt: 0, error: null, ids: undefined });
    expect(await resources.resourceById(scope, large)).to.include({ status: 'PROCESSING', size: '0' });
    expect(await jobsOf(scope, BUILD_JOB)).to.deep.equal([{ brandId: brand.id, resourceId: large }]);
    await resources.build(scope, { brandId: brand.id, resourceId: large }, goOn);
    expect(await stored(large)).to.deep.include({ state: 'READY', size: '6', ids: counted(1, 6) });
  });

  it('leaves one whose query takes longer than RESULT_SET_INLINE_TIME to a job', async () => {
    const { resources } = makeResources();
    const scope = scopeWith({ RESULT_SET_INLINE_TIME: '20' });
    const id = await resources.createSet(scope, 'CUSTOMER_SET', endless);
    expect(await stored(id)).to.include({ state: 'PROCESSING' });
    expect(await jobsOf(scope, BUILD_JOB)).to.deep.equal([{ brandId: brand.id, resourceId: id }]);
  });

  it('leaves the time limit of an open transaction as it was', async () => {
    const { resources } = makeResources();
    await scopeWith().transaction(async (tx) => {
      await tx.sql.raw(`set local statement_timeout = '77s'`);
      await resources.createSet(tx, 'CUSTOMER_SET', numbers(1));
      const { rows: [limit] } = await tx.sql.raw<{ rows: object[] }>('show statement_timeout');
      expect(limit).to.deep.equal({ statement_timeout: '77s' });
    });
  });

  it('goes with the transaction it is made in, its job too', async () => {
    const { resources } = makeResources();
    const scope = scopeWith({ RESULT_SET_INLINE: '5' });
    let id = '';
    await scope.transaction(async (tx) => {
      id = await resources.createSet(tx, 'CUSTOMER_SET', numbers(6));
      throw new Error('undone');
    }).catch(() => undefined);
    expect([await stored(id), await jobsOf(scope, BUILD_JOB)]).to.deep.equal([undefined, []]);
  });

  it('ends in ERROR when the source refuses, with the reason in row and log', async () => {
    const { resources, lines } = makeResources({
      sources: {
        picky: () => {
          throw failure('FIELD_VALUE', { field: 'gender', why: 'is not one of MAN, WOMAN', value: 'PRIVATE' });
        },
      },
    });
    const scope = scopeWith();
    const id = await resources.createSet(scope, 'CUSTOMER_SET', { kind: 'picky', params: { gender: 'PRIVATE' } });
    expect(await resources.resourceById(scope, id)).to.deep.equal({ id, type: 'CUSTOMER_SET', status: 'ERROR', size: '0' });
    expect(await stored(id)).to.include({ state: 'ERROR', error: 'Field gender: is not one of MAN, WOMAN (PRIVATE)' });
    expect(lines.all).to.have.length(1);
    expect(lines.all[0]).to.deep.include({
      level: 'warn', brand: brand.id, resource: id, source: 'picky', reason: 'FIELD_VALUE', field: 'gender',
    });
    expect(JSON.stringify(lines.all)).to.not.match(/PRIVATE/);
  });

  it('ends in ERROR when the query fails or the source is unknown', async () => {
    const { resources, lines } = makeResources({
      sources: { broken: () => ({ text: 'select 1 / 0 as id', values: [] }) },
    });
    const scope = scopeWith();
    for (const kind of ['broken', 'unheard of', 'constructor']) {
      const id = await resources.createSet(scope, 'CUSTOMER_SET', { kind, params: {} });
      expect(await stored(id), kind).to.include({ state: 'ERROR' });
    }
    expect(lines.all.map(({ source }) => source)).to.deep.equal(['broken', 'unheard of', 'constructor']);
  });

  it('is refused when the brand has too many open sets, until one is freed or expires', async () => {
    const { resources } = makeResources();
    const scope = scopeWith({ RESULT_SET_OPEN: '2' });
    const first = await resources.createSet(scope, 'CUSTOMER_SET', numbers(1));
    const second = await resources.createSet(scope, 'CUSTOMER_SET', numbers(1));
    const another = () => faultOf(resources.createSet(scope, 'CUSTOMER_SET', numbers(1)));
    expect(await another()).to.match(/^503 .*2 open result sets, the most is 2: free .*resource_free/);
    await resources.freeResource(scope, first);
    expect([await another(), (await another()).slice(0, 3)]).to.deep.equal(['no fault', '503']);
    await database.sql('result_set').where({ id: second }).update({ last_used_at: '2020-01-01T00:00:00Z' });
    expect(await another()).to.equal('no fault');
    const other = scopeOf(database.sql, await makeBrand(database.sql), { settings: { RESULT_SET_OPEN: '2' } });
    expect(await faultOf(resources.createSet(other, 'CUSTOMER_SET', numbers(1)))).to.equal('no fault');
  });

  it('is refused when the open sets of the brand hold too many ids', async () => {
    const { resources } = makeResources();
    const scope = scopeWith({ RESULT_SET_IDS: '10' });
    const id = await resources.createSet(scope, 'CUSTOMER_SET', numbers(10));
    expect(await faultOf(resources.createSet(scope, 'CUSTOMER_SET', numbers(1))))
      .to.match(/^503 .*10 ids in open result sets, the most is 10/);
    await resources.freeResource(scope, id);
    expect(await faultOf(resources.createSet(scope, 'CUSTOMER_SET', numbers(1)))).to.equal('no fault');
  });
});
