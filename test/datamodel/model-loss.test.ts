import { expect } from 'chai';
import {
  editColumn, editTable, readDefinition, removeColumn, removeTable, type Datamodel, type Edit,
} from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { jobsOf, makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { doom, putRows, valuesOf } from './stored.ts';
import { withModel, WORKED_EXAMPLE } from './support.ts';

describe('a change of the data model with loss', () => {
  let database: TestDatabase;
  let scope: Scope;
  let neighbour: Scope;
  let room: Datamodel;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    neighbour = scopeOf(database.sql, await makeBrand(database.sql));
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    room = await withModel(scope);
    await withModel(neighbour);
    for (const one of [neighbour, scope]) await fill(one);
  });
  after(() => database.drop());

  const given = readDefinition(WORKED_EXAMPLE);

  /** Two living customers with three stays, two of which have extras; and what a deleted customer left behind. */
  async function fill(one: Scope): Promise<void> {
    const [first, second, gone] = await makeCustomers(one, 3) as [string, string, string];
    const [stay, other] = await putRows(one, 'stay', [{ nights: 7, booking: 'A' }, { nights: 3 }], first);
    await putRows(one, 'stay', [{ booking: 'C', confirmed: true }], second);
    await putRows(one, 'extra', [{ code: 'BIKE', amount: 1 }, { code: 'BIKE' }], stay);
    await putRows(one, 'extra', [{ code: 'SHIP' }], other);
    const [orphan] = await putRows(one, 'stay', [{ nights: 99, booking: 'Z' }], gone);
    await putRows(one, 'extra', [{ code: 'GONE', amount: 9 }], orphan);
    await doom(one, '', gone);
    await putRows(one, 'extratype', [{ code: 'BIKE' }, { code: 'SHIP' }]);
  }

  const cases: Record<string, [edit: Edit, losses: Record<string, number>]> = {
    'dropping a column': [removeColumn('stay', 'nights'), { 'column stay.nights: is dropped with its values': 2 }],
    'dropping a table of its own': [removeTable('extratype'), { 'table extratype: is dropped with its rows': 2 }],
    'dropping a table with those below it': [
      removeTable('stay'), { 'table stay: is dropped with its rows': 3, 'table extra: is dropped with its rows': 3 },
    ],
    'a type that cannot hold the values': [
      editColumn('stay', 'booking', { type: 'number' }), { 'column stay.booking: type string becomes number': 2 },
    ],
    'a decimal that becomes a whole number': [
      editColumn('stay', 'confirmed', { type: 'decimal' }), { 'column stay.confirmed: type boolean becomes decimal': 1 },
    ],
    'taking a table out of its parent': [
      editTable('extra', { parent: null }), { 'table extra: is made anew, on its own': 3 },
    ],
    'another parent': [
      editTable('extra', { parent: 'customer' }), { 'table extra: is made anew, contained in customer': 3 },
    ],
    'a parent for a table that had none': [
      (now) => editTable('extratype', { parent: 'stay' })({ ...now, lookups: [] }),
      { 'table extratype: is made anew, contained in stay': 2 },
    ],
    'another parent of the parent': [
      editTable('stay', { parent: 'season' }),
      { 'table stay: is made anew, contained in season': 3, 'table extra: is made anew, contained in stay': 3 },
    ],
  };
  for (const [what, [edit, losses]] of Object.entries(cases)) {
    it(`counts, refuses and on demand carries out: ${what}`, async () => {
      const shown = Object.entries(losses).map(([change, count]) => `${change} (${count})`).join('; ');
      const before = await room.model(scope);
      const dry = await room.change(scope, edit, { dryRun: true });
      const lossy = dry.filter(({ loses }) => loses > 0);
      expect(Object.fromEntries(lossy.map(({ change, loses }) => [change, loses]))).to.deep.equal(losses);
      expect(await faultOf(room.change(scope, edit))).to.equal(
        `105 The change would lose data: ${shown}. Nothing was changed; give force=true to lose it`);
      expect(await room.model(scope)).to.deep.equal(before);

      expect(await room.change(scope, edit, { force: true })).to.deep.equal(dry);
      expect(await room.change(scope, () => edit(given)), 'is so now').to.deep.equal([]);
      expect(await jobsOf(scope, 'datamodel.purge')).to.deep.equal([{ brandId: scope.brand.id }]);
      expect(await valuesOf(neighbour, 'stay', 'nights')).to.deep.equal([7, 3, undefined, 99]);
      expect(await room.definition(neighbour)).to.deep.equal(given);
    });
  }

  it('loses no values beside those that it names', async () => {
    await room.change(scope, removeColumn('stay', 'nights'), { force: true });
    expect(await valuesOf(scope, 'stay', 'booking')).to.deep.equal(['A', undefined, 'C', 'Z']);
    expect(await valuesOf(scope, 'extra', 'code')).to.have.length(4);
  });

  it('shows nothing of what was lost under the same name', async () => {
    await room.change(scope, editColumn('stay', 'nights', { type: 'boolean' }), { force: true });
    await room.change(scope, editColumn('stay', 'nights', { type: 'number' }), { force: true });
    expect(await valuesOf(scope, 'stay', 'nights')).to.deep.equal([undefined, undefined, undefined, undefined]);
    await room.change(scope, editTable('extra', { parent: null }), { force: true });
    await room.change(scope, editTable('extra', { parent: 'stay' }));
    expect(await valuesOf(scope, 'extra', 'code')).to.deep.equal([]);
  });

  it('needs no force where nothing is there to lose', async () => {
    expect(await room.change(scope, removeTable('season'))).to.deep.equal(
      [{ change: 'table season: is dropped with its rows', loses: 0 }]);
    expect(await room.change(scope, editColumn('stay', 'arrival', { type: 'number' }))).to.deep.equal(
      [{ change: 'column stay.arrival: type date becomes number', loses: 0 }]);
  });

  it('takes a whole definition that drops everything', async () => {
    const nothing = { tables: [], contains: [], lookups: [] };
    expect((await room.change(scope, () => nothing, { dryRun: true })).map(({ loses }) => loses))
      .to.deep.equal([3, 3, 2, 0]);
    await room.change(scope, () => nothing, { force: true });
    expect(await room.definition(scope)).to.deep.equal(nothing);
  });
});
