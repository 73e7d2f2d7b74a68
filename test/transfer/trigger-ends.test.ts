import { expect } from 'chai';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { cancelRun } from '../../src/schedule/index.ts';
import {
  deleteLocation, listTriggerFiles, maintainTriggers, removeImport, removeTrigger,
} from '../../src/transfer/index.ts';
import { queued, stopAll } from '../jobs/jobs-support.ts';
import { newAddress } from '../notice/support.ts';
import { faultOf } from '../support/scope.ts';
import { GOOD, triggers, type Triggers } from './trigger-support.ts';

const DAY = 24 * 60;

describe('CSV triggers: files that fail', () => {
  let mine: Triggers;

  beforeEach(async () => {
    mine = await triggers();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  const place = (name: string) => path.join(mine.folder, name);
  const put = (name: string, content = GOOD) => mine.put(`csv/Upload/${name}`, content);

  it('go to Failed for wrong column names, with the reason in the mail', async () => {
    await mine.save();
    put('orders.csv', 'number;town\nK1;Delft\n');
    await mine.take();
    mine.work();
    await mine.count('failed');
    expect(mine.files()).to.deep.equal(['csv/Failed/orders.csv']);
    const [file] = await mine.rows();
    expect(file?.error).to.match(/column/i);
    const [mail] = await mine.mails(1);
    expect(mail?.subject).to.equal(`CSV trigger orders: orders.csv failed (${mine.brand.name})`);
    expect(mail?.text).to.include(`The file orders.csv was not imported: ${file?.error}.\nIt lies in csv/Failed/orders.csv of crm now.`);
  });

  it('go there after TRIGGER_PATIENCE when no trigger takes them, and all who may have meant one are told', async () => {
    const other = newAddress();
    await mine.save();
    await mine.save({ name: 'stays', notify: { to: [other, mine.address] } });
    put('oders.csv');
    await mine.take();
    await mine.poll(DAY - 1);
    expect(mine.files()).to.deep.equal(['csv/Upload/oders.csv']);
    await mine.poll(DAY);
    expect(mine.files()).to.deep.equal(['csv/Failed/oders.csv']);
    mine.work();
    for (const address of [mine.address, other]) {
      expect((await mine.mails(1, address)).map(({ subject, text }) => [subject, text])).to.deep.equal([[
        `CSV trigger: oders.csv failed (${mine.brand.name})`,
        'The file oders.csv was not imported: its name begins with that of no trigger (orders, stays).\n'
          + 'It lies in csv/Failed/oders.csv of crm now.\n',
      ]]);
    }
  });

  it('are taken when a trigger for them is made in time', async () => {
    await mine.save();
    put('stays.csv');
    await mine.take();
    await mine.save({ name: 'stays' });
    await mine.poll(2);
    expect(mine.files()).to.deep.equal(['csv/Active/stays.csv']);
  });

  it('go there when their run is cancelled, also where nobody hears of it', async () => {
    await mine.save();
    put('orders.csv');
    await mine.take();
    const [file] = await mine.rows();
    await cancelRun(mine.scope, file?.run_id ?? ''); // its events go nowhere, as those of a process that is killed
    await mine.poll(2);
    expect(mine.files()).to.deep.equal(['csv/Failed/orders.csv']);
    mine.work();
    expect((await mine.mails(1))[0]?.text).to.include('orders.csv was not imported: its run was cancelled.');
  });

  it('are moved on and told of when their trigger is removed while they are imported', async () => {
    await mine.save();
    put('orders.csv');
    await mine.take();
    await removeTrigger(mine.scope, 'ORDERS');
    mine.work();
    await mine.count('done');
    expect(mine.files()).to.deep.equal(['csv/Done/orders.csv']);
    expect(await mine.mails(1)).to.have.length(1);
  });

  it('keep their names beside others of the same name', async () => {
    await mine.save();
    put('orders.csv');
    await mine.take();
    put('orders.csv', 'externalId\nK3\n');
    await mine.take(2);
    expect(mine.files()).to.deep.equal(['csv/Active/orders (2).csv', 'csv/Active/orders.csv']);
    mine.work();
    await mine.count('done', 2);
    put('orders.csv', 'externalId\nK4\n');
    await mine.take(4);
    await mine.count('done', 3);
    expect(mine.files()).to.deep.equal(['csv/Done/orders (2).csv', 'csv/Done/orders (3).csv', 'csv/Done/orders.csv']);
    expect(await mine.customers('external_id')).to.have.length(4);
  });

  it('that come again as they were are not imported again, which the mail says', async () => {
    await mine.save();
    mine.work();
    for (const [minute, count] of [[0, 1], [2, 2]] as const) {
      put('orders.csv');
      await mine.take(minute);
      await mine.count('done', count);
    }
    const mails = await mine.mails(2);
    expect(mails.map(({ text }) => text?.includes('imported before'))).to.deep.equal([false, true]);
  });

  it('that somebody takes away on the way are told of as such', async () => {
    await mine.save();
    put('orders.csv');
    put('orders_2.csv');
    await mine.take();
    rmSync(place('csv/Active/orders.csv'));
    mine.work();
    await mine.count('failed');
    await mine.count('done');
    const gone = (await mine.mails(2)).find(({ subject }) => subject?.includes('orders.csv failed'));
    expect(gone?.text).to.include('Somebody has taken it away.');
    expect(mine.files()).to.deep.equal(['csv/Done/orders_2.csv']);
  });

  it('stay where they are while they cannot be moved, and keep no other from it', async () => {
    await mine.save();
    await mine.save({ name: 'stays', folder: 'csv2' });
    await mine.poll(0);
    rmSync(place('csv/Active'), { recursive: true });
    symlinkSync('/tmp', place('csv/Active'));
    put('orders.csv');
    mine.put('csv2/Upload/stays.csv', GOOD);
    await mine.take(1);
    expect((await mine.rows()).map(({ name, state }) => [name, state])).to.deep.equal([['orders.csv', 'taking'], ['stays.csv', 'active']]);
    const [shown] = await listTriggerFiles(mine.scope, 'orders');
    expect(shown?.error).to.match(/not allowed to us/);
    rmSync(place('csv/Active'));
    await mine.poll(3);
    mine.work();
    await mine.count('done', 2);
    expect(mine.files()).to.deep.equal(['csv/Done/orders.csv', 'csv2/Done/stays.csv']);
  });

  it('are forgotten RUN_KEPT after their end; one look at a time waits to be done', async () => {
    await mine.save();
    put('orders.csv');
    await mine.take();
    const work = mine.work();
    await mine.count('done');
    await mine.mails(1);
    await work.stop();
    for (const [age, count] of [['89 days', 1], ['91 days', 0]] as const) {
      await mine.db.sql.raw(`update csv_trigger_file set ended_at = now() - ?::interval`, [age]);
      await maintainTriggers(mine.jobScope(), new Date());
      expect(await mine.rows()).to.have.length(count);
    }
    expect((await queued(mine.db.sql)).map(({ name }) => name)).to.deep.equal(['maintenance.triggers']);
  });

  it('hold the import and the location of a trigger', async () => {
    await mine.save();
    put('orders.csv');
    await mine.take();
    expect(await faultOf(deleteLocation(mine.scope, 'crm'))).to.match(/^105 Location crm is still used/);
    expect(await faultOf(removeImport(mine.scope, 'test'))).to.equal('105 Import test is still used by the CSV triggers orders');
    renameSync(place('csv/Active/orders.csv'), place('csv/Active/x.csv'));
    await removeTrigger(mine.scope, 'orders');
    await removeImport(mine.scope, 'test');
    mine.work();
    await mine.count('failed');
    expect((await mine.rows())[0]?.error).to.match(/^Import \d+ not found$/);
  });
});
