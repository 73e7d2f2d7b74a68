import { expect } from 'chai';
import {
  listCampaigns, removeCampaign, restartCampaign, setOffCampaign, stopCampaign, sweepCampaigns,
} from '../../src/campaign/index.ts';
import { QUIET } from '../schedule/support.ts';
import { until } from '../support/until.ts';
import { everyAct, type EveryActs } from './every-act.ts';
import { CALLED_NAMES } from './every-object.ts';
import { everyWorld, type World } from './every-world.ts';

const TABLES = ['place', 'handing', 'run', 'listen', 'member', 'flow', 'way', 'count', 'count_delta', 'object', 'version'];

describe('campaigns in which members are at every object', () => {
  let world: World;
  let acts: EveryActs;

  /** Files are being read and written, calls are on their way, visitors are awaited; and somebody is everywhere. */
  beforeEach(async () => {
    world = await everyWorld();
    acts = everyAct(world.db.sql, world.brand, world.data);
    await acts.step();
    await world.db.sql.raw(`
      insert into campaign_place (brand_id, campaign_id, customer_id, object_id, flow_id, due_at)
      select o.brand_id, o.campaign_id, m.customer_id, o.id, f.id, now() from campaign_object o
      cross join lateral (select id from campaign_flow f where f.campaign_id = o.campaign_id order by id limit 1) as f
      cross join lateral (select customer_id from campaign_member m where m.campaign_id = o.campaign_id limit 1) as m`);
  });
  afterEach(async () => {
    await acts.close();
    await world.stop();
  });

  const count = async (table: string) => Number((await world.db.sql(table).count<{ count: string }[]>())[0]?.count);
  const everywhere = async (act: (id: string) => Promise<unknown>) => {
    for (const { id, name } of await listCampaigns(acts.scope)) if (name !== 'nearby') await act(id);
  };
  const sweep = () => sweepCampaigns(acts.scope, {}, new AbortController().signal, QUIET);
  const work = async () => {
    await world.work(world.db.sql);
    await world.goOn();
    await world.work(world.db.sql);
  };
  const runs = () => world.db.sql('run').whereNot({ state: 'done' }).orWhereNotNull('error').pluck('name');

  /** Takes them away while calls are on their way, which are answered by nobody. */
  async function taken(act: (id: string) => Promise<unknown>): Promise<void> {
    const { usual } = world.shop;
    world.shop.usual = () => 'hang';
    const handed = acts.hand();
    await until(() => world.shop.calls.length > 0);
    await everywhere(act);
    await acts.close();
    await handed;
    world.shop.usual = usual;
    acts = everyAct(world.db.sql, world.brand, world.data);
  }

  it('move nobody once they are stopped; what was begun outside comes to its end', async () => {
    await taken((id) => stopCampaign(acts.scope, id));
    const [ways, calls] = [await count('campaign_way'), world.shop.calls.length];
    await work();
    await sweep();
    await work();
    expect([await count('campaign_way'), world.shop.calls.length]).to.deep.equal([ways, calls]);
    expect(await runs()).to.deep.equal([]);
    for (const table of ['place', 'handing', 'run', 'listen']) expect(await count(`campaign_${table}`), table).to.equal(0);
  });

  it('leave nothing when they are deleted', async () => {
    await taken((id) => removeCampaign(acts.scope, id));
    await work();
    await sweep();
    await removeCampaign(acts.scope, 'nearby');
    await sweep();
    await work();
    expect(await runs()).to.deep.equal([]);
    for (const table of TABLES) expect(await count(`campaign_${table}`), table).to.equal(0);
    expect(await count('campaign')).to.equal(0);
  });

  it('begin anew when they are started again, and nobody of before goes on', async () => {
    const last = await world.db.sql('campaign_flow').max<{ max: string }[]>('id');
    await taken((id) => restartCampaign(acts.scope, id, 'wipe'));
    await work();
    await sweep();
    const places = world.db.sql('campaign_place').join('campaign as c', 'c.id', 'campaign_id').orderBy('name');
    expect(await places.where('flow_id', '>', last[0]?.max ?? '').pluck('name')).to.deep.equal(['again', 'time']);
    expect(await count('campaign_place')).to.equal(2);
    for (const name of CALLED_NAMES) {
      const customerIds = await world.db.sql('customer').whereLike('external_id', `${name}_`).pluck<string[]>('id');
      await acts.scope.transaction((tx) => setOffCampaign(tx, name, { customerIds, variables: { json: '{"a":[{"n":7}]}' } }));
    }
    do await world.work(world.db.sql); while (await world.goOn());
    expect(await world.db.sql('campaign_object').whereNotNull('error').pluck('error')).to.deep.equal([]);
    for (const table of ['handing', 'run']) expect(await count(`campaign_${table}`), table).to.equal(0);
  });
});
