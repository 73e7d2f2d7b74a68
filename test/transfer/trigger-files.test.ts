import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { insertGroup } from '../../src/group/index.ts';
import { listRuns } from '../../src/schedule/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { GOOD, triggers, type Triggers } from './trigger-support.ts';

describe('CSV triggers: the way of a file', () => {
  let mine: Triggers;

  beforeEach(async () => {
    mine = await triggers();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  it('make their folders, and bring a file from Upload by way of Active to Done, with a mail', async () => {
    await mine.save();
    await mine.poll(0);
    expect(readdirSync(path.join(mine.folder, 'csv')).sort()).to.deep.equal(['Active', 'Done', 'Failed', 'Upload']);
    expect(mine.files()).to.deep.equal([]);
    mine.put('csv/Upload/orders_20260301.csv', GOOD);
    await mine.take(1);
    expect(mine.files()).to.deep.equal(['csv/Active/orders_20260301.csv']);
    const [file] = await mine.rows();
    expect(file).to.include({ state: 'active', place: 'csv/Active/orders_20260301.csv', trigger_name: 'orders' });
    mine.work();
    await mine.count('done');
    expect(mine.files()).to.deep.equal(['csv/Done/orders_20260301.csv']);
    expect(await mine.customers('external_id', 'city', 'created_by')).to.deep.equal([
      { external_id: 'K1', city: 'Delft', created_by: 'anna' }, { external_id: 'K2', city: 'Ede', created_by: 'anna' },
    ]);
    const [mail] = await mine.mails(1);
    expect(mail?.subject).to.equal(`CSV trigger orders: orders_20260301.csv is done (${mine.brand.name})`);
    expect(mail?.text).to.include('The file orders_20260301.csv was imported.\nIt lies in csv/Done/orders_20260301.csv of crm now.\n')
      .and.match(/inserted +2\n/).and.include('The import "test" is done.').and.not.include('Active');
    const { items: [run] } = await listRuns(mine.scope, {});
    expect(run).to.deep.include({ id: file?.run_id, kind: 'import', startedBy: 'anna', door: 'import', state: 'done' });
  });

  it('take a file only when two looks found it the same', async () => {
    await mine.save();
    mine.put('csv/Upload/orders.csv', 'externalId\nK1\n');
    await mine.poll(0);
    await mine.poll(0); // the same look, by another instance
    mine.put('csv/Upload/orders.csv', 'externalId\nK1\nK2\n');
    await mine.poll(1);
    mine.put('csv/Upload/orders.csv', 'externalId\nK1\nK3\n', 5); // as long, but written at another time
    await mine.poll(2);
    expect((await mine.rows()).map(({ state }) => state)).to.deep.equal(['seen']);
    await mine.poll(3);
    expect((await mine.rows()).map(({ state }) => state)).to.deep.equal(['active']);
    mine.work();
    await mine.count('done');
    expect(await mine.customers('external_id')).to.deep.equal([{ external_id: 'K1' }, { external_id: 'K3' }]);
  });

  it('go by the longest name that the file begins with, without letter case', async () => {
    await mine.define({ name: 'nl', file: { name: 'x/*' } });
    await mine.save({ name: 'Orders' });
    await mine.save({ name: 'orders_NL', import: 'nl' });
    const names = ['ORDERS_nl_1.CSV', 'orders_nl.txt', 'Orders_1.xml', 'orders.csv.gz', 'orders_nlx.csv', 'ordersx.csv', 'orders.pdf', 'x_orders.csv'];
    for (const name of names) mine.put(`csv/Upload/${name}`, name.endsWith('.gz') ? gzipSync(GOOD) : GOOD);
    await mine.take();
    const taken = Object.fromEntries((await mine.rows()).map(({ name, trigger_name: trigger }) => [name, trigger]));
    expect(taken).to.deep.equal({
      'ORDERS_nl_1.CSV': 'orders_NL', 'orders_nl.txt': 'orders_NL', 'Orders_1.xml': 'Orders', 'orders.csv.gz': 'Orders',
      'orders_nlx.csv': 'Orders', 'ordersx.csv': null, 'orders.pdf': null, 'x_orders.csv': null,
    });
  });

  it('bring the customers into the group of the import and into their own besides', async () => {
    const [ofImport, ofTrigger] = [await insertGroup(mine.scope, { name: 'a' }), await insertGroup(mine.scope, { name: 'b' })];
    await mine.define({ name: 'members', target: { group: ofImport.id }, file: { name: 'x/*' } });
    await mine.save({ import: 'members', group: ofTrigger.id });
    mine.put('csv/Upload/orders.csv', GOOD);
    await mine.take();
    mine.work();
    await mine.count('done');
    const counts = await mine.db.sql('group_member').where({ brand_id: mine.brand.id }).groupBy('group_id').orderBy('group_id')
      .select('group_id').count({ count: '*' });
    expect(counts).to.deep.equal([{ group_id: ofImport.id, count: '2' }, { group_id: ofTrigger.id, count: '2' }]);
  });

  it('leave folders of the import itself alone: a trigger has its own', async () => {
    await mine.define({ name: 'own', file: { name: 'in/*', archive: 'in/old', failed: 'in/bad', errors: 'in/errors' } });
    await mine.save({ import: 'own' });
    mine.put('csv/Upload/orders_1.csv', `${GOOD}K3;Ede;x\n`);
    mine.put('csv/Upload/orders_2.csv', '');
    await mine.take();
    mine.work();
    await mine.count('done');
    await mine.count('failed');
    expect(mine.files()).to.deep.equal(['csv/Done/orders_1.csv', 'csv/Failed/orders_1.errors.csv', 'csv/Failed/orders_2.csv']);
    const mails = await mine.mails(2);
    const told = mails.find(({ subject }) => subject?.includes('orders_1.csv'))?.text;
    expect(told).to.include('1 record could not be taken').and.include('errors: crm, csv/Failed/orders_1.errors.csv');
  });

  it('wait while they are off', async () => {
    await mine.save({ isOn: false });
    await mine.save({ name: 'other' });
    mine.put('csv/Upload/orders.csv', GOOD);
    await mine.take();
    await mine.poll(2000);
    expect(mine.files()).to.deep.equal(['csv/Upload/orders.csv']);
    await mine.save();
    await mine.poll(2001);
    expect(mine.files()).to.deep.equal(['csv/Active/orders.csv']);
  });
});
