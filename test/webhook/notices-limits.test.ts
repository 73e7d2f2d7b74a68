import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { rotateSecret } from '../../src/webhook/index.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf } from '../support/scope.ts';
import { deliveries, noticesHouse, startReceiver, type NoticesHouse, type Receiver } from './notices-support.ts';

const MINUTE = 60_000;

describe('limits of subscriptions', () => {
  let db: TestDatabase;
  let brand: Brand;
  let house: NoticesHouse;
  let receiver: Receiver;
  before(async () => {
    db = await testDatabase();
    house = noticesHouse(db.sql, {
      SUBSCRIPTION_NAME_LENGTH: '5', SUBSCRIPTION_FAILING: String(2 * MINUTE), SUBSCRIPTION_OLD_SECRET: String(10 * MINUTE),
    });
    receiver = await startReceiver();
  });
  beforeEach(async () => {
    brand = await makeBrand(db.sql);
    receiver.rest = '';
    await db.sql('subscription_delivery').delete();
  });
  after(async () => {
    await house.httpOut.close();
    await receiver.close();
    await db.drop();
  });

  const add = (name = 'Shop') =>
    house.acts.create(house.scopeOf(brand), { name, url: receiver.url, events: ['customer.deleted'] });

  /** A subscriber that has refused a notice, and been told again after `failing`. */
  async function refused(...failing: string[]): Promise<string> {
    const { id } = await add();
    await house.tell(brand, 'customer.deleted', { customerIds: ['7'] });
    await house.turn(brand, id);
    for (const since of failing) {
      await db.sql('subscription').where({ id }).update({ failing_since: db.sql.raw(`now() - interval '${since}'`) });
      await db.sql('subscription_delivery').update({ due_at: db.sql.fn.now() });
      await house.turn(brand, id);
    }
    return id;
  }

  it('hold for names', async () => {
    expect(await faultOf(add('Shops!'))).to.contain('is longer than 5 characters');
    expect((await add('Shops')).name).to.equal('Shops');
  });

  it('say after how long one that takes nothing is switched off', async () => {
    receiver.status = 500;
    const isOn = async (id: string) => (await db.sql('subscription').where({ id }).first<{ is_on: boolean }>('is_on'))?.is_on;
    expect(await isOn(await refused('1 minute'))).to.equal(true);
    brand = await makeBrand(db.sql);
    expect(await isOn(await refused('3 minutes'))).to.equal(false);
  });

  it('say how long an old secret signs too', async () => {
    const { id } = await add();
    await rotateSecret(house.scopeOf(brand), id);
    const [one] = await db.sql('subscription').where({ id }).select<{ left: number }[]>(
      db.sql.raw('round(extract(epoch from old_secret_until - modified_at) / 60)::int as left'));
    expect(one?.left).to.equal(10);
  });

  for (const [what, rest, least, most] of [
    ['so many seconds', '1200', 1200, 1200], ['a date', () => new Date(Date.now() + 60 * MINUTE).toUTCString(), 3000, 3600],
    ['less than the ladder', '2', 5, 5], ['more than ten hours', '999999', 36_000, 36_000],
    ['what is no time', 'soon', 5, 5], ['a date that has passed', 'Fri, 01 Jan 2021 00:00:00 GMT', 5, 5],
  ] as const) {
    it(`let a receiver rest that says Retry-After: ${what}`, async () => {
      receiver.status = 503;
      receiver.rest = typeof rest === 'string' ? rest : rest();
      await refused();
      const [one] = await deliveries(db.sql);
      expect(one).to.include({ state: 'waiting', attempts: 1, status: 503 });
      expect(one?.pause).to.be.within(least, most);
    });
  }
});
