import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { createDatamodel, readDefinition } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { TOLK, tolk } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { putRows } from './stored.ts';
import { WORKED_EXAMPLE } from './support.ts';

describe('tolk datamodel', () => {
  let database: TestDatabase;
  let folder: string;
  let scope: Scope;
  before(async () => {
    database = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'tolk-model-'));
  });
  beforeEach(async () => { scope = scopeOf(database.sql, await makeBrand(database.sql)); });
  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const run = (...args: string[]) =>
    tolk(['datamodel', ...args, '--brand', scope.brand.name], { DATABASE_URL: database.url });

  async function fileOf(definition: unknown): Promise<string> {
    const file = join(folder, 'model.json');
    await writeFile(file, typeof definition === 'string' ? definition : JSON.stringify(definition));
    return file;
  }

  it('applies what it exports, to another brand too', async () => {
    const empty = await run('export');
    expect(JSON.parse(empty.out)).to.deep.equal({ tables: [], contains: [], lookups: [] });
    const applied = await run('apply', await fileOf(WORKED_EXAMPLE));
    expect({ ...applied, out: applied.out.split('\n')[0] }).to.deep.equal(
      { code: 0, err: '', out: 'table stay: is made, contained in customer' });
    const exported = await run('export');
    expect(JSON.parse(exported.out)).to.deep.equal(readDefinition(WORKED_EXAMPLE));
    expect(await run('apply', await fileOf(exported.out))).to.deep.equal({ code: 0, out: 'no changes\n', err: '' });

    scope = scopeOf(database.sql, await makeBrand(database.sql));
    expect((await run('apply', await fileOf(exported.out))).code).to.equal(0);
    expect(await run('export')).to.deep.equal(exported);
  });

  it('tells what would change, refuses loss, and takes it on demand', async () => {
    await run('apply', await fileOf(WORKED_EXAMPLE));
    await putRows(scope, 'season', [{ name: 'high' }]);
    const [stay, extra, extratype] = WORKED_EXAMPLE.tables;
    const file = await fileOf({ ...WORKED_EXAMPLE, tables: [stay, extra, extratype] });
    const change = 'table season: is dropped with its rows';
    expect(await run('apply', file, '--dry-run')).to.deep.equal({ code: 0, out: `${change} (loses 1)\n`, err: '' });
    expect(await run('apply', file)).to.deep.equal({
      code: 1, out: '',
      err: `tolk: The change would lose data: ${change} (1). Nothing was changed; give force=true to lose it\n`,
    });
    const forced = await run('apply', file, '--force', '--json');
    expect(JSON.parse(forced.out)).to.deep.equal([{ change, loses: 1 }]);
    const { tables } = await createDatamodel().definition(scope);
    expect(tables.map(({ name }) => name)).to.deep.equal(['stay', 'extra', 'extratype']);
  });

  it('reads stdin', async () => {
    const child = spawn(process.execPath, [TOLK, 'datamodel', 'apply', '-', '--brand', scope.brand.name], {
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url }, stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.end(JSON.stringify({ tables: [{ name: 'a' }] }));
    expect(await text(child.stdout)).to.equal('table a: is made, on its own\n');
  });

  it('says what is wrong with a file', async () => {
    const wrong: [definition: unknown, code: number, err: RegExp][] = [
      ['{"tables":', 1, /^tolk: .*model\.json is not JSON: .*\n$/],
      [{ tables: [{ name: 'a b' }] }, 1, /^tolk: The data model, table a b: the name must begin with a letter.*\n$/],
      [{ tables: [{ name: 'a', columns: [{ name: 'b', type: 'money' }] }] }, 1, /^tolk: .*tables\[0\]\.columns\[0\]\.type/],
    ];
    for (const [definition, code, err] of wrong) {
      const outcome = await run('apply', await fileOf(definition));
      expect({ ...outcome, err: '' }).to.deep.equal({ code, out: '', err: '' });
      expect(outcome.err).to.match(err);
    }
    const missing = await run('apply', join(folder, 'no.json'));
    expect(missing).to.include({ code: 2, out: '' });
    expect(missing.err).to.match(/^tolk: .*no\.json cannot be read: /);
  });

  it('prints the SQL of views, or makes them', async () => {
    await run('apply', await fileOf(WORKED_EXAMPLE));
    const printed = await run('views');
    expect(printed.out).to.match(/^begin;\n\ncreate schema .*create view .*commit;\n$/s);
    const schema = `datamodel_${scope.brand.id}`;
    expect(await run('views', '--apply')).to.deep.equal(
      { code: 0, out: `made 4 views in schema ${schema}\n`, err: '' });
    await putRows(scope, 'season', [{ name: 'high' }]);
    const { rows } = await database.sql.raw<{ rows: unknown[] }>(`select name from ${schema}.season`);
    expect(rows).to.deep.equal([{ name: 'high' }]);
  });
});
