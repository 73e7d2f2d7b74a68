import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import {
  findDelivery, listDeliveries, listSubscriptions, maintainSubscriptions, removeSubscription, replayDelivery,
  replayFailed,
} from '../../src/webhook/index.ts';
import { queued } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { deliveries, noticesHouse, startReceiver, type NoticesHouse, type Receiver } from './notices-support.ts';

describe('the log of notices', () => {
  let db: TestDatabase;
  let brand: Brand;
  let house: NoticesHouse;
  let receiver: Receiver;
  let id: string;
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql, { timeZone: 'Europe/Amsterdam' });
    house = noticesHouse(db.sql, { SUBSCRIPTION_PURGE_BATCH: '2', SUBSCRIPTION_ANSWER_BYTES: '5' });
    receiver = await startReceiver();
    const wish = { name: 'Shop', url: receiver.url, events: ['customer.deleted'] };
    const made = await house.acts.create(house.scopeOf(brand), wish);
    id = made.id;
    receiver.secret = made.secret;
  });
  afterEach(async () => {
    await house.httpOut.close();
    await receiver.close();
    await db.drop();
  });

  const scope = () => house.scopeOf(brand);
  async function tell(...customers: string[]): Promise<void> {
    for (const customer of customers) await house.tell(brand, 'customer.deleted', { customerIds: [customer] });
  }
  const age = (interval: string) =>
    db.sql('subscription_delivery').update({ created_at: db.sql.raw(`now() - ?::interval`, [interval]) });
  const fail = () => db.sql('subscription_delivery')
    .update({ state: 'failed', ended_at: db.sql.fn.now(), due_at: null, attempts: 8 });

  it('shows what was told, newest first, in pages, by state', async () => {
    receiver.says = 'thanks a lot';
    await tell('1', '2', '3');
    await house.turn(brand, id);
    await tell('4');
    const first = await listDeliveries(scope(), 'shop', { limit: 3 });
    expect(first.items.map(({ state }) => state)).to.deep.equal(['waiting', 'delivered', 'delivered']);
    const rest = await listDeliveries(scope(), id, { limit: 3, before: first.next });
    expect(rest.next).to.equal(undefined);
    expect(rest.items).to.have.length(1);
    expect(rest.items[0]).to.include({ event: 'customer.deleted', attempts: 1, status: 200, answer: 'thank', dueAt: null });
    expect((await listDeliveries(scope(), id, { state: 'waiting' })).items).to.have.length(1);
    const whole = await findDelivery(scope(), id, rest.items[0]?.id ?? '');
    expect(JSON.parse(whole.body)).to.deep.include({ type: 'customer.deleted', data: { customerIds: ['1'] } });
    expect(receiver.got.find(({ data }) => String(data['customerIds']) === '1')).to.include({ id: whole.webhookId, body: whole.body });
  });

  it('refuses pages that are none', async () => {
    const most = { SUBSCRIPTION_PAGE_MAX: '10' };
    const small = noticesHouse(db.sql, most).scopeOf(brand);
    for (const wish of [{ limit: 0 }, { limit: 11 }, { before: 'x' }]) {
      expect(await faultOf(listDeliveries(small, id, wish))).to.match(/^105 Field (limit|before)/);
    }
    expect(await faultOf(listDeliveries(scope(), '999', {}))).to.equal('213 Subscription 999 not found');
    for (const delivery of ['999', 'x', '99999999999999999999']) {
      expect(await faultOf(findDelivery(scope(), id, delivery))).to.equal(`213 Delivery ${delivery} not found`);
    }
  });

  it('has one sent again as the same message, with all tries', async () => {
    await tell('1', '2');
    await house.turn(brand, id);
    await fail();
    const [one] = await deliveries(db.sql);
    const again = await replayDelivery(scope(), id, one?.id ?? '');
    expect(again).to.include({ state: 'waiting', attempts: 0, endedAt: null });
    expect((await queued(db.sql)).map(({ name }) => name)).to.include('subscription.deliver');
    await house.turn(brand, id);
    expect((await deliveries(db.sql)).map(({ state }) => state).sort()).to.deep.equal(['delivered', 'failed']);
    const messages = receiver.got.filter((got) => got.id === again.webhookId);
    expect(messages).to.have.length(2);
    expect(messages[0]?.body).to.equal(messages[1]?.body);
  });

  it('has all that failed since a time sent again, in the zone of the brand', async () => {
    await tell('1', '2', '3');
    await fail();
    const [first, second, third] = (await deliveries(db.sql)).map((one) => one.id);
    const happened = (delivery: string | undefined, at: string) =>
      db.sql('subscription_delivery').where({ id: delivery }).update({ created_at: at });
    await happened(first, '2026-07-01T09:59:59Z');
    await happened(second, '2026-07-01T10:00:00Z');
    await happened(third, '2026-07-02T00:00:00Z');
    await db.sql('subscription_delivery').where({ id: third })
      .update({ state: 'delivered' });
    expect(await replayFailed(scope(), id, '2026-07-01 12:00:00')).to.equal(1);
    expect((await deliveries(db.sql)).map(({ state }) => state)).to.deep.equal(['failed', 'waiting', 'delivered']);
    expect(await replayFailed(scope(), id, '2026-07-01')).to.equal(1);
    for (const since of ['yesterday', '2026-02-30', '2026-07-01 25:00', '2026-07-01 12', '']) {
      expect(await faultOf(replayFailed(scope(), id, since))).to.contain('Field since');
    }
  });

  it('has nothing sent again while the subscription is off, nor of another brand', async () => {
    await tell('1');
    await fail();
    const [one] = await deliveries(db.sql);
    const other = house.scopeOf(await makeBrand(db.sql));
    expect(await faultOf(replayDelivery(other, id, one?.id ?? ''))).to.equal(`213 Subscription ${id} not found`);
    await house.acts.change(scope(), id, { isOn: false });
    expect(await faultOf(replayDelivery(scope(), id, one?.id ?? ''))).to.contain('Subscription Shop is off');
    expect(await faultOf(replayFailed(scope(), id, '2026-01-01'))).to.contain('Subscription Shop is off');
    expect((await deliveries(db.sql))[0]?.state).to.equal('failed');
  });

  it('is kept for SUBSCRIPTION_KEPT, but what waits', async () => {
    await tell('1', '2', '3', '4', '5');
    await fail();
    await tell('6');
    await age('31 days');
    await tell('7');
    await maintainSubscriptions(scope());
    expect((await deliveries(db.sql)).map(({ state }) => state)).to.deep.equal(['waiting', 'waiting']);
    await house.acts.change(scope(), id, { isOn: false });
    await maintainSubscriptions(scope());
    expect(await deliveries(db.sql)).to.have.length(1);
  });

  it('goes with its subscription', async () => {
    const kept = await house.acts.create(scope(), { name: 'Other', url: receiver.url, events: ['customer.deleted'] });
    await tell('1', '2', '3');
    await removeSubscription(scope(), 'SHOP');
    expect((await listSubscriptions(scope())).map(({ name }) => name)).to.deep.equal(['Other']);
    expect(await db.sql('subscription').whereNotNull('secret').pluck('id')).to.deep.equal([kept.id]);
    await house.turn(brand, id);
    expect(receiver.got).to.deep.equal([]);
    await maintainSubscriptions(scope());
    expect(await db.sql('subscription').pluck('id')).to.deep.equal([kept.id]);
    expect(await db.sql('subscription_delivery').distinct().pluck('subscription_id')).to.deep.equal([kept.id]);
  });

  it('has what nobody woke up for found by upkeep', async () => {
    await tell('1');
    await db.sql.raw('delete from graphile_worker._private_jobs');
    await maintainSubscriptions(scope());
    expect((await queued(db.sql)).map(({ key }) => key)).to.deep.equal([`subscription.deliver:${brand.id}:${id}`]);
    await house.turn(brand, id);
    await db.sql.raw('delete from graphile_worker._private_jobs');
    await maintainSubscriptions(scope());
    expect(await queued(db.sql)).to.deep.equal([]);
  });
});
