import { expect } from 'chai';
import { listBrandUsers, pageOfTokens } from '../../src/access/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';

const MANY = 10_000;
const READ = statement(`
  select sum(seq_scan)::int, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int from pg_stat_xact_user_tables
  where relname in ('user_brand', 'app_user', 'token')`);

describe('a brand with many users and tokens', () => {
  let database: TestDatabase;
  let scope: Scope;
  let ids: string[];

  before(async () => {
    database = await testDatabase();
    const { sql } = database;
    scope = scopeOf(sql, await makeBrand(sql));
    await sql.raw(`insert into app_user (name) select 'user ' || n from generate_series(1, ${MANY}) as n`);
    ids = await sql('app_user').orderBy('id').pluck<string[]>('id');
    await sql.raw('insert into user_brand (brand_id, user_id) select ?, id from app_user', [scope.brand.id]);
    await sql.raw(`
      insert into token (brand_id, user_id, hash, rights)
      select ?, id, sha256(id::text::bytea), array['manage'] from app_user order by id`, [scope.brand.id]);
    await sql.raw('vacuum analyze app_user, user_brand, token');
  });
  after(() => database.drop());

  /** Tables read from end to end, and rows read, by some work. */
  const reads = (work: (one: Scope) => Promise<unknown>) => scope.transaction(async (tx) => {
    const [[scansBefore, before] = [0, 0]] = await rows<[number, number]>(tx.sql, READ, []);
    await work(tx);
    const [[scans, read] = [0, 0]] = await rows<[number, number]>(tx.sql, READ, []);
    return { scans: scans - scansBefore, read: read - before };
  });

  for (const [name, list] of [['users', listBrandUsers], ['tokens', pageOfTokens]] as const) {
    it(`reads for a page of ${name} that page only, wherever it is`, async () => {
      for (const after of [undefined, ids[MANY - 100]]) {
        const { scans, read } = await reads((one) => list(one, { limit: 10, after }));
        expect(scans).to.equal(0);
        expect(read).to.be.lessThan(100);
      }
    });

    it(`has at most LIST_MAX ${name} in a page, and tells where the next begins`, async () => {
      const small = scopeOf(database.sql, scope.brand, { settings: { LIST_MAX: '7' } });
      const { items, next } = await list(small, {});
      expect([items.length, next]).to.deep.equal([7, items[6]?.id]);
      const rest = await list(scope, { after: next, limit: MANY - 10 });
      const last = await list(small, { after: rest.items.at(-1)?.id });
      expect([last.items.length, last.next]).to.deep.equal([3, undefined]);
    });
  }
});
