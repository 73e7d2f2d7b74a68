import { expect } from 'chai';
import { openStore } from '../../src/db/index.ts';
import { OBJECT_TYPES } from '../../src/campaign/objects/index.ts';
import { dyingInFront, type Dying } from '../support/dying.ts';
import { until } from '../support/until.ts';
import { everyObject } from './every-object.ts';
import { everyWorld, type World } from './every-world.ts';

/** Each third statement, of the next object other ones: those of the engine are the same for all. */
const STRIDE = 3;
const MANY = 60;

describe('a process that works for campaigns', () => {
  let calm: object;
  let world: World;
  let dying: Dying;

  before(async () => {
    const other = await everyWorld();
    do await other.work(other.db.sql); while (await other.goOn());
    calm = await other.outcome();
    await other.stop();
  });
  beforeEach(async () => {
    world = await everyWorld();
    dying = await dyingInFront(world.db.url);
  });
  afterEach(async () => {
    await dying.stop();
    await world.stop();
  });

  const connected = () => openStore({ url: dying.url, connections: 5, prepare: true, applicationName: 'doomed' });
  const doomed = () => world.db.sql('pg_stat_activity').where({ application_name: 'doomed' })
    .whereRaw('datname = current_database()').limit(1);
  const work = async (sql: ReturnType<typeof connected>) => {
    await world.work(sql).catch((error: unknown) => { if (!dying.isBroken()) throw error; });
  };

  it('meets every type of object here', () => {
    const types = everyObject({ url: 'http://x.example', group: '1', chosen: '1' }).flatMap((one) =>
      (one as { objects: { type: string }[] }).objects.map(({ type }) => type));
    expect([...new Set(types)].sort()).to.deep.equal(OBJECT_TYPES.map(({ type }) => type).sort());
  });

  it('leaves the store as if it had worked in peace, though it dies at statement after statement of each', async () => {
    const seen = new Set([await world.progress()]);
    for (let statements = 1; await world.goOn();) {
      dying.live(statements);
      const sql = connected();
      await work(sql);
      await sql.destroy();
      if (!dying.isBroken()) continue;
      await until(async () => (await doomed()).length === 0);
      const now = await world.progress();
      statements = seen.has(now) ? statements + STRIDE : 1 + seen.size % STRIDE;
      seen.add(now);
    }
    expect(await world.outcome()).to.deep.equal(calm);
  });

  it('goes on with new connections, whenever the database cuts them', async () => {
    const sql = connected();
    for (let statements = 1; await world.goOn(); statements = (statements + 7) % MANY) {
      dying.live(statements, true);
      await work(sql);
    }
    await sql.destroy();
    expect(await world.outcome()).to.deep.equal(calm);
  });
});
