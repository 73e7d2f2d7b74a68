import { expect } from 'chai';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { jobsLeft } from '../soap-operations/storm-support.ts';
import { rowCaller } from './row-calls.ts';
import { brokenRules, storedRevisions, storm } from './storm-support.ts';

const CALLS = 600;

describe('a storm of writers of rows through two instances', () => {
  let database: TestDatabase;
  let gateways: TestGateway[];
  before(async () => {
    database = await testDatabase();
    gateways = [];
    const env = { ROW_PURGE_BATCH: '7' };
    for (const databaseUrl of [database.url, database.url]) gateways.push(await startGateway({ databaseUrl, env }));
  });
  after(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await database.drop();
  });

  it('leaves every row that was answered for, each unique value with its key, and nothing that was deleted', async () => {
    const [gateway] = gateways as [TestGateway];
    const callers = [await rowCaller(gateway), await rowCaller(gateway)];
    const storms = await Promise.all(callers.map((caller, seed) =>
      storm({ caller, gateways, seed, calls: CALLS, atOnce: 8 })));
    await until(async () => (await jobsLeft(database.sql)).length === 0);
    for (const [place, { wrong, counts, kept }] of storms.entries()) {
      expect(wrong).to.deep.equal([]);
      expect(counts).to.include.keys('add 201', 'add?unique=code 200', 'change 200', 'remove 204', 'customer 204', 'model 200');
      const brandId = callers[place]?.brand.id ?? '';
      expect(await brokenRules(database.sql, brandId)).to.deep.equal([]);
      const stored = await storedRevisions(database.sql, brandId);
      expect([...kept].filter(([id, told]) => (stored.get(id) ?? 0) < told)).to.deep.equal([]);
      expect(stored.size).to.equal(kept.size);
    }
  });
});
