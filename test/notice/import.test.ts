import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runEnd } from '../export/support.ts';
import { importWish } from '../transfer/import-support.ts';
import type { ListedRun } from '../../src/schedule/index.ts';
import { exporter, mailGateway, mailsFor, newAddress, type MailGateway } from './support.ts';
import { until } from '../support/until.ts';

describe('notices of imports', () => {
  let gateway: MailGateway;
  before(async () => {
    gateway = await mailGateway({ IMPORT_SETTLE: '0' });
  });
  after(() => gateway.stop());

  it('tell at each end, unless failures only are wished, what was read and where the bad records are', async () => {
    const mine = await exporter(gateway);
    const [anna, bob] = [newAddress(), newAddress()];
    await mkdir(mine.folder, { recursive: true });
    for (const [name, notify] of [['a', { to: [anna] }], ['b', { to: [bob], when: 'failure' }]] as const) {
      await writeFile(path.join(mine.folder, `${name}.csv`), 'emailAddress;birthday\nx@example.com;1980-02-01\ny@example.com;never\n');
      await mine.ask('POST', '/imports', importWish({ name, notify, file: { location: 'out', name: `${name}.csv` } }));
    }
    const run = async (name: string) => {
      const { body } = await mine.ask('POST', `/imports/${name}/runs`);
      return runEnd(mine.ask, (body as ListedRun).id);
    };
    expect([(await run('b')).state, (await run('a')).state]).to.deep.equal(['done', 'done']);
    expect((await run('b')).state).to.equal('failed'); // its file is known by now
    await until(() => mailsFor(gateway.sink, anna).length > 0 && mailsFor(gateway.sink, bob).length > 0);
    const told = [anna, bob].map((address) => mailsFor(gateway.sink, address).map(({ subject }) => subject));
    expect(told).to.deep.equal([[`Import a: done (${mine.brand.name})`], [`Import b: failed (${mine.brand.name})`]]);
    expect(mailsFor(gateway.sink, anna)[0]?.text).to.include('1 record could not be taken; the errors file says why.')
      .and.include('input: out, a.csv').and.include('errors: out, a.errors.csv').and.match(/read +2\n/);
  });
});
