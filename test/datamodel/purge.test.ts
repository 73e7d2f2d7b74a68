import { expect } from 'chai';
import {
  editColumn, editTable, maintainDatamodel, purgeDatamodel, removeColumn, removeTable, type Datamodel,
} from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { jobsOf, makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { countOf, doom, keysOf, putRows, valuesOf } from './stored.ts';
import { withModel } from './support.ts';

const never = new AbortController().signal;

describe('the job datamodel.purge', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  let customers: string[];
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROW_PURGE_BATCH: '3' } });
    room = await withModel(scope);
    customers = await makeCustomers(scope, 2);
    await room.change(scope, editColumn('extra', 'code', { unique: true, lookup: null }));
  });
  after(() => database.drop());

  /** For each customer: 4 stays with 4 extras each. @returns the stays of the first */
  async function fill(one = scope, of = customers): Promise<string[]> {
    const made: string[][] = [];
    for (const customer of of) {
      const stays = await putRows(one, 'stay', [1, 2, 3, 4].map((nights) => ({ nights, booking: 'B' })), customer);
      for (const stay of stays) await putRows(one, 'extra', ['A', 'B', 'C', 'D'].map((code) => ({ code })), stay);
      made.push(stays);
    }
    return made[0] ?? [];
  }

  const purge = (signal = never) => purgeDatamodel(scope, {}, signal);

  /** Tells to stop at the so-manyth look at it. */
  function stopAt(look: number): AbortSignal {
    let looks = 0;
    const throwIfAborted = () => { if (++looks >= look) throw new Error('stopped'); };
    return { throwIfAborted } as AbortSignal;
  }

  /** What is there when all is removed: the second customer's rows, with their keys. */
  async function expectOthersOnly(rows: number, keys: number): Promise<void> {
    expect(await countOf(scope, 'dm_row')).to.equal(rows);
    expect(await countOf(scope, 'dm_key')).to.equal(keys);
    expect(await keysOf(scope, 'extra', 'code')).to.have.length(keys);
    expect(await countOf(scope, 'dm_doomed')).to.equal(0);
  }

  it('removes the rows of a customer that was deleted, level by level, with their keys', async () => {
    await fill();
    await doom(scope, '', customers[0] ?? '');
    await purge();
    await expectOthersOnly(4 + 16, 16);
  });

  it('removes the rows below a row that was deleted', async () => {
    const [first = '', second = ''] = await fill();
    await doom(scope, 'stay', first);
    await doom(scope, 'stay', second);
    await purge();
    await expectOthersOnly(2 + 4 + 8 + 16, 24);
    expect(await valuesOf(scope, 'stay', 'nights')).to.deep.equal([3, 4, 1, 2, 3, 4]);
  });

  it('takes so many rows per transaction', async () => {
    await fill();
    await doom(scope, '', customers[0] ?? '');
    const reason = await purge(stopAt(2)).catch((error: unknown) => (error as Error).message);
    expect({ reason, rows: await countOf(scope, 'dm_row') }).to.deep.equal({ reason: 'stopped', rows: 40 - 3 });
  });

  it('may be stopped at any point, and goes on where it was', async () => {
    await fill();
    await doom(scope, '', customers[0] ?? '');
    let stops = 0;
    for (let done = false; !done; stops++) {
      done = await purge(stopAt(6)).then(() => true, () => false);
    }
    expect(stops).to.be.greaterThan(2);
    await expectOthersOnly(4 + 16, 16);
  });

  it('may run twice at once', async () => {
    await fill();
    await doom(scope, '', customers[0] ?? '');
    const there = scopeOf(database.another(), scope.brand, { settings: { ROW_PURGE_BATCH: '2' } });
    await Promise.all([purge(), purgeDatamodel(there, {}, never)]);
    await expectOthersOnly(4 + 16, 16);
  });

  it('removes dropped tables with rows and keys, and what was doomed in them', async () => {
    const [first = ''] = await fill();
    await doom(scope, 'stay', first);
    await room.change(scope, removeTable('stay'), { force: true });
    await purge();
    await expectOthersOnly(0, 0);
    expect(await database.sql('dm_table').where({ brand_id: scope.brand.id }).pluck('name'))
      .to.have.members(['extratype', 'season']);
    expect(await database.sql('dm_column').where({ brand_id: scope.brand.id }).pluck('name')).to.have.length(6);
  });

  it('removes the rows of a table that was made anew, and not those of the new one', async () => {
    await fill();
    await room.change(scope, editTable('extra', { parent: 'customer' }), { force: true });
    const [extra] = await putRows(scope, 'extra', [{ code: 'A' }], customers[0]);
    await purge();
    await expectOthersOnly(8 + 1, 1);
    expect(await keysOf(scope, 'extra', 'code')).to.deep.equal([extra]);
  });

  it('takes the values of dropped columns out of the rows, and their keys', async () => {
    await fill();
    await room.change(scope, removeColumn('extra', 'code'), { force: true });
    await room.change(scope, editColumn('stay', 'nights', { type: 'boolean' }), { force: true });
    await room.change(scope, removeColumn('stay', 'booking'), { force: true });
    await purge(stopAt(3)).catch(() => undefined);
    await purge();
    const data = await database.sql('dm_row').where({ brand_id: scope.brand.id }).distinct().pluck('data');
    expect(data).to.deep.equal([{}]);
    expect(await database.sql('dm_row').where({ brand_id: scope.brand.id }).distinct().pluck('revision'))
      .to.deep.equal([1]);
    expect(await countOf(scope, 'dm_key')).to.equal(0);
    expect(await database.sql('dm_column').where({ brand_id: scope.brand.id }).whereNotNull('deleted_at')).to.be.empty;
  });

  it('leaves other brands alone', async () => {
    const neighbour = scopeOf(database.sql, await makeBrand(database.sql));
    const other = await withModel(neighbour);
    const [customer = ''] = await makeCustomers(neighbour, 1);
    await fill(neighbour, [customer]);
    await doom(neighbour, '', customer);
    await other.change(neighbour, removeColumn('stay', 'nights'), { force: true });
    await fill();
    await purge();
    expect(await countOf(neighbour, 'dm_row')).to.equal(4 + 16);
    expect(await countOf(neighbour, 'dm_doomed')).to.equal(1);
  });

  it('begins again by the upkeep when something is left and no job is there', async () => {
    const jobs = () => jobsOf(scope, 'datamodel.purge');
    await database.sql.raw('delete from graphile_worker._private_jobs');
    await maintainDatamodel(scope);
    expect(await jobs()).to.deep.equal([]);
    await doom(scope, '', customers[0] ?? '');
    await maintainDatamodel(scope);
    await maintainDatamodel(scope);
    expect(await jobs()).to.deep.equal([{ brandId: scope.brand.id }]);

    await database.sql.raw('update graphile_worker._private_jobs set attempts = max_attempts');
    await maintainDatamodel(scope);
    expect(await database.sql('graphile_worker._private_jobs').orderBy('id').pluck('attempts')).to.deep.equal([25, 0]);

    await database.sql.raw('update graphile_worker._private_jobs set locked_at = now(), attempts = 1 where attempts = 0');
    await maintainDatamodel(scope);
    expect(await jobs(), 'the dead one, and the one that runs').to.have.length(2);
  });
});
