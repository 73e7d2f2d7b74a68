import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded, type EmbeddedServer } from '../../src/db/embedded/index.ts';
import { isConnectionFailure, migrate, openStore, type Store } from '../../src/db/index.ts';
import { migrateJobs } from '../../src/jobs/index.ts';
import { until } from '../support/until.ts';
import { everyWorld } from './every-world.ts';

/** After so many steps of members the server is ended. */
const CRASHES = [5, 40, 80];

describe('campaigns on a database that ends without notice', () => {
  let server: EmbeddedServer;
  let folder: string;
  let sql: Store;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'tolk-crash-'));
    server = await startEmbedded(folder, { settings: { fsync: 'off' } });
    await migrate.up(server.url);
    await migrateJobs(server.url);
    sql = openStore({ url: server.url, connections: 10, prepare: true });
  });
  after(async () => {
    await sql.destroy();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const isThere = () => sql.raw('select 1').then(() => true, () => false);
  const ways = async () => Number((await sql('campaign_way').count<{ count: string }[]>())[0]?.count);

  it('leave what they leave on one that stays', async () => {
    const other = await everyWorld();
    do await other.work(other.db.sql); while (await other.goOn());
    const calm = await other.outcome();
    await other.stop();

    const world = await everyWorld({ url: server.url, sql, another: () => sql, drop: () => Promise.resolve() });
    const crashes = [...CRASHES];
    let lost = 0;
    do {
      const [next = Infinity] = crashes;
      let isWorking = true;
      const work = world.work(sql).catch((error: unknown) => {
        if (!isConnectionFailure(error)) throw error;
        lost += 1;
      }).finally(() => { isWorking = false; });
      await until(async () => !isWorking || await ways() >= next);
      if (isWorking) {
        crashes.shift();
        process.kill(server.pid, 'SIGQUIT');
      }
      await work;
      await until(isThere);
    } while (await world.goOn());
    expect(crashes).to.have.length.lessThan(CRASHES.length);
    expect(lost).to.be.greaterThan(0);
    expect(await world.outcome()).to.deep.equal(calm);
    await world.stop();
  });
});
