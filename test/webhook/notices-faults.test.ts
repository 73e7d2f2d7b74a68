import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Brand } from '../../src/db/index.ts';
import { findSubscription, maintainSubscriptions } from '../../src/webhook/index.ts';
import { stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import {
  deliveries, noticesHouse, SETTINGS, startReceiver, type NoticesHouse, type Receiver,
} from './notices-support.ts';

describe('a subscriber that does not take notices', () => {
  let db: TestDatabase;
  let brand: Brand;
  let house: NoticesHouse;
  let receivers: Receiver[];
  let children: ChildProcess[] = [];
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
    house = noticesHouse(db.sql);
    receivers = [];
  });
  afterEach(async () => {
    await Promise.all(children.map(kill));
    children = [];
    await stopAll();
    await house.httpOut.close();
    await Promise.all(receivers.map((one) => one.close()));
    await db.drop();
  });

  async function subscriber(name = 'Shop', url?: string): Promise<{ id: string; receiver: Receiver }> {
    const receiver = await startReceiver();
    receivers.push(receiver);
    const wish = { name, url: url ?? receiver.url, events: ['customer.deleted'] };
    const { id, secret } = await house.acts.create(house.scopeOf(brand), wish);
    receiver.secret = secret;
    return { id, receiver };
  }
  const tell = (...customerIds: string[]) => house.tell(brand, 'customer.deleted', { customerIds });
  const show = (id: string) => findSubscription(house.scopeOf(brand), id);

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  for (const status of [301, 400, 404, 429, 500, 503]) {
    it(`but answers ${status} is tried again later`, async () => {
      const { id, receiver } = await subscriber();
      receiver.status = status;
      await tell('7');
      await house.turn(brand, id);
      await house.turn(brand, id);
      expect(await deliveries(db.sql)).to.have.length(1);
      expect((await deliveries(db.sql))[0]).to.include({ state: 'waiting', attempts: 1, status, pause: 5 });
      expect(receiver.got).to.have.length(1);
      expect((await show(id)).failingSince).to.match(/^\d{4}-/);
      receiver.status = 204;
      await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
      await house.turn(brand, id);
      expect((await deliveries(db.sql))[0]).to.include({ state: 'delivered', attempts: 2, status: 204 });
      expect((await show(id)).failingSince).to.equal(null);
    });
  }

  it('but answers 410 is switched off', async () => {
    const { id, receiver } = await subscriber();
    receiver.status = 410;
    await tell('7');
    await house.turn(brand, id);
    expect((await deliveries(db.sql))[0]).to.include({ state: 'failed', status: 410 });
    expect(await show(id)).to.include({ isOn: false, offReason: 'It answered 410 Gone' });
    await tell('8');
    expect(await deliveries(db.sql)).to.have.length(1);
    expect(house.lines.map(({ msg, reason }) => [msg, reason])).to.deep.equal([['a subscription is off', 'It answered 410 Gone']]);
  });

  it('for five days is switched off, and what waited is sent when it is on again', async () => {
    const { id, receiver } = await subscriber();
    receiver.status = 500;
    await tell('7');
    await house.turn(brand, id);
    const failing = async (since: string) => {
      await db.sql('subscription').update({ failing_since: db.sql.raw(`now() - interval '${since}'`) });
      await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
      await house.turn(brand, id);
      return show(id);
    };
    expect(await failing('4 days 23 hours')).to.include({ isOn: true, offReason: null });
    const off = await failing('5 days 1 minute');
    expect(off.isOn).to.equal(false);
    expect(off.offReason).to.match(/^It has taken nothing since \d{4}-\d\d-\d\d /);
    receiver.status = 200;
    await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
    await house.turn(brand, id);
    expect((await deliveries(db.sql))[0]).to.include({ state: 'waiting', attempts: 3 });
    expect(await house.acts.change(house.scopeOf(brand), id, { isOn: true }))
      .to.include({ isOn: true, offReason: null, failingSince: null });
    await house.turn(brand, id);
    expect((await deliveries(db.sql))[0]).to.include({ state: 'delivered', attempts: 4 });
  });

  it('because nothing is there, or it redirects into the house, is told why', async () => {
    const gone = await subscriber('gone');
    await gone.receiver.close();
    const inner = await subscriber('inner');
    const guarded = noticesHouse(db.sql, { HTTP_OUT_PRIVATE: '0' });
    await tell('7');
    await house.turn(brand, gone.id);
    await guarded.turn(brand, inner.id);
    const errors = (await deliveries(db.sql)).map(({ error }) => error);
    expect(errors).to.have.members([
      '127.0.0.1 does not answer: nothing listens there',
      '127.0.0.1 is an address inside the house, which is not called unless HTTP_OUT_ALLOW names it',
    ]);
    expect(inner.receiver.got).to.deep.equal([]);
    await guarded.httpOut.close();
  });

  it('and hangs holds up no other, nor has more than SUBSCRIPTION_AT_ONCE on their way', async () => {
    const hanging = await subscriber('hanging');
    hanging.receiver.status = 'hangs';
    const { receiver } = await subscriber('quick');
    const wish = { SUBSCRIPTION_AT_ONCE: '3' };
    const instances = [noticesHouse(db.sql, wish), noticesHouse(db.sql, wish)];
    for (const { handlers } of instances) workers(db.url, handlers, { JOB_CONCURRENCY: 2 });
    for (let round = 1; round <= 20; round++) {
      await tell(String(round));
      if (round % 5 === 0) await maintainSubscriptions(house.scopeOf(brand));
    }
    await until(() => receiver.got.length === 20 && hanging.receiver.got.length >= 3);
    expect(hanging.receiver.got).to.have.length(3);
    expect(new Set(receiver.got.map(({ id }) => id)).size).to.equal(20);
    await Promise.all(instances.map(({ httpOut }) => httpOut.close()));
  });

  it('and hangs is looked at again when it can have more, and not before', async () => {
    const { id, receiver } = await subscriber();
    receiver.status = 'hangs';
    await tell('1');
    await tell('2');
    const one = noticesHouse(db.sql, { SUBSCRIPTION_AT_ONCE: '1' });
    const turn = one.turn(brand, id);
    await until(() => receiver.got.length === 1);
    await one.turn(brand, id);
    const [again] = await db.sql('graphile_worker.jobs').where('key', 'like', '%:again')
      .select<{ isLater: boolean }[]>(db.sql.raw(`run_at > now() + interval '10 seconds' as "isLater"`));
    expect(again).to.deep.equal({ isLater: true });
    await receiver.close();
    await turn;
    expect(receiver.got).to.have.length(1);
    const [soon] = await db.sql('graphile_worker.jobs').where('key', 'like', '%:again')
      .select<{ isNow: boolean }[]>(db.sql.raw('run_at <= now() as "isNow"'));
    expect(soon).to.deep.equal({ isNow: true });
    await one.httpOut.close();
  });

  it('because our process died in the middle gets the same message again, and once more only', async () => {
    const { id, receiver } = await subscriber();
    receiver.status = 'hangs';
    await tell('7');
    const file = fileURLToPath(new URL('notices-instance.ts', import.meta.url));
    const child = spawn(process.execPath, [file, db.url], { stdio: 'inherit', env: { ...process.env, ...SETTINGS } });
    children.push(child);
    await until(() => receiver.got.length === 1);
    await kill(child);
    expect((await deliveries(db.sql))[0]).to.include({ state: 'sending', attempts: 1 });
    receiver.status = 200;
    await house.turn(brand, id);
    expect(receiver.got, 'until it is taken for given up').to.have.length(1);
    await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
    await maintainSubscriptions(house.scopeOf(brand));
    workers(db.url, house.handlers);
    await until(async () => (await deliveries(db.sql))[0]?.state === 'delivered');
    expect((await deliveries(db.sql))[0]).to.include({ attempts: 2, status: 200 });
    expect(receiver.got).to.have.length(2);
    expect(receiver.got[1]).to.include({ id: receiver.got[0]?.id, body: receiver.got[0]?.body, isSigned: true });
  });

  it('in time is not believed when another attempt has begun meanwhile', async () => {
    const { id, receiver } = await subscriber();
    receiver.status = 'hangs';
    await tell('7');
    const slow = noticesHouse(db.sql, { SUBSCRIPTION_TIME: '300' });
    const late = slow.turn(brand, id);
    await until(() => receiver.got.length === 1);
    await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
    receiver.status = 200;
    await house.turn(brand, id);
    await late;
    expect((await deliveries(db.sql))[0]).to.include({ state: 'delivered', attempts: 2, status: 200, error: null });
    await slow.httpOut.close();
  });
});
