import { expect } from 'chai';
import {
  addColumn, addTable, createDatamodel, editColumn, removeColumn, type Datamodel,
} from '../../src/datamodel/index.ts';
import { ModelCache, StaleModel } from '../../src/datamodel/model/model-cache.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { untilOneWaits } from '../support/until.ts';
import { keysOf, putRows, valuesOf } from './stored.ts';
import { withModel } from './support.ts';

const WRITE_UNDER = statement('select dm_write_under($1, $2)');

describe('a change of the data model that meets other work', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  /** As another instance has it. */
  let there: Scope;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { MODEL_LOCK_TIME: '100' } });
    there = scopeOf(database.another(), scope.brand);
    room = await withModel(scope);
  });
  after(() => database.drop());

  /** Whether rows may be written under the revision. */
  const mayWrite = async ({ sql, brand }: Scope, revision = ''): Promise<boolean | undefined> =>
    (await rows<[boolean]>(sql, WRITE_UNDER, [brand.id, revision]))[0]?.[0];

  it('comes after another one, and starts from what that made', async () => {
    const other = createDatamodel();
    const names = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const patient = scopeOf(database.sql, scope.brand);
    await Promise.all(names.map((name, index) =>
      (index % 2 ? other.change(there, addTable({ name, description: '', columns: [] }))
        : room.change(patient, addTable({ name, description: '', columns: [] })))));
    const { tables } = await other.definition(there);
    expect(tables.map(({ name }) => name).slice(4).sort()).to.deep.equal(names);
  });

  it('waits for writers, and counts what they wrote', async () => {
    const { revision } = await room.model(scope);
    let change: Promise<string> | undefined;
    await there.transaction(async (tx) => {
      expect(await mayWrite(tx, revision)).to.equal(true);
      change = faultOf(createDatamodel().change(scopeOf(database.sql, scope.brand), removeColumn('season', 'name')));
      await untilOneWaits(database.sql);
      await putRows(tx, 'season', [{ name: 'high' }]);
    });
    expect(await change).to.include('column season.name: is dropped with its values (1)');
  });

  it('is seen by a writer that waited for it', async () => {
    const { revision } = await room.model(scope);
    let write: Promise<boolean | undefined> | undefined;
    await room.change(scope, (now) => now);
    const seen = await scope.transaction(async (tx) => {
      await createDatamodel().change(tx, addTable({ name: 'more', description: '', columns: [] }));
      write = mayWrite(there, revision);
      await untilOneWaits(database.sql);
      return (await room.model(tx)).revision;
    });
    expect(await write).to.equal(false);
    expect(await mayWrite(there, seen)).to.equal(true);
  });

  it('gives up when writers take too long, and changes nothing', async () => {
    const before = await room.model(scope);
    await there.transaction(async (tx) => {
      await mayWrite(tx, before.revision);
      expect(await faultOf(room.change(scope, removeColumn('season', 'name')))).to.match(/^Server The data model is in/);
      expect(await room.change(scope, removeColumn('season', 'name'), { dryRun: true }), 'which waits for nobody')
        .to.have.length(1);
    });
    expect(await room.model(scope)).to.deep.equal(before);
  });

  it('leaves the lock timeout of a transaction around it as it was', async () => {
    const timeout = await scope.transaction(async (tx) => {
      await tx.sql.raw(`set local lock_timeout = '1234ms'`);
      await room.change(tx, removeColumn('season', 'name'));
      return (await rows<[string]>(tx.sql, statement('show lock_timeout'), []))[0]?.[0];
    });
    expect(timeout).to.equal('1234ms');
  });

  it('tells calls to wait when there is one after the other', async () => {
    const calls: (string | undefined)[] = [];
    const call = new ModelCache().settled(scope, ({ revision }) => {
      calls.push(revision);
      return Promise.reject(new StaleModel());
    });
    expect(await faultOf(call)).to.match(/^Server The data model is in use/);
    expect(calls).to.have.length(10);
  });

  it('does not meet that of another brand', async () => {
    const neighbour = scopeOf(database.sql, await makeBrand(database.sql));
    const other = await withModel(neighbour);
    await putRows(neighbour, 'season', [{ name: 'high' }]);
    await there.transaction(async (tx) => {
      await createDatamodel().change(tx, removeColumn('season', 'name'));
      await other.change(neighbour, editColumn('season', 'name', { unique: true }));
    });
    expect(await keysOf(neighbour, 'season', 'name')).to.have.length(1);
    expect(await valuesOf(neighbour, 'season', 'name')).to.deep.equal(['high']);
  });

  it('can carry no SQL: descriptions are kept as they are', async () => {
    const text = `'; drop table dm_row; -- $1 ? "x" \\ {where} %I`;
    await room.change(scope, addTable({ name: 'drop', description: text, columns: [] }));
    await room.change(scope, addColumn('drop', { name: 'table', type: 'string', description: text, unique: true }));
    expect((await createDatamodel().definition(there)).tables.at(-1)).to.deep.equal({
      name: 'drop', description: text,
      columns: [{ name: 'table', type: 'string', description: text, unique: true }],
    });
  });
});
