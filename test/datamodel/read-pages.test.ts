import { expect } from 'chai';
import type { Datamodel, Model } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { numberOf, pagesOf, putCustomer, putRows, valuesOn } from './read-support.ts';
import { withModel } from './support.ts';

const none = new Map<string, string>();

describe('pages of rows', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  let model: Model;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    ({ scope } = await makeToken(database.sql, { brand: await makeBrand(database.sql) }));
    room = await withModel(scope);
    model = await room.model(scope);
  });

  const types = (given: readonly Readonly<Record<string, string>>[]) => putRows(scope, model, 'extratype', given);
  const sorted = async (column: string, descending: boolean, limit = 2) =>
    pagesOf(room, scope, ['extratype'], { limit, sort: { column, descending } });

  it('come in the order of ids, and the last says that there is no next', async () => {
    const ids = await types(Array.from({ length: 7 }, () => ({})));
    const pages = await pagesOf(room, scope, ['extratype'], { limit: 3 });
    expect(pages.map(({ rows: found }) => found.map(({ id }) => id)))
      .to.deep.equal([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    const exact = await pagesOf(room, scope, ['extratype'], { limit: 7 });
    expect(exact).to.have.length(1);
  });

  it('are empty where there is nothing', async () => {
    const page = await room.pageOfRows(scope, ['extratype'], { limit: 5, filter: none });
    expect([page.rows, page.next]).to.deep.equal([[], undefined]);
  });

  it('hold the rows of one parent only', async () => {
    const [one, other] = [await putCustomer(scope), await putCustomer(scope)];
    const ids = await putRows(scope, model, 'stay', [{}, {}], one);
    await putRows(scope, model, 'stay', [{}], other);
    const [page] = await pagesOf(room, scope, ['customer', `clang_${one}`, 'stay'], { limit: 10 });
    expect(page?.rows.map(({ id }) => id)).to.deep.equal(ids);
    const nobody = pagesOf(room, scope, ['customer', 'clang_987654', 'stay'], { limit: 10 });
    expect(await faultOf(nobody)).to.equal('213 Row clang_987654 not found in table customer at this place');
  });

  it('give each row once while others come and go', async () => {
    const ids = await types(Array.from({ length: 20 }, (_, i) => ({ label: `"${i % 3}"` })));
    for (const sort of [undefined, { column: 'label', descending: true }]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await room.pageOfRows(scope, ['extratype'], { limit: 4, filter: none, sort, after });
        seen.push(...page.rows.map(({ id }) => id));
        after = page.next;
        // The row by which the next page is found goes, and new ones come on both sides of it.
        const gone = statement('delete from dm_row where brand_id = $1 and id = $2');
        await rows(scope.sql, gone, [scope.brand.id, numberOf(seen.at(-1))]);
        await types([{ label: '"0"' }, { label: '"9"' }]);
      } while (after !== undefined && seen.length < 100);
      expect(new Set(seen).size).to.equal(seen.length);
      const left = ids.filter((id) => seen.includes(id));
      if (sort === undefined) expect(left).to.deep.equal(ids);
    }
  });

  it('sort numbers by size, rows without one last, equal ones by id', async () => {
    const prices = ['10', '9', '-1.5', '9', '1e2', '123456789012345678901'];
    const ids = await types([...prices.map((price) => ({ price })), {}, {}]);
    const order = async (descending: boolean) =>
      (await sorted('price', descending)).flatMap((page) => page.rows.map(({ id }) => ids.indexOf(id)));
    expect(await order(false)).to.deep.equal([2, 1, 3, 0, 4, 5, 6, 7]);
    expect(await order(true)).to.deep.equal([5, 4, 0, 1, 3, 2, 6, 7]);
  });

  it('sort texts by their characters, a text that is empty before others, none last', async () => {
    await types(['"b"', '"a"', '"Z"', '"é"', '""', '"10"', '"9"'].map((label) => ({ label })));
    await types([{}]);
    const ascending = ['""', '"10"', '"9"', '"Z"', '"a"', '"b"', '"é"'];
    expect(valuesOn(await sorted('label', false), 'label')).to.deep.equal([...ascending, 'null']);
    expect(valuesOn(await sorted('label', true), 'label')).to.deep.equal([...ascending.toReversed(), 'null']);
  });

  it('sort by long texts that no address could hold', async () => {
    const start = 'x'.repeat(600);
    const ids = await types(['c', 'b', 'a'].map((end) => ({ label: `"${start}${end}"` })));
    const pages = await sorted('label', false, 1);
    expect(pages.flatMap(({ rows: found }) => found.map(({ id }) => id))).to.deep.equal(ids);
    expect(pages[0]?.next?.length).to.be.lessThan(1000);
  });

  it('sort by date, by yes and no, and by what the server adds', async () => {
    const customer = await putCustomer(scope);
    const path = ['customer', `clang_${customer}`, 'stay'];
    await putRows(scope, model, 'stay', [
      { arrival: '"2026-07-04"', confirmed: 'true' }, { arrival: '"2025-12-31"', confirmed: 'false' },
    ], customer);
    const by = async (column: string, descending: boolean) =>
      valuesOn(await pagesOf(room, scope, path, { limit: 1, sort: { column, descending } }), 'arrival');
    expect(await by('arrival', false)).to.deep.equal(['"2025-12-31"', '"2026-07-04"']);
    expect(await by('confirmed', true)).to.deep.equal(['"2026-07-04"', '"2025-12-31"']);
    expect(await by('clang_id', true)).to.deep.equal(['"2025-12-31"', '"2026-07-04"']);
    const touch = statement(`
      update dm_row set modified_at = now() + interval '1 microsecond', created_at = now() - interval '1 day'
      where brand_id = $1 and data::text like '%2025%'`);
    await rows(scope.sql, touch, [scope.brand.id]);
    expect(await by('clang_modifiedat', true)).to.deep.equal(['"2025-12-31"', '"2026-07-04"']);
    expect(await by('clang_createdat', true)).to.deep.equal(['"2026-07-04"', '"2025-12-31"']);
  });

  it('begin after an offset, which counts in the order asked for', async () => {
    await types(['3', '1', '2', '4'].map((price) => ({ price })));
    const page = await room.pageOfRows(scope, ['extratype'],
      { limit: 2, offset: 1, filter: none, sort: { column: 'price', descending: false } });
    expect(valuesOn([page], 'price')).to.deep.equal(['2', '3']);
    expect(page.next).to.be.a('string');
    const behind = await room.pageOfRows(scope, ['extratype'], { limit: 2, offset: 4, filter: none });
    expect([behind.rows, behind.next]).to.deep.equal([[], undefined]);
  });

  it('refuse a cursor that is broken, or of another order', async () => {
    await types([{ price: '1' }, { price: '2' }, { price: '3' }]);
    const [{ next: ofIds } = { next: '' }] = await pagesOf(room, scope, ['extratype'], { limit: 1 });
    const [{ next: ofPrices } = { next: '' }] = await sorted('price', false, 1);
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const price = model.tableByName.get('extratype')?.columnByName.get('price')?.id;
    const bad = ['', 'x', '{}', 'null', forged(), ofPrices ?? '', forged('id', false, '', "1' or true", null),
      forged('id', false, '', 1, null), forged('id', false, '', '1', 'x'), forged('id', false, '9', '1', null)];
    for (const after of bad) {
      const asked = room.pageOfRows(scope, ['extratype'], { limit: 1, filter: none, after });
      expect(await faultOf(asked), after).to.match(/^105 Field after: /);
    }
    const sort = { column: 'price', descending: false };
    for (const after of [ofIds ?? '', forged('number', true, price, '1', '2'), forged('number', false, price, '1', 'NaN'),
      forged('number', false, price, '1', '\u0000'), forged('number', false, price, '1')]) {
      const asked = room.pageOfRows(scope, ['extratype'], { limit: 1, filter: none, sort, after });
      expect(await faultOf(asked), after).to.match(/^105 Field after: /);
    }
  });

  it('refuse to hold more bytes than allowed, so that a smaller limit is asked for', async () => {
    const noise = () => `"${Array.from({ length: 2000 }, () => Math.random().toString(36)[2] ?? '0').join('')}"`;
    await types(Array.from({ length: 4 }, () => ({ label: noise() })));
    const tight = scopeOf(database.sql, scope.brand, { settings: { ROW_PAGE_BYTES: '5000' } });
    expect(await faultOf(room.pageOfRows(tight, ['extratype'], { limit: 4, filter: none })))
      .to.equal('105 The rows of this page have more than 5000 bytes: ask for fewer at once with limit');
    const pages = await pagesOf(room, tight, ['extratype'], { limit: 2 });
    expect(pages.map(({ rows: found }) => found.length)).to.deep.equal([2, 2]);
  });

  it('stop a query that takes too long', async () => {
    const hasty = scopeOf(database.sql, scope.brand, { settings: { ROW_QUERY_TIME: '50' } });
    const sort = { column: 'label', descending: false };
    await database.another().transaction(async (blocker) => {
      await blocker.raw('lock table dm_row in access exclusive mode');
      expect(await faultOf(room.pageOfRows(hasty, ['extratype'], { limit: 1, filter: none, sort })))
        .to.match(/^105 The question takes longer than 0.05 seconds/);
    });
    expect((await room.pageOfRows(hasty, ['extratype'], { limit: 1, filter: none, sort })).rows).to.deep.equal([]);
  });
});
