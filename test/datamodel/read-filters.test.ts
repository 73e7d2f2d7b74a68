import { expect } from 'chai';
import type { Datamodel, Model } from '../../src/datamodel/index.ts';
import { rows, statement, type Scope } from '../../src/db/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { pagesOf, putCustomer, putRows, valuesOn } from './read-support.ts';
import { withModel } from './support.ts';

describe('filters of pages of rows', () => {
  let database: TestDatabase;
  let scope: Scope;
  let room: Datamodel;
  let model: Model;
  let path: string[];
  before(async () => {
    database = await testDatabase();
    ({ scope } = await makeToken(database.sql, { brand: await makeBrand(database.sql) }));
    room = await withModel(scope);
    model = await room.model(scope);
    const customer = await putCustomer(scope);
    path = ['customer', `clang_${customer}`, 'stay'];
    await putRows(scope, model, 'stay', [
      { booking: '"one"', arrival: '"2026-07-04"', nights: '7', confirmed: 'true' },
      { booking: '"two"', arrival: '"2026-07-04"', nights: '14', confirmed: 'false' },
      { booking: '""', nights: '12345678901234567890123' },
      { booking: String.raw`"a\"b\\c' or 1=1 --"` },
    ], customer);
    await putRows(scope, model, 'extratype', [
      { code: '"A"', label: '"x"' }, { code: '"B"', label: '"x"' }, { code: '"C"' }, { label: '"x"', code: '""' },
    ]);
  });
  after(() => database.drop());

  const matching = async (filter: Record<string, string>) =>
    valuesOn(await pagesOf(room, scope, path, { limit: 2, filter: new Map(Object.entries(filter)) }), 'booking');

  it('take a value in any form that its column takes', async () => {
    expect(await matching({ arrival: 'July 4, 2026' })).to.deep.equal(['"one"', '"two"']);
    expect(await matching({ nights: '+07' })).to.deep.equal(['"one"']);
    expect(await matching({ confirmed: 'yes' })).to.deep.equal(['"one"']);
    expect(await matching({ confirmed: 'whatever' })).to.deep.equal(['"two"']);
    expect(await matching({ nights: '12345678901234567890123' })).to.deep.equal(['""']);
  });

  it('must all hold', async () => {
    expect(await matching({ arrival: '2026-07-04', nights: '14' })).to.deep.equal(['"two"']);
    expect(await matching({ arrival: '2026-07-04', nights: '15' })).to.deep.equal([]);
  });

  it('find an empty text as such, and no value where a column has no empty one', async () => {
    expect(await matching({ booking: '' })).to.deep.equal(['""']);
    expect(await matching({ arrival: '' })).to.deep.equal(['""', String.raw`"a\"b\\c' or 1=1 --"`]);
    expect(await matching({ nights: '', arrival: '2026-07-04' })).to.deep.equal([]);
  });

  it('compare texts exactly, whatever they hold', async () => {
    expect(await matching({ booking: `a"b\\c' or 1=1 --` })).to.deep.equal([String.raw`"a\"b\\c' or 1=1 --"`]);
    for (const booking of ['ONE', 'on', '%', `' or '1'='1`]) expect(await matching({ booking }), booking).to.deep.equal([]);
  });

  it('find by a unique column, and by others beside it', async () => {
    const codes = async (filter: Record<string, string>) => valuesOn(
      await pagesOf(room, scope, ['extratype'], { limit: 5, filter: new Map(Object.entries(filter)) }), 'code');
    expect(await codes({ code: 'B' })).to.deep.equal(['"B"']);
    expect(await codes({ code: 'b' })).to.deep.equal([]);
    expect(await codes({ code: 'B', label: 'x' })).to.deep.equal(['"B"']);
    expect(await codes({ code: 'C', label: 'x' })).to.deep.equal([]);
    expect(await codes({ code: '' })).to.deep.equal(['""']);
  });

  it('name the column and the value that they cannot take', async () => {
    expect(await faultOf(matching({ nights: 'many' }))).to.match(/^105 Column nights: .*\(many\)$/);
    expect(await faultOf(matching({ nobody: '1' }))).to.match(/^105 Column nobody is unknown; table stay has booking, /);
    const proto = pagesOf(room, scope, path, { limit: 1, filter: new Map([['__proto__', '1']]) });
    expect(await faultOf(proto)).to.match(/^105 Column __proto__ is unknown/);
  });

  // The last of all: it takes the keys away.
  it('find by a unique column through its keys, whatever the table holds', async () => {
    const filter = new Map([['code', 'A']]);
    const [page] = await pagesOf(room, scope, ['extratype'], { limit: 5, filter });
    expect(page?.rows).to.have.length(1);
    await rows(scope.sql, statement('delete from dm_key where brand_id = $1'), [scope.brand.id]);
    const [without] = await pagesOf(room, scope, ['extratype'], { limit: 5, filter });
    expect(without?.rows).to.have.length(0);
  });
});
