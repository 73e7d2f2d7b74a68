import { expect } from 'chai';
import { migrations } from '../../migrations/index.ts';
import { migrate } from '../../src/db/index.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

const names = migrations.map(({ name }) => name);

/** Everything of ours that a database holds, in words that two databases can be compared by. */
const INVENTORY = `
  select c.relname || ' ' || c.relkind::text
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relname not like 'knex_%' and c.relname !~ '_y\\d{4}m\\d\\d'
  union all
  select p.proname || ' function' from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public'
  order by 1`;

describe('migrations', () => {
  let database: TestDatabase;
  beforeEach(async () => { database = await emptyDatabase(); });
  afterEach(() => database.drop());

  const inventory = async () => {
    const { rows } = await database.sql.raw<{ rows: Record<string, string>[] }>(INVENTORY.replaceAll('?', '\\?'));
    return rows.map((row) => Object.values(row)[0]);
  };

  it('are numbered without a gap and named once', () => {
    expect(names.map((name) => Number(name.slice(0, 4)))).to.deep.equal(names.map((_, index) => index + 1));
    expect(new Set(names).size).to.equal(names.length);
  });

  it('run once, in order, and are then all applied', async () => {
    expect((await migrate.status(database.sql)).some(({ applied }) => applied)).to.equal(false);
    expect(await migrate.up(database.url)).to.deep.equal(names);
    expect(await migrate.up(database.url)).to.deep.equal([]);
    expect((await migrate.status(database.sql)).every(({ applied }) => applied)).to.equal(true);
  });

  it('run once when two instances start at the same moment', async () => {
    const done = await Promise.all([migrate.up(database.url), migrate.up(database.url), migrate.up(database.url)]);
    expect(done.filter((ran) => ran.length > 0)).to.deep.equal([names]);
  });

  it('go on after a starter was killed while it held knex\'s own lock row', async () => {
    await migrate.up(database.url);
    await database.sql('knex_migrations_lock').update({ is_locked: 1 });
    expect(await migrate.down(database.url)).to.deep.equal([names.at(-1)]);
    expect(await migrate.up(database.url)).to.deep.equal([names.at(-1)]);
  });

  it('refuse a database that a newer release has changed', async () => {
    await migrate.up(database.url);
    await database.sql('knex_migrations').insert({ name: '9999_later', batch: 2 });
    const said = await migrate.up(database.url).catch((error: Error) => error.message);
    expect(said).to.match(/^The database is newer than this program: it has 9999_later\./);
  });

  it('can each be taken back and leave nothing behind', async () => {
    await migrate.up(database.url);
    const whole = await inventory();
    for (const name of names.toReversed()) expect(await migrate.down(database.url)).to.deep.equal([name]);
    expect(await migrate.down(database.url)).to.deep.equal([]);
    expect(await inventory()).to.deep.equal([]);
    await migrate.up(database.url);
    expect(await inventory()).to.deep.equal(whole);
  });

  it('show their SQL before they run, and running that SQL gives the same schema', async () => {
    const preview = await migrate.sql(database.sql, 'up');
    await database.sql.raw(preview.replaceAll('?', '\\?'));
    const byHand = await inventory();
    const other = await emptyDatabase();
    await migrate.up(other.url);
    const { rows } = await other.sql.raw<{ rows: Record<string, string>[] }>(INVENTORY.replaceAll('?', '\\?'));
    expect(byHand).to.deep.equal(rows.map((row) => Object.values(row)[0]));
    await other.drop();
  });
});
