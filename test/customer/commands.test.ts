import { expect } from 'chai';
import { deleteCustomer, insertCustomer, updateCustomer } from '../../src/customer/index.ts';
import type { Brand, Scope } from '../../src/db/index.ts';
import { tolk, type Outcome } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultOf, scopeOf } from '../support/scope.ts';

describe('tolk option and tolk customer', () => {
  let database: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
    scope = scopeOf(database.sql, brand);
  });
  after(() => database.drop());

  const run = (...args: string[]): Promise<Outcome> => tolk(args, { DATABASE_URL: database.url });
  const option = (...args: string[]) => run('option', ...args, '--brand', brand.name);

  it('define options that customers then follow, and list them in order', async () => {
    expect(await option('define', 'rhythm', '--type', 'choice', '--choice', 'WEEKLY', '--choice', 'MONTHLY'))
      .to.deep.equal({ code: 0, out: 'defined option rhythm\n', err: '' });
    expect((await option('define', 'note', '--length', '1000')).code).to.equal(0);
    const { out } = await option('list');
    expect(out.trimEnd().split('\n').map((line) => line.split(/ {2,}/))).to.deep.equal([
      ['name', 'type', 'length', 'choices'], ['rhythm', 'choice', '256', 'WEEKLY, MONTHLY'], ['note', 'text', '1000'],
    ]);
    expect(JSON.parse((await run('--json', 'option', 'list', '--brand', brand.name)).out)).to.deep.include(
      { name: 'note', type: 'text', choices: [], maxLength: 1000 },
    );
    expect(await faultOf(insertCustomer(scope, { options: [{ name: 'rhythm', value: 'DAILY' }] }))).to.match(/^105/);
  });

  it('refuse a definition that is none with one line', async () => {
    const wrong = await option('define', 'x', '--type', 'colour');
    expect(wrong.code).to.not.equal(0);
    expect(wrong.err).to.match(/^tolk: Field type: is not one of text, number, .*choice \(colour\)\n$/);
    expect((await option('define', 'x', '--length', 'long')).err).to.match(/^tolk: Field length: is not between 1 and 65536/);
    expect((await run('option', 'list', '--brand', 'nowhere')).code).to.not.equal(0);
  });

  it('show what happened to a customer, also after it is gone', async () => {
    const { id } = await insertCustomer(scope, { lastname: 'Visser' });
    await updateCustomer(scope, { id, lastname: 'Bak\nker', password: 'secret' });
    const history = async () => (await run('customer', 'history', id, '--brand', brand.name)).out;
    expect(await history()).to.match(/updated\s+tester\s+soap\s+lastname: "Visser" -> "Bak\\nker"; password/);
    await deleteCustomer(scope, id);
    expect(await history()).to.match(/updated\s+tester\s+soap\s+lastname; password\n.*deleted/).and.not.contain('Visser');
    expect(await run('customer', 'history', '999999999', '--brand', brand.name)).to.deep.equal({ code: 0, out: '', err: '' });
  });
});
