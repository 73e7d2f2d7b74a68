import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { insertCustomer } from '../../src/customer/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { tolk } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';

describe('tolk profile', () => {
  let database: TestDatabase;
  let folder: string;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tolk-profile-'));
    scope = scopeOf(database.sql, await makeBrand(database.sql));
  });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    tolk(['profile', ...args, '--brand', scope.brand.name], { DATABASE_URL: database.url });

  async function fileOf(condition: unknown): Promise<string> {
    const file = join(folder, 'condition.json');
    await writeFile(file, typeof condition === 'string' ? condition : JSON.stringify(condition));
    return file;
  }

  it('saves, shows, counts, lists and removes', async () => {
    await insertCustomer(scope, { city: 'Delft' });
    await insertCustomer(scope, { city: 'Leiden' });
    const delft = { field: 'city', is: 'Delft' };
    const saved = await run('save', await fileOf(delft), '--name', 'Delft');
    expect(saved).to.deep.include({ code: 0, err: '' });
    expect(saved.out).to.match(/^saved profile Delft \(\d+\)\n$/);
    const shown = await run('show', 'Delft');
    expect(JSON.parse(shown.out)).to.deep.equal(delft);
    expect(await run('count', 'Delft')).to.deep.equal({ code: 0, out: '1\n', err: '' });
    expect((await run('save', await fileOf({ not: delft }), '--name', 'Delft')).out).to.equal(saved.out);
    expect(await scope.sql('profile').pluck('condition')).to.deep.equal([{ not: delft }]);
    const [heading, line = ''] = (await run('list')).out.split('\n');
    expect(heading).to.match(/^id +name +modified +by$/);
    expect(line).to.match(/^\d+ +Delft +\d{4}-/);
    expect(await run('remove', 'Delft')).to.deep.equal({ code: 0, out: 'removed profile Delft\n', err: '' });
    expect(await scope.sql('profile')).to.deep.equal([]);
  });

  it('says what is wrong in one line', async () => {
    expect(await run('count', 'x')).to.deep.equal({ code: 1, out: '', err: 'tolk: Profile x not found\n' });
    expect((await run('save', await fileOf('{'), '--name', 'x')).err).to.match(/^tolk: .*condition.json is not JSON: .*\n$/);
    expect(await run('save', await fileOf({ field: 'colour', is: 'red' }), '--name', 'x'))
      .to.deep.include({ code: 1, out: '' })
      .and.have.property('err').that.matches(/^tolk: The condition at field: there is no field colour; there are .*\n$/);
    expect(await scope.sql('profile')).to.deep.equal([]);
  });
});
