import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import pg from 'pg';
import { openStore, rows, rowsOfEach, statement } from '../../src/db/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('named statements', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
    await database.sql.raw('create table note (id bigint, text text)');
  });
  after(() => database.drop());

  it('give rows as arrays, bigint as text and dates as written', async () => {
    const ask = statement(`select 9007199254740993::bigint, date '2026-03-29', '?'`);
    expect(await rows(database.sql, ask, [])).to.deep.equal([['9007199254740993', '2026-03-29', '?']]);
  });

  it('take lists of any texts, and of what is none', async () => {
    const ask = statement('select $1::text[]');
    const lists = [['a', 'b'], [], [''], ['NULL', '{}', ',', ' '], ['"', 'a'], ['\\', '\\"'], ['a', null, 'b'], ['\n', 'é']];
    for (const list of lists) expect(await rows(database.sql, ask, [list])).to.deep.equal([[list]]);
    const numbers = statement('select $1::bigint[]::text, $2::int[]::text, $3::tid[]::text');
    expect(await rows(database.sql, numbers, [['1', '9007199254740993'], [1, 2], ['(0,1)']]))
      .to.deep.equal([['{1,9007199254740993}', '{1,2}', '{"(0,1)"}']]);
  });

  it('are prepared once per connection under the name of their text', async () => {
    const one = openStore({ url: database.url, connections: 1, prepare: true });
    const ask = statement('select $1::int + 1');
    await rows(one, ask, [1]);
    await rows(one, ask, [2]);
    const prepared = await rows(one, statement('select name from pg_prepared_statements order by name'), []);
    expect(prepared.flat()).to.include(ask.name);
    await one.destroy();
  });

  it('go out without a name where a pooler cannot keep them', async () => {
    const one = openStore({ url: database.url, connections: 1, prepare: false });
    await rows(one, statement('select 1'), []);
    expect(await rows(one, statement('select count(*) from pg_prepared_statements'), [])).to.deep.equal([['0']]);
    await one.destroy();
  });

  it('take part in an open transaction', async () => {
    const write = statement('insert into note values ($1, $2)');
    const failed = database.sql.transaction(async (trx) => {
      await rows(trx, write, ['1', 'gone']);
      throw new Error('back');
    });
    await failed.catch(() => undefined);
    expect(await rows(database.sql, statement('select count(*) from note'), [])).to.deep.equal([['0']]);
  });

  it('are refused by a transaction that has ended', async () => {
    const ended = await database.sql.transaction((trx) => Promise.resolve({ trx }));
    const late = await rows(ended.trx, statement('select 1'), []).catch((error: Error) => error.message);
    expect(late).to.contain('has ended');
  });

  it('leave the connection usable after an error', async () => {
    const one = openStore({ url: database.url, connections: 1, prepare: true });
    const wrong = await rows(one, statement('select 1 / $1::int'), [0]).catch((error: Error) => error.message);
    expect(wrong).to.equal('division by zero');
    expect(await rows(one, statement('select 1 / $1::int'), [1])).to.deep.equal([[1]]);
    await one.destroy();
  });

  it('asked together are answered in their order, known or not', async () => {
    const one = openStore({ url: database.url, connections: 1, prepare: true });
    const twice = statement('select n, n * 2 from generate_series(1, $1::int) n');
    const none = statement('insert into note select where $1');
    for (const isFirst of [true, false]) {
      const [first, second, third] = await rowsOfEach(one, [[twice, [2]], [none, [false]], [twice, [1]]]);
      expect(first, String(isFirst)).to.deep.equal([[1, 2], [2, 4]]);
      expect(second).to.deep.equal([]);
      expect(third).to.deep.equal([[1, 2]]);
    }
    await one.destroy();
  });

  it('fail when a value cannot be read, and the connection goes on', async () => {
    pg.types.setTypeParser(pg.types.builtins.MACADDR, () => { throw new Error('no address'); });
    const one = openStore({ url: database.url, connections: 1, prepare: true });
    const failed = await rows(one, statement(`select macaddr '08:00:2b:01:02:03'`), []).catch((error: Error) => error.message);
    expect(failed).to.equal('no address');
    expect(await rows(one, statement('select $1'), ['next'])).to.deep.equal([['next']]);
    await one.destroy();
  });

  it('asked together end with the first that fails', async () => {
    const write = statement('insert into note values ($1, $2)');
    const wrong = statement('select 1 / $1::int');
    const failed = await rowsOfEach(database.sql, [[wrong, [0]], [write, ['2', 'not run']]])
      .catch((error: Error) => error.message);
    expect(failed).to.equal('division by zero');
    expect(await rows(database.sql, statement('select text from note'), [])).to.deep.equal([]);
  });

  it('asked together see what was committed while the one before waited', async () => {
    const lock = statement('select pg_advisory_xact_lock(77)');
    const count = statement(`select count(*) from note where text = 'late'`);
    let seen: Promise<readonly unknown[]> = Promise.resolve([]);
    await database.sql.transaction(async (holder) => {
      await rows(holder, lock, []);
      seen = database.sql.transaction((trx) => rowsOfEach(trx, [[lock, []], [count, []]]));
      await someoneWaits(holder);
      await rows(holder, statement(`insert into note values (3, 'late')`), []);
    });
    expect((await seen)[1]).to.deep.equal([['1']]);
    await database.sql.raw('delete from note');
  });
});

const WAITING = statement(`select from pg_locks where locktype = 'advisory' and objid = 77 and not granted`);

async function someoneWaits(sql: Parameters<typeof rows>[0]): Promise<void> {
  while ((await rows(sql, WAITING, [])).length === 0) await sleep(5);
}
