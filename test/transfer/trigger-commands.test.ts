import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tick } from '../../src/jobs/index.ts';
import { tolk } from '../cli/support.ts';
import { exporter, exportGateway, type Exporter, type ExportGateway } from '../export/support.ts';
import { until } from '../support/until.ts';
import { importWish } from './import-support.ts';

describe('tolk trigger', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  before(async () => {
    gateway = await exportGateway({ IMPORT_SETTLE: '0' });
    mine = await exporter(gateway);
    await mine.ask('POST', '/imports', importWish({ file: { location: 'out' } }));
  });
  after(() => gateway.stop());

  const run = (...args: string[]) => tolk(['trigger', ...args, '--brand', mine.brand.name], {
    DATABASE_URL: gateway.databaseUrl, TOLK_DATA: gateway.data,
  });

  it('saves a trigger, shows it and its files, and removes it', async () => {
    const file = path.join(gateway.data, 'trigger.json');
    await writeFile(file, JSON.stringify({ name: 'orders', location: 'out', import: 'test', notify: { to: ['a@b.nl'] } }));
    expect(await run('save', file)).to.deep.include({ err: '', code: 0 });
    const shown = await run('show', 'orders');
    expect(JSON.parse(shown.out)).to.deep.equal({
      name: 'orders', location: 'out', folder: '', import: 'test', notify: { to: ['a@b.nl'] }, isOn: true,
    });
    await writeFile(file, shown.out);
    expect((await run('save', file)).out).to.match(/^saved trigger orders \(\d+\)\n$/);
    expect((await run('list')).out).to.match(/id +name +location +folder +import +on +problem\n\d+ +orders +out +test +yes\n/);
    await mkdir(path.join(mine.folder, 'Upload'), { recursive: true });
    await writeFile(path.join(mine.folder, 'Upload/orders.csv'), 'emailAddress\na@example.com\n');
    await tick(gateway.sql, new Date('2026-03-01T10:00:00Z'));
    await until(async () => (await gateway.sql('csv_trigger_file').select()).length > 0);
    expect((await run('files', 'orders')).out).to.match(/^state +seen +ended +run +place +error\nseen +2026-03-01 11:00:00 +Upload\/orders.csv\n$/);
    expect((await run('remove', 'ORDERS')).out).to.equal('removed trigger ORDERS\n');
    expect(await run('show', 'orders')).to.deep.include({ code: 1, err: 'tolk: CSV trigger orders not found\n' });
  });

  it('refuses what no trigger is, in one line', async () => {
    const file = path.join(gateway.data, 'bad.json');
    await writeFile(file, JSON.stringify({ name: 'orders', location: 'out' }));
    const { code, err } = await run('save', file);
    expect([code, err.split('\n').length]).to.deep.equal([1, 2]);
    expect(err).to.match(/^tolk: Field import: /);
  });
});
