import { expect } from 'chai';
import type { Knex } from 'knex';
import { readConfig } from '../../src/config.ts';
import { createScope, type Brand, type Scope } from '../../src/db/index.ts';
import { Events, isHeard, publish } from '../../src/events/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const brand = (id: string): Brand => ({
  id,
  name: `brand ${id}`,
  timeZone: 'Europe/Amsterdam',
  settings: { optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'Y', unknownOptions: 'create' },
});

describe('events', () => {
  let db: TestDatabase;
  before(async () => {
    db = await testDatabase();
    await db.sql.raw('create table heard (listener text, brand_id bigint, said jsonb)');
  });
  after(() => db.drop());
  afterEach(() => db.sql.raw('truncate heard; delete from graphile_worker._private_jobs'));

  const scopeWith = (events: Events, brandId = '1'): Scope => createScope({
    sql: db.sql, brand: brand(brandId), actor: { name: 'Test', door: 'soap' }, events, limits: readConfig({}),
  });
  const hear = (listener: string) => async ({ sql, brand: { id } }: { sql: Knex; brand: Brand }, said: object) => {
    await sql('heard').insert({ listener, brand_id: id, said: JSON.stringify(said) });
  };
  const heard = () => db.sql('heard').select('listener', 'brand_id', 'said');
  const jobs = async () => (await db.sql.raw<{ rows: { name: string; payload: object }[] }>(`
    select task_identifier as name, payload from graphile_worker.jobs join graphile_worker._private_jobs using (id)
    order by id`)).rows;

  it('reach listeners in order, in the publisher\'s transaction and brand', async () => {
    const events = new Events().on('customer.deleted', hear('first')).on('customer.deleted', hear('second'));
    await scopeWith(events, '7').transaction(async (tx) => {
      await publish(tx, 'customer.deleted', { customerIds: ['1', '2'] });
      expect(await tx.sql('heard').pluck('listener')).to.deep.equal(['first', 'second']);
      expect(await heard(), 'seen outside before the commit').to.deep.equal([]);
    });
    expect(await heard()).to.deep.equal(['first', 'second'].map((listener) =>
      ({ listener, brand_id: '7', said: { customerIds: ['1', '2'] } })));
  });

  it('undo the publisher\'s work when a listener fails', async () => {
    const events = new Events()
      .on('group.left', hear('first'))
      .later('group.left', 'after')
      .on('group.left', () => Promise.reject(new Error('no')));
    const done = scopeWith(events).transaction((tx) => publish(tx, 'group.left', { groupId: '1', customerIds: ['2'] }));
    const error = await done.then(() => expect.fail('it committed'), (failure: unknown) => failure);
    expect(error).to.have.property('message', 'no');
    expect(await heard()).to.deep.equal([]);
    expect(await jobs()).to.deep.equal([]);
  });

  it('become jobs of the brand when the transaction commits', async () => {
    const events = new Events().later('customer.changed', 'profile.refresh').later('customer.changed', 'campaign.enter');
    await scopeWith(events, '7').transaction((tx) =>
      publish(tx, 'customer.changed', { customerIds: ['5'], kind: 'inserted' }));
    const payload = { customerIds: ['5'], kind: 'inserted', brandId: '7' };
    expect(await jobs()).to.deep.equal([{ name: 'profile.refresh', payload }, { name: 'campaign.enter', payload }]);
  });

  it('are heard by whoever wants to hear them now', async () => {
    let isOn = false;
    const events = new Events().on('group.left', hear('some'), () => Promise.resolve(isOn)).on('group.entered', hear('all'));
    const heardNow = () => scopeWith(events).transaction(async (tx) => [
      await isHeard(tx, 'group.left'), await isHeard(tx, 'group.entered'), await isHeard(tx, 'run.ended'),
    ]);
    expect(await heardNow()).to.deep.equal([false, true, false]);
    isOn = true;
    expect(await heardNow()).to.deep.equal([true, true, false]);
  });

  it('without listeners do nothing', async () => {
    await scopeWith(new Events().on('group.left', hear('other'))).transaction((tx) =>
      publish(tx, 'group.deleted', { groupIds: ['1'] }));
    expect(await heard()).to.deep.equal([]);
  });
});
