import { expect } from 'chai';
import { migrations } from '../../migrations/index.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';
import { tolk } from './support.ts';

describe('tolk migrate', () => {
  let database: TestDatabase;
  const names = migrations.map(({ name }) => name);
  const newest = names.at(-1) ?? '';
  const run = (...args: string[]) => tolk(args, { DATABASE_URL: database.url });
  const tables = async () => await database.sql('pg_tables').where({ schemaname: 'public' }).pluck<string[]>('tablename');

  before(async () => {
    database = await emptyDatabase();
  });
  after(() => database.drop());

  it('shows the state and the SQL of an empty database, and leaves it empty', async () => {
    const status = await run('migrate', 'status', '--json');
    expect(JSON.parse(status.out)).to.deep.equal(names.map((name) => ({ name, applied: false })));
    const { out } = await run('migrate', 'sql');
    expect(out).to.contain('create table brand').and.contain(`-- ${newest} up`);
    expect(await tables()).to.deep.equal([]);
  });

  it('is asked for by commands that need the tables', async () => {
    const { code, out, err } = await run('brand', 'list');
    expect({ code, out }).to.deep.equal({ code: 1, out: '' });
    expect(err).to.match(/^tolk: The schema lacks \d+ steps: run tolk migrate up first\n$/);
  });

  it('applies what is missing, once', async () => {
    expect((await run('migrate', 'up')).out.trim().split('\n')).to.deep.equal(names.map((name) => `applied ${name}`));
    expect(await tables()).to.include.members(['brand', 'customer']);
    expect(await run('migrate', 'up')).to.deep.equal({ code: 0, out: 'nothing to apply\n', err: '' });
    expect((await run('brand', 'list', '--json')).out).to.equal('[]\n');
  });

  it('shows what taking back would run, and takes one step back', async () => {
    expect((await run('migrate', 'sql', '--direction', 'down')).out).to.match(new RegExp(`^-- ${newest} down\n`));
    expect((await run('migrate', 'down')).out).to.equal(`took back ${newest}\n`);
    const { out } = await run('migrate', 'status');
    expect(out.trim().split('\n').at(-1)).to.match(new RegExp(`^${newest} +missing$`));
  });
});
