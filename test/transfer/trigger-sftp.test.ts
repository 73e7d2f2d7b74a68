import { expect } from 'chai';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLocation, findTrigger } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { GOOD, triggers, type Triggers } from './trigger-support.ts';

describe('CSV triggers on SFTP servers', () => {
  let mine: Triggers;
  let server: TestSftpServer;

  beforeEach(async () => {
    server = await startSftpServer([{ user: 'anna', password: 'pw' }]);
    mine = await triggers({ TRIGGER_LOCATIONS: '1' });
    const { host, port, hostKey } = server;
    await createLocation(mine.scope, { name: 'partner', kind: 'sftp', host, port, user: 'anna', secret: { password: 'pw' }, hostKey });
    await mine.save({ location: 'partner' });
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
    await server.stop();
  });

  const put = (name: string, content = GOOD) => {
    mkdirSync(path.join(server.root, 'csv/Upload'), { recursive: true });
    writeFileSync(path.join(server.root, 'csv/Upload', name), content);
  };
  const files = () => readdirSync(path.join(server.root, 'csv'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile()).map((one) => path.join(path.basename(one.parentPath), one.name)).sort();
  const problem = async (name = 'orders') => (await findTrigger(mine.scope, name)).problem;

  it('bring files in, with the bad records beside, and import them into the location of the trigger', async () => {
    await mine.poll(0);
    expect(readdirSync(path.join(server.root, 'csv')).sort()).to.deep.equal(['Active', 'Done', 'Failed', 'Upload']);
    put('orders.csv', `${GOOD}K3;Ede;x\n`);
    await mine.take(1);
    expect(files()).to.deep.equal(['Active/orders.csv']);
    mine.work();
    await mine.count('done');
    expect(files()).to.deep.equal(['Done/orders.csv', 'Failed/orders.errors.csv']);
    expect(readFileSync(path.join(server.root, 'csv/Failed/orders.errors.csv'), 'utf8')).to.include('K3;Ede;x');
    expect(await mine.customers('external_id')).to.have.length(2);
  });

  it('that are down keep no other from its turn, which is theirs again when they are back', async () => {
    await mine.save({ name: 'local' });
    mine.put('csv/Upload/local.csv', GOOD);
    put('orders.csv');
    await server.down();
    await mine.take();
    expect(mine.files()).to.deep.equal(['csv/Active/local.csv']);
    expect(await problem()).to.match(/^Location partner does not answer/);
    expect(await problem('local')).to.equal(null);
    await server.up();
    await mine.take(2);
    expect([await problem(), files()]).to.deep.equal([null, ['Active/orders.csv']]);
    expect(mine.lines.map(({ level, reason }) => [level, reason])).to.deep.equal([['warn', 'LOCATION_AWAY'], ['info', undefined]]);
  });

  it('that move a file and cannot say so any more are asked at the next minute', async () => {
    put('orders.csv');
    await mine.poll(0);
    server.faults.beforeRename = () => server.cut();
    await mine.poll(1);
    expect([(await mine.rows()).map(({ state }) => state), files()]).to.deep.equal([['taking'], ['Active/orders.csv']]);
    expect(await problem()).to.be.a('string');
    delete server.faults.beforeRename;
    await mine.poll(2);
    expect([(await mine.rows()).map(({ state }) => state), await problem()]).to.deep.equal([['active'], null]);
    mine.work();
    await mine.count('done');
    expect(await mine.customers('external_id')).to.have.length(2);
  });

  it('that refuse renames keep their files, and say so', async () => {
    put('orders.csv');
    put('nobody.csv');
    await mine.poll(0);
    server.faults.denied = ['RENAME', 'EXTENDED'];
    await mine.poll(1);
    expect(files()).to.deep.equal(['Upload/nobody.csv', 'Upload/orders.csv']);
    expect((await mine.rows()).map(({ name, state, error }) => [name, state, error?.includes('not allowed')])).to.deep.equal([
      ['nobody.csv', 'seen', undefined], ['orders.csv', 'taking', true],
    ]);
    server.faults.denied = [];
    await mine.poll(2);
    expect(files()).to.deep.equal(['Active/orders.csv', 'Upload/nobody.csv']);
  });

  it('whose key is another get nothing of ours', async () => {
    put('orders.csv');
    await server.down();
    await server.up({ newHostKey: true });
    await mine.take();
    expect(await problem()).to.include('shows host key');
    expect(files()).to.deep.equal(['Upload/orders.csv']);
  });
});
