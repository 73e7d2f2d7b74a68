import { expect } from 'chai';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';
import { until } from '../support/until.ts';
import { brokenRules, jobsLeft, storm } from './storm-support.ts';

const CALLS = 400;

describe('a storm of calls through two instances', () => {
  let database: TestDatabase;
  let gateways: TestGateway[];
  before(async () => {
    database = await testDatabase();
    const env = { RESULT_SET_INLINE: '3', RESULT_SET_POLL_HOLD: '1' };
    gateways = [];
    for (const databaseUrl of [database.url, database.url]) gateways.push(await startGateway({ databaseUrl, env }));
  });
  after(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await database.drop();
  });

  it('breaks no rule of either brand, leaves no job and meets no fault of ours', async () => {
    const brands = [await makeBrand(database.sql), await makeBrand(database.sql)];
    const tokens = await Promise.all(brands.map(async (brand) => (await makeToken(database.sql, { brand })).token));
    const results = await Promise.all(tokens.map((token, seed) =>
      storm({
        callers: gateways.map(({ url }) => ({ url, token })), atOnce: 8, seed, goesOn: (made) => made < CALLS,
      })));
    for (const { counts, wrong } of results) {
      expect(wrong).to.deep.equal([]);
      expect(counts).to.include.keys(
        'customer_insertUnique ', 'customer_insertBulkUnique ', 'customer_delete ', 'group_addMember ',
      );
    }
    await until(async () => (await jobsLeft(database.sql)).length === 0);
    for (const token of tokens) await soapCall({ url: gateways[0]?.url ?? '', token }, 'group_calculate');
    for (const { id } of brands) expect(await brokenRules(database.sql, id)).to.deep.equal([]);
  });
});
