import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { createScope, type Scope } from '../../src/db/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('scope', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    await database.sql.raw('create table account (id int primary key, amount int)');
    await database.sql.raw('insert into account values (1, 10), (2, 20)');
    scope = createScope({
      sql: database.sql,
      brand: {
        id: '1', name: 'demo', timeZone: 'Europe/Amsterdam',
        settings: { optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'Y', unknownOptions: 'create' },
      },
      actor: { name: 'tester', door: 'cli' },
      events: { publish: () => Promise.resolve() },
      limits: readConfig({}),
    });
  });
  after(() => database.drop());

  const amounts = async () => (await database.sql('account').orderBy('id').pluck('amount')) as number[];

  it('rolls a transaction back when its work throws', async () => {
    const failed = scope.transaction(async ({ sql }) => {
      await sql('account').where({ id: 1 }).update({ amount: 99 });
      throw new Error('stop');
    });
    expect(await failed.catch((error: Error) => error.message)).to.equal('stop');
    expect(await amounts()).to.deep.equal([10, 20]);
  });

  it('opens a savepoint inside an open transaction', async () => {
    await scope.transaction(async (outer) => {
      await outer.sql('account').where({ id: 1 }).update({ amount: 11 });
      await outer.transaction(async (inner) => {
        await inner.sql('account').where({ id: 2 }).update({ amount: 99 });
        throw new Error('inner');
      }).catch(() => undefined);
    });
    expect(await amounts()).to.deep.equal([11, 20]);
  });

  it('runs a transaction again that lost a deadlock', async () => {
    let runs = 0;
    let meet: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => { meet = resolve; });
    let holders = 0;
    const swap = (first: number, second: number) => scope.transaction(async ({ sql }) => {
      runs++;
      await sql('account').where({ id: first }).increment('amount', 1);
      if (++holders === 2) meet();
      await bothHoldOne;
      await sql('account').where({ id: second }).increment('amount', 1);
    });
    await Promise.all([swap(1, 2), swap(2, 1)]);
    expect(await amounts()).to.deep.equal([13, 22]);
    expect(runs).to.be.above(2); // the one that lost began again, at the latest after it met the other once more
  });
});
