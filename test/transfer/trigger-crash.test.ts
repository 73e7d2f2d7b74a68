import { expect } from 'chai';
import { linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { openStore, type Store } from '../../src/db/index.ts';
import { listRuns } from '../../src/schedule/index.ts';
import { queued, stopAll } from '../jobs/jobs-support.ts';
import { GOOD, triggers, type StoredFileRow, type Triggers } from './trigger-support.ts';

describe('CSV triggers: who is killed, and who is not alone', () => {
  let mine: Triggers;

  beforeEach(async () => {
    mine = await triggers();
    await mine.save();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  const place = (name: string) => path.join(mine.folder, name);
  /** Puts a row back to what it was at an earlier moment of the same file. */
  const stand = (change: Partial<StoredFileRow>) =>
    mine.db.sql('csv_trigger_file').where({ brand_id: mine.brand.id }).update(change);
  const upload = async () => {
    mine.put('csv/Upload/orders.csv', GOOD);
    await mine.poll(0);
    const [trigger] = await mine.db.sql('csv_trigger').select<{ id: string; name: string }[]>('id', 'name');
    await mine.db.sql('csv_trigger_file').update({
      state: 'taking', trigger_id: trigger?.id, trigger_name: trigger?.name, notify: [mine.address],
    });
  };

  /** Carried on from here, the file ends in Done, was imported once and told of once. */
  async function endsWell(minute = 1): Promise<void> {
    await mine.poll(minute);
    mine.work();
    await mine.count('done');
    await mine.poll(minute + 1);
    await mine.poll(minute + 2);
    expect(mine.files()).to.deep.equal(['csv/Done/orders.csv']);
    expect(await mine.customers('external_id')).to.have.length(2);
    expect((await listRuns(mine.scope, {})).items).to.have.length(1);
    expect(await mine.rows()).to.have.length(1);
    expect(await mine.mails(1)).to.have.length(1);
  }

  it('a file that was to be moved is moved', async () => {
    await upload();
    await endsWell();
  });

  it('a file that was moved is imported', async () => {
    await upload();
    renameSync(place('csv/Upload/orders.csv'), place('csv/Active/orders.csv'));
    await endsWell();
  });

  it('a file that was moved and has a successor in Upload is not taken for that one', async () => {
    await upload();
    renameSync(place('csv/Upload/orders.csv'), place('csv/Active/orders.csv'));
    mine.put('csv/Upload/orders.csv', 'externalId\nK3\n');
    await mine.take(1);
    await mine.poll(3);
    mine.work();
    await mine.count('done', 2);
    expect(mine.files()).to.deep.equal(['csv/Done/orders (2).csv', 'csv/Done/orders.csv']);
    expect(await mine.customers('external_id')).to.have.length(3);
  });

  it('a file that was moved beside a foreign one of its name is found there', async () => {
    await upload();
    mine.put('csv/Active/orders.csv', 'of somebody else');
    renameSync(place('csv/Upload/orders.csv'), place('csv/Active/orders (2).csv'));
    await mine.poll(1);
    mine.work();
    await mine.count('done');
    expect(mine.files()).to.deep.equal(['csv/Active/orders.csv', 'csv/Done/orders.csv']);
    expect(mine.text('csv/Done/orders.csv')).to.equal(GOOD);
  });

  it('a file that somebody gives its new name right now is waited for', async () => {
    await upload();
    linkSync(place('csv/Upload/orders.csv'), place('csv/Active/orders.csv'));
    const polling = mine.poll(1);
    await new Promise((done) => setTimeout(done, 200));
    rmSync(place('csv/Upload/orders.csv')); // which who is at it does next
    await polling;
    await endsWell(2);
  });

  it('a file that was moved to Done, without a word, is told of', async () => {
    mine.put('csv/Upload/orders.csv', GOOD);
    await mine.take();
    const work = mine.work();
    await mine.count('done');
    await mine.mails(1);
    await work.stop();
    await stand({ state: 'active', place: 'csv/Active/orders.csv' });
    await mine.db.sql('csv_trigger_file').update({ ended_at: null });
    await mine.poll(2);
    expect(await mine.rows()).to.have.length(1);
    expect((await mine.rows())[0]).to.include({ state: 'done', place: 'csv/Done/orders.csv' });
    expect((await queued(mine.db.sql)).map(({ name }) => name)).to.deep.equal(['notice.mail']);
  });

  it('several instances take each file once, whatever the moment', async () => {
    const others: Store[] = [1, 2, 3].map(() => openStore({ url: mine.db.url, connections: 3, prepare: false }));
    const names = Array.from({ length: 30 }, (_, index) => `orders_${index}.csv`);
    for (const [index, name] of names.entries()) mine.put(`csv/Upload/${name}`, `externalId\nN${index}\n`);
    for (const minute of [0, 1, 2]) await Promise.all([mine.db.sql, ...others].map((sql) => mine.poll(minute, sql)));
    await Promise.all(others.map((sql) => sql.destroy()));
    expect(readdirSync(place('csv/Active'))).to.have.length(30);
    expect((await mine.rows()).map(({ state }) => state)).to.deep.equal(names.map(() => 'active'));
    const { items: runs } = await listRuns(mine.scope, {});
    expect(runs).to.have.length(30);
    expect(new Set((await mine.rows()).map(({ run_id: run }) => run)).size).to.equal(30);
  });
});
