import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ListedRun } from '../../src/schedule/index.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { until } from '../support/until.ts';
import { exporter, exportGateway, runEnd, type Exporter, type ExportGateway } from './support.ts';

describe('exports to an SFTP server', () => {
  let gateway: ExportGateway;
  let server: TestSftpServer;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway({ RUN_RETRIES: '2', JOB_POLL: '100' });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    server = await startSftpServer([{ user: 'anna', password: 'pw' }]);
    mine = await exporter(gateway);
    const { host, port, hostKey } = server;
    await mine.ask('POST', '/locations', { name: 'CRM', kind: 'sftp', host, port, user: 'anna', password: 'pw', hostKey });
    await mine.customers({ emailAddress: 'a@example.com' });
    await mine.define({ columns: [{ field: 'emailAddress' }], file: { location: 'CRM', name: 'in/test.csv' } });
  });
  afterEach(() => server.stop());

  const written = () => readFile(path.join(server.root, 'in', 'test.csv'), 'utf8');

  it('appear there whole', async () => {
    const { state, error, files } = await mine.run();
    expect([state, error, files[0]?.location, files[0]?.name]).to.deep.equal(['done', null, 'CRM', 'in/test.csv']);
    expect(await written()).to.equal('emailAddress\na@example.com\n');
    expect(await readdir(path.join(server.root, 'in'))).to.deep.equal(['test.csv']);
  });

  it('are tried again while the server is down, and then dead with the reason; retried by hand they are written', async () => {
    await server.down();
    const dead = await mine.run();
    expect([dead.state, dead.attempt]).to.deep.equal(['dead', 3]);
    expect(dead.error).to.include('Location CRM does not answer');
    await server.up();
    await mine.ask('POST', `/runs/${dead.id}/retry`);
    expect((await runEnd(mine.ask, dead.id)).state).to.equal('done');
    expect(await written()).to.equal('emailAddress\na@example.com\n');
  });

  it('go on by themselves when the server comes back, also one that was cut off in the middle', async () => {
    await gateway.sql.raw(`insert into customer (brand_id, email_address, created_by, modified_by)
      select ?, n || '@example.com', '', '' from generate_series(1, 20000) n`, [mine.brand.id]);
    server.faults.cutAfter = 100_000;
    const { id } = (await mine.ask('POST', '/exports/test/runs')).body as ListedRun;
    await until(() => server.faults.cutAfter === undefined);
    const { state, attempt, counters } = await runEnd(mine.ask, id);
    expect([state, attempt, counters['rows']]).to.deep.equal(['done', 2, 20_001]);
    expect((await written()).split('\n')).to.have.length(20_003);
    expect(await readdir(path.join(server.root, 'in'))).to.deep.equal(['test.csv']);
  });
});
