import { expect } from 'chai';
import { rows, statement, type Brand, type Scope } from '../../src/db/index.ts';
import type { Resources } from '../../src/resource/index.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { counted, goOn, makeResources, numbers } from './support.ts';

const type = 'CUSTOMER_SET';
const MANY = 100_000;

describe('pages of result sets', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  let resources: Resources;
  let resourceId: string;
  let large: string;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
    ({ resources } = makeResources());
    resourceId = await resources.createSet(scope, type, numbers(120));
    large = await resources.createSet(scope, type, numbers(MANY));
    await resources.build(scope, { resourceId: large }, goOn);
  });
  after(() => database.drop());

  const page = (offset: string | undefined, size: string | undefined) =>
    resources.pageOfIds(scope, { resourceId, type, offset, size });
  const at = (index: string | undefined) => resources.idAtIndex(scope, { resourceId, type, index });

  it('are cut from offset 0 on, the last with what is left', async () => {
    expect(await page('0', '50')).to.deep.equal(counted(1, 50));
    expect(await page('50', '50')).to.deep.equal(counted(51, 100));
    expect(await page('100', '50')).to.deep.equal(counted(101, 120));
    expect(await page('119', '1')).to.deep.equal(['120']);
    expect(await page('7', '3')).to.deep.equal(['8', '9', '10']);
  });

  it('are empty past the end, however far', async () => {
    for (const offset of ['120', '121', '268435456', '9223372036854775807']) {
      expect(await page(offset, '50'), offset).to.deep.equal([]);
    }
  });

  it('have 1 to 50 records', async () => {
    for (const size of ['0', '-1', '51', '9223372036854775807', undefined]) {
      expect(await faultOf(page('0', size)), size).to.equal('105 Size must be between 1 and 50');
    }
  });

  it('begin at 0 or later', async () => {
    expect(await faultOf(page('-1', '50'))).to.equal('105 Field offset: must be 0 or more (-1)');
    expect(await faultOf(at('-9223372036854775808'))).to.match(/^105 Field index: must be 0 or more/);
    expect(await faultOf(page(undefined, '50'))).to.equal('105 Parameter offset is missing');
    expect(await faultOf(at(undefined))).to.equal('105 Parameter index is missing');
  });

  it('of one record are asked for by its index', async () => {
    expect([await at('0'), await at('119')]).to.deep.equal(['1', '120']);
    for (const index of ['120', '9223372036854775807']) {
      expect(await faultOf(at(index))).to.equal(`213 Index ${index} not found: resource ${resourceId} has 120 records`);
    }
  });

  it('keep ids of 64 bits', async () => {
    const text = 'select * from (values (9223372036854775807::bigint), (9007199254740993)) as v (id)';
    const { resources: own } = makeResources({ sources: { extreme: () => ({ text, values: [] }) } });
    const id = await own.createSet(scope, type, { kind: 'extreme', params: {} });
    expect(await own.pageOfIds(scope, { resourceId: id, type, offset: '0', size: '50' }))
      .to.deep.equal(['9007199254740993', '9223372036854775807']);
  });

  it('of a set of another type, brand, or of none are refused', async () => {
    const other = scopeOf(database.sql, await makeBrand(database.sql));
    const ask = { type, offset: '0', size: '50' } as const;
    expect(await faultOf(resources.pageOfIds(scope, { ...ask, resourceId, type: 'MAILING_SET' })))
      .to.equal(`105 Field resourceId: is a CUSTOMER_SET, not a MAILING_SET (${resourceId})`);
    expect(await faultOf(resources.pageOfIds(other, { ...ask, resourceId }))).to.equal(`213 Resource ${resourceId} not found`);
    expect(await faultOf(resources.pageOfIds(scope, { ...ask, resourceId: '424242' }))).to.equal('213 Resource 424242 not found');
    expect(await faultOf(resources.pageOfIds(scope, ask))).to.equal('105 Parameter resourceId is missing');
    expect(await faultOf(resources.idAtIndex(other, { resourceId, type, index: '0' }))).to.match(/^213/);
  });

  it('of a set that is not READY are refused with 401', async () => {
    const waiting = await resources.createSet(scopeOf(database.sql, brand, { settings: { RESULT_SET_INLINE: '1' } }), type, numbers(2));
    const failed = await resources.createSet(scope, type, { kind: 'unheard of', params: {} });
    const ask = (id: string) => faultOf(resources.pageOfIds(scope, { resourceId: id, type, offset: '0', size: '50' }));
    expect(await ask(waiting)).to.equal(`401 Resource ${waiting} is not READY but PROCESSING: ask resource_getById until it is`);
    expect(await ask(failed)).to.match(/^401 .* ERROR/);
  });

  it('are answered when 2,000 are asked at once, over two instances', async () => {
    const another = scopeOf(database.another(), brand);
    const pages = await Promise.all(Array.from({ length: 2000 }, (_, turn) =>
      resources.pageOfIds(turn % 2 ? scope : another, { resourceId: large, type, offset: String(turn * 50), size: '50' })));
    expect(pages.flat()).to.deep.equal(counted(1, MANY));
  });

  it('are cut out without reading the set: the last costs as few blocks as the first', async () => {
    const cost = async (offset: number) => {
      const plan = await rows(database.sql, statement(`
        explain (analyze, buffers, timing off)
        select octet_length(substr(ids, $1::int * 8 + 1, 400)) from result_set where brand_id = $2 and id = $3`),
      [offset, brand.id, large]);
      return [...plan.join('\n').matchAll(/(?:hit|read)=(\d+)/g)].reduce((sum, [, blocks]) => sum + Number(blocks), 0);
    };
    expect(await cost(0)).to.be.within(1, 40);
    expect(await cost(MANY - 50)).to.be.within(1, 40);
  });
});
