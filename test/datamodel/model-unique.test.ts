import { expect } from 'chai';
import { editColumn, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeCustomers } from '../group/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { countOf, doom, keysOf, putRows } from './stored.ts';
import { withModel } from './support.ts';

describe('a column that becomes unique', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  before(async () => { database = await testDatabase(); });
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { settings: { ROW_UNIQUE_BYTES: '6' } });
    room = await withModel(scope);
  });
  after(() => database.drop());

  const become = (unique: boolean, how = {}) => room.change(scope, editColumn('season', 'name', { unique }), how);

  it('gets a key for each value that is there, none for rows without one', async () => {
    const [, first, second] = await putRows(scope, 'season', [{}, { name: 'high' }, { name: 'low' }, { name: '' }]);
    expect(await become(true)).to.deep.equal([{ change: 'column season.name: becomes unique', loses: 0 }]);
    expect(await keysOf(scope, 'season', 'name')).to.deep.equal([first, second]);
    expect(await countOf(scope, 'dm_key')).to.equal(2);
  });

  it('is compared within each parent row', async () => {
    const [one, other] = await makeCustomers(scope, 2);
    const seven = { nights: 7 };
    const ids = [...await putRows(scope, 'stay', [seven], one), ...await putRows(scope, 'stay', [seven], other)];
    await room.change(scope, editColumn('stay', 'nights', { unique: true }));
    expect(await keysOf(scope, 'stay', 'nights')).to.deep.equal(ids);
  });

  it('is refused, also by force and dry, with how many values are there more than once', async () => {
    await putRows(scope, 'season', ['low', 'high', 'low', 'high', 'low', 'off'].map((name) => ({ name })));
    for (const how of [{}, { force: true }, { dryRun: true }]) {
      expect(await faultOf(become(true, how))).to.equal(
        '105 Column name of table season cannot become unique: values that are there more than once: 2, one is high');
    }
    expect(await countOf(scope, 'dm_key')).to.equal(0);
    expect((await room.definition(scope)).tables[3]?.columns[0]).to.deep.include({ unique: false });
  });

  it('is refused when a value is too long to be one', async () => {
    await putRows(scope, 'season', [{ name: 'summer' }]);
    await become(true);
    await become(false);
    await putRows(scope, 'season', [{ name: 'été été' }]);
    expect(await faultOf(become(true))).to.equal(
      '105 Column name of table season cannot become unique: values of more than 6 bytes: 1, one begins with été été');
  });

  it('does not mind rows that nobody sees', async () => {
    const [customer, gone] = await makeCustomers(scope, 2);
    await putRows(scope, 'stay', [{ nights: 7 }, { nights: 7 }], gone);
    await doom(scope, '', gone ?? '');
    const [stay] = await putRows(scope, 'stay', [{ nights: 7 }], customer);
    await room.change(scope, editColumn('stay', 'nights', { unique: true }));
    expect(await keysOf(scope, 'stay', 'nights')).to.deep.equal([stay]);
  });

  it('forgets its keys when it is no longer unique, and has the right ones when it is again', async () => {
    const [row] = await putRows(scope, 'season', [{ name: 'high' }]);
    await become(true);
    expect(await become(false)).to.deep.equal([{ change: 'column season.name: is no longer unique', loses: 0 }]);
    expect(await countOf(scope, 'dm_key')).to.equal(0);
    const data = database.sql.raw(`replace(data::text, 'high', 'low')::jsonb`);
    await database.sql('dm_row').where({ id: row }).update({ data });
    await become(true);
    expect(await keysOf(scope, 'season', 'name')).to.deep.equal([row]);
  });

  it('may become a text at the same time', async () => {
    const rows = await putRows(scope, 'extratype', [{ price: 12.5, code: 'A' }, { price: 1.5, code: 'B' }]);
    await room.change(scope, editColumn('extratype', 'price', { type: 'string', unique: true }));
    expect(await keysOf(scope, 'extratype', 'price')).to.deep.equal(rows);
  });

  it('keeps the keys of a unique number that becomes a text', async () => {
    const rows = await putRows(scope, 'extratype', [{ price: 12.5 }, { price: 1.5 }]);
    await room.change(scope, editColumn('extratype', 'price', { unique: true }));
    await room.change(scope, editColumn('extratype', 'price', { type: 'string' }));
    expect(await keysOf(scope, 'extratype', 'price')).to.deep.equal(rows);
  });
});
