import { expect } from 'chai';
import {
  createDatamodel, editColumn, editTable, readDefinition, type ColumnType, type Datamodel,
} from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { rawNumber } from '../../src/exact-json.ts';
import { makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { keysOf, putRows, valuesOf } from './stored.ts';
import { withModel, WORKED_EXAMPLE } from './support.ts';

describe('a change of the data model without loss', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { actor: 'dba' });
    room = await withModel(scope);
  });
  after(() => database.drop());

  const given = readDefinition(WORKED_EXAMPLE);
  const [stay, ...others] = given.tables as [(typeof given.tables)[number]];
  const withStay = (change: Partial<typeof stay>) => ({ ...given, tables: [{ ...stay, ...change }, ...others] });

  it('begins with nothing, and is read as it was written, by every instance', async () => {
    const fresh = scopeOf(database.sql, await makeBrand(database.sql));
    expect(await room.definition(fresh)).to.deep.equal({ tables: [], contains: [], lookups: [] });
    expect(await room.model(fresh)).to.include({ revision: undefined });
    expect(await createDatamodel().definition(scope)).to.deep.equal(given);
  });

  it('is no change when the model is so already', async () => {
    const before = await database.sql('dm_model').where({ brand_id: scope.brand.id }).first();
    expect(await room.change(scope, () => given)).to.deep.equal([]);
    expect(await room.change(scope, (now) => now)).to.deep.equal([]);
    expect(await database.sql('dm_model').where({ brand_id: scope.brand.id }).first()).to.deep.equal(before);
  });

  it('tells who changed it, and renews the revision', async () => {
    const before = await room.model(scope);
    const other = scopeOf(database.sql, scope.brand, { actor: 'other' });
    await room.change(other, () => withStay({ description: 'Nights in the house' }));
    const row = await database.sql('dm_model').where({ brand_id: scope.brand.id }).first();
    expect(row).to.include({ changed_by: 'other' });
    expect(row.revision).not.to.equal(before.revision);
    expect(await room.model(scope)).to.include({ revision: row.revision });
  });

  it('lists new tables, columns, relations, descriptions and orders', async () => {
    const [booking, ...columns] = stay.columns;
    const changes = await room.change(scope, () => readDefinition({
      tables: [
        ...others,
        { ...stay, description: 'New', columns: [...columns, booking, { name: 'house', type: 'string', unique: true }] },
        { name: 'house', columns: [{ name: 'code', type: 'string' }] },
      ],
      contains: [...given.contains, { parent: 'extra', child: 'house' }],
      lookups: [{ table: 'stay', column: 'house', targetTable: 'season', targetColumn: 'name' }],
    }));
    expect(changes).to.deep.equal([
      'table stay: gets another description',
      'column stay.house: is added, type string, unique',
      'table stay: its columns get another order',
      'table house: is made, contained in extra',
      'the tables get another order',
      'column extra.code: refers to nothing any more',
      'column stay.house: refers to season.name',
    ].map((change) => ({ change, loses: 0 })));
    const { tables } = await room.definition(scope);
    expect(tables.map(({ name }) => name)).to.deep.equal(['extra', 'extratype', 'season', 'stay', 'house']);
    expect(tables[3]?.columns.map(({ name }) => name)).to.deep.equal(
      ['arrival', 'nights', 'confirmed', 'booking', 'house']);
  });

  it('keeps values where they have a text form, or are whole numbers', async () => {
    const [customer] = await makeCustomers(scope, 1);
    const long = '9007199254740993';
    await putRows(scope, 'stay', [
      { nights: 7, arrival: '2026-07-04', confirmed: true }, { nights: rawNumber(long), confirmed: false },
      { booking: 'Z' },
    ], customer);
    const retyped = (types: Record<string, ColumnType>) =>
      withStay({ columns: stay.columns.map((one) => ({ ...one, type: types[one.name] ?? one.type })) });

    await room.change(scope, () => retyped({ nights: 'decimal' }));
    expect(await valuesOf(scope, 'stay', 'nights')).to.have.length(3).and.include(7);
    const changes = await room.change(scope, () => retyped({ nights: 'string', arrival: 'string', confirmed: 'string' }));
    expect(changes).to.deep.equal([
      { change: 'column stay.arrival: type date becomes string', loses: 0 },
      { change: 'column stay.nights: type decimal becomes string', loses: 0 },
      { change: 'column stay.confirmed: type boolean becomes string', loses: 0 },
    ]);
    expect(await valuesOf(scope, 'stay', 'nights')).to.deep.equal(['7', long, undefined]);
    expect(await valuesOf(scope, 'stay', 'arrival')).to.deep.equal(['2026-07-04', undefined, undefined]);
    expect(await valuesOf(scope, 'stay', 'confirmed')).to.deep.equal(['true', 'false', undefined]);
    expect(await valuesOf(scope, 'stay', 'booking')).to.deep.equal([undefined, undefined, 'Z']);
    const revisions = await database.sql('dm_row').where({ brand_id: scope.brand.id }).orderBy('id').pluck('revision');
    expect(revisions, 'of rows that show something else now').to.deep.equal([2, 2, 1]);
  });

  it('keeps rows, relations and look-ups under new names', async () => {
    const [customer] = await makeCustomers(scope, 1);
    const [stayId] = await putRows(scope, 'stay', [{ nights: 7 }], customer);
    await putRows(scope, 'extra', [{ code: 'BIKE' }], stayId);
    const [type] = await putRows(scope, 'extratype', [{ code: 'BIKE' }]);
    const changes = [
      ...await room.change(scope, editTable('stay', { name: 'visit' })),
      ...await room.change(scope, editColumn('extratype', 'code', { name: 'sort' })),
      ...await room.change(scope, editTable('extratype', { name: 'ExtraType' })),
    ];
    expect(changes).to.deep.equal([
      { change: 'table stay: is renamed visit', loses: 0 },
      { change: 'column extratype.code: is renamed sort', loses: 0 },
      { change: 'table extratype: is renamed ExtraType', loses: 0 },
    ]);
    expect(await valuesOf(scope, 'visit', 'nights')).to.deep.equal([7]);
    expect(await valuesOf(scope, 'extra', 'code')).to.deep.equal(['BIKE']);
    expect(await keysOf(scope, 'ExtraType', 'sort')).to.deep.equal([type]);
    expect(await room.definition(scope)).to.deep.include({
      contains: [{ parent: 'customer', child: 'visit' }, { parent: 'visit', child: 'extra' }],
      lookups: [{ table: 'extra', column: 'code', targetTable: 'ExtraType', targetColumn: 'sort' }],
    });
  });

  it('refuses a new name that is taken, and an edit of what is not there', async () => {
    expect(await faultOf(room.change(scope, editTable('stay', { name: 'season' })))).to.include('there is');
    expect(await faultOf(room.change(scope, editTable('Stay', {})))).to.match(/^213 Table Stay not found/);
    expect(await faultOf(room.change(scope, editTable('customer', {})))).to.match(/^213 Table customer not found/);
    expect(await faultOf(room.change(scope, editColumn('stay', 'x', {})))).to.match(/^213 Column x of table stay not/);
    expect(await room.definition(scope)).to.deep.equal(given);
  });
});
