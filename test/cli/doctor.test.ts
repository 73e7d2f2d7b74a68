import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { emptyDatabase, testDatabase, type TestDatabase } from '../support/database.ts';
import { startGateway, tolk } from './support.ts';

describe('tolk doctor', () => {
  let database: TestDatabase;
  let folder = '';
  const examine = (env: Record<string, string>) =>
    tolk(['doctor'], { DATABASE_URL: database.url, TOLK_DATA: folder, PORT: '2', ...env });

  before(async () => {
    database = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tolk-doctor-'));
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('finds all well where a gateway runs', async () => {
    const gateway = await startGateway({ DATABASE_URL: database.url });
    try {
      const { code, out, err } = await examine({ PORT: new URL(gateway.url).port });
      expect(out.trim().split('\n').filter((line) => !line.startsWith('ok '))).to.deep.equal([]);
      expect(out).to.match(/ok +workers: 1 alive/).and.match(/ok +gateway: .*\/readyz is ready/);
      expect({ code, err }).to.deep.equal({ code: 0, err: '' });
    } finally {
      await gateway.stop();
    }
  });

  it('warns where none runs, and of work that nobody does', async () => {
    await database.sql.raw(`
      select graphile_worker.add_job('test.never', '{}', run_at => now() - interval '5 minutes'),
        graphile_worker.add_job('test.dead', '{}', max_attempts => 1)`);
    await database.sql.raw('update graphile_worker._private_jobs set attempts = 1 where max_attempts = 1');
    const { code, out } = await examine({});
    expect(code).to.equal(0);
    expect(out).to.match(/warn +workers: none alive/)
      .and.match(/warn +queue: 1 jobs due, the oldest for 30\d s/).and.match(/warn +queue: 1 jobs have failed for good/)
      .and.match(/warn +gateway: .* does not answer \(ECONNREFUSED\)/);
  });

  it('fails on missing steps of the schema', async () => {
    const empty = await emptyDatabase();
    try {
      const { code, out } = await examine({ DATABASE_URL: empty.url });
      expect(code).to.equal(1);
      expect(out).to.match(/fail +schema: 0001_access.* missing: run tolk migrate up/);
    } finally {
      await empty.drop();
    }
  });

  it('fails on settings, on a database that is away, on a key that others can read', async () => {
    expect(await examine({ HOST: '0.0.0.0' })).to.include({ code: 1 })
      .and.have.property('out').that.matches(/fail +settings: HOST=0\.0\.0\.0 is reachable/);
    const secret = join(folder, 'postgres', 'pg18');
    await mkdir(secret, { recursive: true });
    await writeFile(join(secret, 'secret'), 'x', { mode: 0o600 });
    await writeFile(join(folder, 'key'), 'x');
    await chmod(join(folder, 'key'), 0o644);
    const { code, out } = await examine({ DATABASE_URL: 'postgres://tolk@127.0.0.1:1/tolk' });
    expect(code).to.equal(1);
    expect(out).to.match(/fail +database: .*ECONNREFUSED/).and.match(/fail +\S+key is open to other users/)
      .and.match(/ok +\S+secret is closed to others/);
  });

  it('gives its findings as JSON', async () => {
    const { out } = await tolk(['doctor', '--json'], { HOST: '0.0.0.0' });
    expect(JSON.parse(out)).to.have.length(2).and.to.deep.include({ state: 'ok', text: `Node ${process.versions.node}` });
  });
});
