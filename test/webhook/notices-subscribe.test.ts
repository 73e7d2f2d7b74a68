import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { findSubscription, listSubscriptions, rotateSecret } from '../../src/webhook/index.ts';
import { signedHeaders } from '../../src/webhook/notices/secret.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { deliveries, isGood, noticesHouse, startReceiver, type NoticesHouse } from './notices-support.ts';

const URL = 'https://shop.example/hook';

describe('subscriptions', () => {
  let db: TestDatabase;
  let brand: Brand;
  let house: NoticesHouse;
  before(async () => {
    db = await testDatabase();
    house = noticesHouse(db.sql, { HTTP_OUT_PRIVATE: '0' });
  });
  beforeEach(async () => { brand = await makeBrand(db.sql); });
  after(async () => {
    await house.httpOut.close();
    await db.drop();
  });

  const scope = () => house.scopeOf(brand);
  const make = (wish: object = {}) =>
    house.acts.create(scope(), { name: 'Shop', url: URL, events: ['customer.deleted'], ...wish });

  it('are made with a secret that is shown once and kept sealed', async () => {
    const { secret, ...made } = await make({ name: '  Shop ', events: ['run.ended', 'run.ended', 'customer.deleted'] });
    expect(secret).to.match(/^whsec_[A-Za-z\d+/]{43}=$/);
    expect(made).to.deep.include({
      name: 'Shop', url: URL, events: ['run.ended', 'customer.deleted'], isOn: true, offReason: null, createdBy: 'anna',
    });
    expect(await findSubscription(scope(), 'SHOP')).to.deep.equal(made);
    const [row] = await db.sql('subscription').where({ id: made.id }).select<{ secret: Buffer }[]>('secret');
    expect(row?.secret.toString('latin1')).not.to.contain(Buffer.from(secret.slice(6), 'base64').toString('latin1'));
    expect((await rotateSecret(scope(), made.id)).secret).not.to.equal(secret);
  });

  const bad: Record<string, [object, RegExp]> = {
    'no name': [{ name: ' ' }, /^105 Field name: must not be empty/],
    'digits for a name': [{ name: '12' }, /^105 Field name: must not be digits/],
    'a long name': [{ name: 'a'.repeat(101) }, /^105 Field name: is longer than 100/],
    'no event': [{ events: [] }, /^105 Field events/],
    'an unknown event': [{ events: ['customer.deleted', 'customer.sneezed'] }, /^105 Field events.*customer\.sneezed/],
    'no address': [{ url: 'shop' }, /^105 The address/],
    'an address inside': [{ url: 'http://169.254.169.254/latest' }, /^105 169\.254\.169\.254 is an address inside/],
    'a password in the address': [{ url: 'https://a:b@shop.example/' }, /^105 .*user and password/],
  };
  for (const [what, [wish, said]] of Object.entries(bad)) {
    it(`are refused with ${what}, when made and when changed`, async () => {
      expect(await faultOf(make(wish))).to.match(said);
      expect(await listSubscriptions(scope())).to.deep.equal([]);
      const made = await make({ name: 'Other' });
      expect(await faultOf(house.acts.change(scope(), made.id, wish))).to.match(said);
      expect((await findSubscription(scope(), 'Other')).modifiedAt).to.equal(made.modifiedAt);
    });
  }

  it('have one name each within a brand, and at most SUBSCRIPTIONS_MAX', async () => {
    await make();
    expect(await faultOf(make({ name: 'SHOP' }))).to.contain('There is a subscription SHOP already');
    const few = noticesHouse(db.sql, { SUBSCRIPTIONS_MAX: '1', HTTP_OUT_PRIVATE: '0' });
    const more = few.acts.create(few.scopeOf(brand), { name: 'More', url: URL, events: ['run.ended'] });
    expect(await faultOf(more)).to.contain('at most 1 subscriptions');
    const other = await makeBrand(db.sql);
    await house.acts.create(house.scopeOf(other), { name: 'Shop', url: URL, events: ['run.ended'] });
    expect(await listSubscriptions(scope())).to.have.length(1);
  });

  it('are told from a change on what it says, and nothing while off', async () => {
    const { id } = await make();
    const told = async () => {
      await house.tell(brand, 'customer.deleted', { customerIds: ['1'] });
      await house.tell(brand, 'group.left', { groupId: '2', customerIds: ['1'] });
      const events = await db.sql('subscription_delivery').where({ brand_id: brand.id }).pluck<string[]>('event');
      await db.sql('subscription_delivery').where({ brand_id: brand.id }).delete();
      return events;
    };
    expect(await told()).to.deep.equal(['customer.deleted']);
    await house.acts.change(scope(), id, { events: ['group.left'] });
    expect(await told()).to.deep.equal(['group.left']);
    await house.acts.change(scope(), id, { isOn: false });
    expect(await told()).to.deep.equal([]);
  });

  it('count within SUBSCRIPTION_CACHE_TIME, and until then an event asks nothing of the store', async () => {
    const patient = noticesHouse(db.sql, { SUBSCRIPTION_CACHE_TIME: '60000', HTTP_OUT_PRIVATE: '0' });
    await patient.tell(brand, 'customer.deleted', { customerIds: ['1'] });
    await make();
    await patient.scopeOf(brand).transaction((tx) =>
      patient.events.publish({ ...tx, sql: null as never }, 'customer.deleted', { customerIds: ['1'] }));
    expect(await deliveries(db.sql)).to.deep.equal([]);
    await house.tell(brand, 'customer.deleted', { customerIds: ['2'] });
    expect(await deliveries(db.sql)).to.have.length(1);
    await db.sql('subscription_delivery').delete();
  });

  it('that are off are told nothing, though a process believes that somebody listens', async () => {
    const { id } = await make();
    const patient = noticesHouse(db.sql, { SUBSCRIPTION_CACHE_TIME: '60000', HTTP_OUT_PRIVATE: '0' });
    await patient.tell(brand, 'customer.deleted', { customerIds: ['1'] });
    await house.acts.change(scope(), id, { isOn: false });
    await patient.tell(brand, 'customer.deleted', { customerIds: ['2'] });
    expect(await deliveries(db.sql)).to.have.length(1);
    await db.sql('subscription_delivery').delete();
  });

  it('are tried with a signed ping, off or not, that leaves nothing behind', async () => {
    const receiver = await startReceiver();
    const open = noticesHouse(db.sql);
    const wish = { name: 'Shop', url: receiver.url, events: ['run.ended'], isOn: false };
    receiver.secret = (await open.acts.create(open.scopeOf(brand), wish)).secret;
    receiver.says = 'pong';
    expect(await open.acts.ping(open.scopeOf(brand), 'Shop')).to.deep.include({ isTaken: true, status: 200, answer: 'pong', error: null });
    expect(receiver.got[0]).to.deep.include({ type: 'ping', data: { subscription: 'Shop' }, isSigned: true });
    receiver.status = 410;
    expect(await open.acts.ping(open.scopeOf(brand), 'Shop')).to.include({ isTaken: false, status: 410 });
    await receiver.close();
    expect(await open.acts.ping(open.scopeOf(brand), 'Shop')).to.include({ isTaken: false, status: null });
    expect(await deliveries(db.sql)).to.deep.equal([]);
    await open.httpOut.close();
  });

  it('are signed as the specification says', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const headers = signedHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', body }, [Buffer.from(secret.slice(6), 'base64')],
    );
    expect(headers['webhook-signature']).to.equal('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    const timestamp = String(Math.floor(Date.now() / 1000));
    const key = Buffer.from(secret.slice(6), 'base64');
    const now = signedHeaders({ id: 'msg_1', timestamp, body }, [Buffer.from('another key, another'), key]);
    expect(isGood(secret, body, now)).to.equal(true);
    expect(isGood(secret, `${body} `, now)).to.equal(false);
  });
});
