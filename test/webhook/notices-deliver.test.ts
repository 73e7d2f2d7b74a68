import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { rotateSecret } from '../../src/webhook/index.ts';
import { stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { deliveries, noticesHouse, startReceiver, type NoticesHouse, type Receiver } from './notices-support.ts';

describe('notices to subscribers', () => {
  let db: TestDatabase;
  let brand: Brand;
  let house: NoticesHouse;
  let receiver: Receiver;
  let theirs: Receiver | undefined;
  beforeEach(async () => {
    db = await testDatabase();
    brand = await makeBrand(db.sql);
    house = noticesHouse(db.sql);
    receiver = await startReceiver();
  });
  afterEach(async () => {
    await stopAll();
    await house.httpOut.close();
    await receiver.close();
    await theirs?.close();
    theirs = undefined;
    await db.drop();
  });

  async function subscribe(...events: string[]): Promise<string> {
    const { id, secret } = await house.acts.create(house.scopeOf(brand), { name: 'Shop', url: receiver.url, events });
    receiver.secret = secret;
    return id;
  }
  const work = () => workers(db.url, house.handlers);
  const states = async () => (await deliveries(db.sql)).map(({ state }) => state);

  it('tell what was published, signed, once', async () => {
    await subscribe('customer.changed', 'run.ended');
    work();
    await house.tell(brand, 'customer.changed', { customerIds: ['7', '9'], kind: 'inserted' });
    await house.tell(brand, 'customer.deleted', { customerIds: ['7'] });
    await house.tell(brand, 'run.ended', { runId: '3', kind: 'export', subjectId: null, name: 'All "é"', state: 'done' });
    await until(async () => (await states()).filter((state) => state === 'delivered').length === 2);
    expect(receiver.got.map(({ type, data, isSigned }) => ({ type, data, isSigned }))).to.have.deep.members([
      { type: 'customer.changed', data: { customerIds: ['7', '9'], kind: 'inserted' }, isSigned: true },
      { type: 'run.ended', data: { runId: '3', kind: 'export', subjectId: null, name: 'All "é"', state: 'done' }, isSigned: true },
    ]);
    for (const { timestamp, id } of receiver.got) {
      expect(timestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(timestamp) - Date.now())).to.be.below(60_000);
      expect(id).to.match(/^msg_[\da-f-]{36}$/);
    }
  });

  it('tell nothing of what was rolled back', async () => {
    await subscribe('customer.deleted');
    await house.scopeOf(brand).transaction(async (tx) => {
      await house.events.publish(tx, 'customer.deleted', { customerIds: ['7'] });
      throw new Error('no');
    }).catch(() => undefined);
    expect(await deliveries(db.sql)).to.deep.equal([]);
  });

  it('come in pages of SUBSCRIPTION_EVENT_IDS', async () => {
    await subscribe('customer.deleted', 'group.entered');
    work();
    const ids = Array.from({ length: 2500 }, (_, index) => String(index + 1));
    await house.tell(brand, 'customer.deleted', { customerIds: ids });
    await house.tell(brand, 'group.entered', { groupId: '4', customerIds: ids.slice(0, 1000) });
    await until(async () => (await states()).filter((state) => state === 'delivered').length === 4);
    const told = receiver.got.map(({ data }) => data as { groupId?: string; customerIds: string[] });
    expect(told.map(({ customerIds }) => customerIds.length).sort()).to.deep.equal([1000, 1000, 1000, 500]);
    const gone = told.filter(({ groupId }) => groupId === undefined).flatMap(({ customerIds }) => customerIds);
    expect(gone.map(Number).sort((one, other) => one - other)).to.deep.equal(ids.map(Number));
    expect(told.find(({ groupId }) => groupId === '4')?.customerIds).to.deep.equal(ids.slice(0, 1000));
  });

  it('are of the brand, and no other', async () => {
    const other = await makeBrand(db.sql);
    theirs = await startReceiver();
    const wish = { name: 'Shop', url: theirs.url, events: ['customer.deleted'] };
    theirs.secret = (await house.acts.create(house.scopeOf(other), wish)).secret;
    await subscribe('customer.deleted');
    await house.tell(other, 'customer.deleted', { customerIds: ['1'] });
    await house.tell(brand, 'customer.deleted', { customerIds: ['2'] });
    work();
    await until(async () => (await states()).every((state) => state === 'delivered'));
    expect(receiver.got.map(({ data }) => data)).to.deep.equal([{ customerIds: ['2'] }]);
    expect(theirs.got.map(({ data, isSigned }) => [data, isSigned])).to.deep.equal([[{ customerIds: ['1'] }, true]]);
  });

  it('are sent once each by two instances, while events come from many transactions', async () => {
    await subscribe('customer.deleted');
    const other = noticesHouse(db.another());
    work();
    workers(db.url, other.handlers);
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(ids.map((id, index) =>
      (index % 2 === 0 ? house : other).tell(brand, 'customer.deleted', { customerIds: [id] })));
    await until(async () => (await states()).filter((state) => state === 'delivered').length === ids.length);
    expect(receiver.got.map(({ data }) => String(data['customerIds'])).sort()).to.deep.equal([...ids].sort());
    expect(new Set(receiver.got.map(({ id }) => id)).size).to.equal(ids.length);
    await stopAll();
    await other.httpOut.close();
  });

  it('of one subscriber let those of others go first after SUBSCRIPTION_TURN', async () => {
    const id = await subscribe('customer.deleted');
    for (const customer of ['1', '2', '3']) await house.tell(brand, 'customer.deleted', { customerIds: [customer] });
    const hasty = noticesHouse(db.sql, { SUBSCRIPTION_TURN: '0', SUBSCRIPTION_AT_ONCE: '2' });
    await hasty.turn(brand, id);
    expect(await states()).to.deep.equal(['delivered', 'delivered', 'waiting']);
    const [again] = await db.sql('graphile_worker.jobs').where('key', 'like', '%:again').select<{ isNow: boolean }[]>(
      db.sql.raw('run_at <= now() as "isNow"'));
    expect(again).to.deep.equal({ isNow: true });
    await hasty.httpOut.close();
  });

  it('are tried again on the ladder, as the same message, until the last try', async () => {
    const id = await subscribe('customer.deleted');
    receiver.status = 500;
    receiver.says = 'not\u0000now';
    await house.tell(brand, 'customer.deleted', { customerIds: ['7'] });
    const pauses: (number | null)[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      await db.sql('subscription_delivery').where({ state: 'waiting' }).update({ due_at: db.sql.fn.now() });
      await house.turn(brand, id);
      const [one] = await deliveries(db.sql);
      expect(one).to.include({ attempts: attempt, status: 500, answer: 'not\ufffdnow', error: null });
      expect(one?.state).to.equal(attempt === 8 ? 'failed' : 'waiting');
      pauses.push(one?.pause ?? null);
    }
    await house.turn(brand, id);
    expect(pauses).to.deep.equal([5, 300, 1800, 7200, 18_000, 36_000, 36_000, null]);
    expect(receiver.got).to.have.length(8);
    expect(new Set(receiver.got.map(({ id, body }) => id + body)).size).to.equal(1);
    expect(receiver.got.every(({ isSigned }) => isSigned)).to.equal(true);
  });

  it('are signed with the old secret too while it is changed', async () => {
    const id = await subscribe('customer.deleted');
    const old = receiver.secret;
    const { secret, oldSecretUntil } = await rotateSecret(house.scopeOf(brand), id);
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/=]{44}$/).and.not.to.equal(old);
    expect(oldSecretUntil).to.match(/^\d{4}-/);
    const told = async (customerId: string, known: string) => {
      receiver.secret = known;
      await house.tell(brand, 'customer.deleted', { customerIds: [customerId] });
      await house.turn(brand, id);
      return receiver.got.at(-1);
    };
    expect(await told('7', old)).to.deep.include({ data: { customerIds: ['7'] }, isSigned: true });
    expect(await told('8', secret)).to.deep.include({ data: { customerIds: ['8'] }, isSigned: true });
    await db.sql('subscription').update({ old_secret_until: db.sql.fn.now() });
    expect(await told('9', old)).to.deep.include({ data: { customerIds: ['9'] }, isSigned: false });
    expect(await told('10', secret)).to.deep.include({ data: { customerIds: ['10'] }, isSigned: true });
  });
});
