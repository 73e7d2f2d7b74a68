import { expect } from 'chai';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { readDefinition } from '../../src/datamodel/index.ts';
import { withModel, WORKED_EXAMPLE } from './support.ts';

describe('a data model', () => {
  let database: TestDatabase;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());

  it('is read as it was written', async () => {
    const scope = scopeOf(database.sql, await makeBrand(database.sql));
    const datamodel = await withModel(scope);
    expect(await datamodel.definition(scope)).to.deep.equal(readDefinition(WORKED_EXAMPLE));
  });
});
