import { expect } from 'chai';
import { startRun } from '../../src/schedule/index.ts';
import { tolk } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { noticesHouse, SETTINGS } from './notices-support.ts';

describe('a run that is cancelled by command', () => {
  let db: TestDatabase;
  before(async () => { db = await testDatabase(); });
  after(() => db.drop());

  it('is told to subscribers', async () => {
    const brand = await makeBrand(db.sql);
    const { acts, scopeOf, httpOut } = noticesHouse(db.sql);
    await acts.create(scopeOf(brand), { name: 'Shop', url: 'http://127.0.0.1:1/', events: ['run.ended'] });
    const runId = await scopeOf(brand).transaction((tx) => startRun(tx, { kind: 'export', name: 'All' }));
    const env = { ...SETTINGS, DATABASE_URL: db.url };
    expect(await tolk(['run', 'cancel', runId, '--brand', brand.name], env)).to.include({ code: 0, err: '' });
    const bodies = await db.sql('subscription_delivery').pluck<string[]>('body');
    expect(bodies.map((body) => (JSON.parse(body) as { data: object }).data)).to.deep.equal(
      [{ runId, kind: 'export', subjectId: null, name: 'All', state: 'cancelled' }],
    );
    await httpOut.close();
  });
});
