import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { keyComplaints } from '../../scripts/checks/keys.ts';
import { schemaMarkdown } from '../../scripts/docs/schema.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const UNEXPLAINED = `
  select t.relname || coalesce('.' || a.attname, '') as name
  from pg_class t
  join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
  left join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  where t.relkind in ('r', 'p') and not t.relispartition and t.relname not like 'knex\\_%'
    and (col_description(t.oid, a.attnum) is null or obj_description(t.oid, 'pg_class') is null)
  order by 1`;

describe('the schema', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  it('starts every key of brand data with brand_id', async () => {
    expect(await keyComplaints(database.sql)).to.deep.equal([]);
  });

  it('tells a key that does not', async () => {
    await database.sql.raw('create table loose (brand_id bigint, id bigint primary key)');
    expect(await keyComplaints(database.sql)).to.deep.equal(['loose: loose_pkey starts with id, not with brand_id']);
    await database.sql.raw('drop table loose');
  });

  it('explains every table and column', async () => {
    const { rows } = await database.sql.raw<{ rows: { name: string }[] }>(UNEXPLAINED);
    expect(rows.map(({ name }) => name)).to.deep.equal([]);
  });

  it('stands in docs/schema.md as it is', async () => {
    const page = await readFile(path.resolve(import.meta.dirname, '../../docs/schema.md'), 'utf8');
    expect(await schemaMarkdown(database.sql), 'run npm run generate').to.equal(page);
  });
});
