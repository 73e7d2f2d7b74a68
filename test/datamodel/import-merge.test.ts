import { expect } from 'chai';
import type { Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { HOTEL, importLines, rowsInStore, stagedCount, told, type Line } from './import-support.ts';
import { wrongKeys } from './rows-support.ts';
import { withModel } from './support.ts';

describe('an import into a table of its own', () => {
  let database: TestDatabase;
  let scope: Scope;
  let datamodel: Datamodel;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => {
    scope = scopeOf(database.sql, await makeBrand(database.sql), { actor: 'crm', door: 'import' });
    datamodel = await withModel(scope, HOTEL);
  });
  const stored = async () => (await rowsInStore(datamodel, scope, 'shop')).map(({ values, revision }) => ({ ...values, revision }));
  afterEach(async () => {
    expect(await wrongKeys(scope)).to.equal(0);
    expect(await stagedCount(scope)).to.equal(0);
  });

  const nothing = { inserted: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, refused: [] };
  const imported = async (lines: Line[], plan = {}, most?: number) => told(await importLines(scope, plan, lines, most));

  it('makes rows, changes those that it finds, and leaves alone what is the same', async () => {
    expect(await imported([['A', 'a'], ['B', 'b']])).to.deep.equal({ ...nothing, inserted: 2 });
    expect(await imported([['B', 'bee'], ['C', 'c'], ['A', 'a']]))
      .to.deep.equal({ ...nothing, inserted: 1, updated: 1, unchanged: 1 });
    expect(await stored()).to.deep.equal([
      { code: 'A', label: 'a', revision: 1 }, { code: 'B', label: 'bee', revision: 2 }, { code: 'C', label: 'c', revision: 1 },
    ]);
  });

  it('takes the last of lines with the same key', async () => {
    expect(await imported([['A', '1'], ['B', 'b'], ['A', '2'], ['A', '3']]))
      .to.deep.equal({ ...nothing, inserted: 2, repeated: 2 });
    expect(await stored()).to.deep.equal([{ code: 'B', label: 'b', revision: 1 }, { code: 'A', label: '3', revision: 1 }]);
  });
});
