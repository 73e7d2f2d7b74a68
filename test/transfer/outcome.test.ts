import { expect } from 'chai';
import { rows, type Scope } from '../../src/db/index.ts';
import {
  customersOfImport, customersOfRun, type OutcomePart, type OutcomeRuns,
} from '../../src/transfer/import/outcome.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { notedRun } from './outcome-support.ts';

const IMPORT = '7';
const WEEK = { since: `now() - interval '7 days'` };

describe('whom imports have made and met', () => {
  let database: TestDatabase;
  let scope: Scope;
  before(async () => { database = await testDatabase(); });
  after(() => database.drop());
  beforeEach(async () => { scope = scopeOf(database.sql, await makeBrand(database.sql)); });

  async function listed(text: string): Promise<string[]> {
    return (await rows<[string]>(scope.sql, { name: '', text: `${text} order by 1` }, [])).flat();
  }
  const ofRun = (run: string, which: OutcomePart) => listed(customersOfRun({ brand: scope.brand.id, run }, which));
  const ofImport = (runs: OutcomeRuns, which: OutcomePart = 'all', importId = IMPORT) =>
    listed(customersOfImport({ brand: scope.brand.id, importId }, which, runs));

  it('is told of a run: all its steps, new and changed ones apart', async () => {
    const run = await notedRun(scope, { importId: IMPORT },
      { inserted: ['11', '12'], updated: ['13'] }, { inserted: ['14'], unchanged: ['15'] });
    await notedRun(scope, { importId: IMPORT }, { inserted: ['99'] });
    expect(await ofRun(run, 'all')).to.deep.equal(['11', '12', '13', '14', '15']);
    expect(await ofRun(run, 'new')).to.deep.equal(['11', '12', '14']);
    expect(await ofRun(run, 'updated')).to.deep.equal(['13']);
  });

  it('is told of any run of an import, also those at work and given up', async () => {
    await notedRun(scope, { importId: IMPORT }, { inserted: ['1'] });
    await notedRun(scope, { importId: IMPORT, state: 'dead' }, { inserted: ['2'] });
    await notedRun(scope, { importId: IMPORT, state: 'running' }, { inserted: ['3'] });
    await notedRun(scope, { importId: '8' }, { inserted: ['4'] });
    expect(await ofImport('any')).to.deep.equal(['1', '2', '3']);
    expect(await ofImport('any', 'all', '8')).to.deep.equal(['4']);
  });

  it('is told of the last run that is done', async () => {
    await notedRun(scope, { importId: IMPORT }, { inserted: ['1'] });
    await notedRun(scope, { importId: IMPORT }, { updated: ['2'] });
    await notedRun(scope, { importId: IMPORT, state: 'failed' }, { updated: ['3'] });
    await notedRun(scope, { importId: IMPORT, state: 'running' }, { updated: ['4'] });
    expect(await ofImport('last')).to.deep.equal(['2']);
    expect(await ofImport('last', 'new')).to.deep.equal([]);
  });

  it('passes over a run that merged no file, but not one whose file held nobody', async () => {
    await notedRun(scope, { importId: IMPORT }, { inserted: ['1'] });
    await notedRun(scope, { importId: IMPORT });
    expect(await ofImport('last')).to.deep.equal(['1']);
    await notedRun(scope, { importId: IMPORT }, { last: undefined });
    expect(await ofImport('last')).to.deep.equal([]);
  });

  it('is told of the runs begun since a moment', async () => {
    await notedRun(scope, { importId: IMPORT, daysAgo: 8 }, { inserted: ['1'] });
    await notedRun(scope, { importId: IMPORT, daysAgo: 6 }, { inserted: ['2'] });
    await notedRun(scope, { importId: IMPORT }, { inserted: ['3'] });
    expect(await ofImport(WEEK)).to.deep.equal(['2', '3']);
  });

  it('goes with the run, and is noted once', async () => {
    const run = await notedRun(scope, { importId: IMPORT }, { last: 1, inserted: ['1'] }, { last: 1, inserted: ['2'] });
    expect(await ofRun(run, 'all')).to.deep.equal(['1']);
    await scope.sql('run').where({ id: run }).delete();
    expect(await scope.sql('import_outcome').where({ brand_id: scope.brand.id })).to.deep.equal([]);
  });

  it('is nothing to another brand', async () => {
    const run = await notedRun(scope, { importId: IMPORT }, { inserted: ['1'] });
    scope = scopeOf(database.sql, await makeBrand(database.sql));
    expect([await ofRun(run, 'all'), await ofImport('any'), await ofImport('last')]).to.deep.equal([[], [], []]);
  });
});
