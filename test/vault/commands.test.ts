import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { tolk, type Outcome } from '../cli/support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { newKey, open, seal, vaultScope, type Env } from './support.ts';

describe('tolk key', () => {
  let database: TestDatabase;
  let brand: Brand;
  let folder = '';
  const [old, next] = [newKey(), newKey()];
  const run = async (args: readonly string[], env: Env): Promise<Outcome> => {
    const done = await tolk(args, { DATABASE_URL: database.url, TOLK_DATA: folder, PORT: '2', ...env });
    for (const key of [old, next]) {
      for (const form of ['base64', 'hex'] as const) {
        expect(done.out + done.err).not.to.contain(Buffer.from(key, 'base64').toString(form));
      }
    }
    return done;
  };
  const scope = (env: Env) => vaultScope(database.sql, brand, { DATABASE_URL: database.url, ...env });

  beforeEach(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
    folder = await mkdtemp(join(tmpdir(), 'tolk-key-'));
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('shows which key is in force, what is known, and what each data key is wrapped by', async () => {
    expect(await run(['key', 'status'], {})).to.include({
      code: 0, out: 'key in force: none: no secret is kept yet\nknown here: TOLK_KEY is not set\n',
    });
    await seal(scope({ TOLK_KEY: old }), 'x');
    const { out } = await run(['key', 'status'], { TOLK_KEY: old });
    expect(out).to.match(/^key in force: (\w{12}) \(TOLK_KEY\) since \d{4}-.*\nknown here: TOLK_KEY is \1\n/)
      .and.match(new RegExp(`\\n${brand.id} +location +1 +\\w{12} +opens\\n$`));
    const [, id = ''] = /force: (\w+)/.exec(out) ?? [];
    expect(createHash('sha256').update(Buffer.from(old, 'base64')).digest('hex')).not.to.contain(id);
  });

  it('rotates, then takes the new key alone', async () => {
    const sealed = await seal(scope({ TOLK_KEY: old }), 'x');
    const { out, code } = await run(['key', 'rotate'], { TOLK_KEY: next, TOLK_KEY_OLD: old });
    expect(code).to.equal(0);
    expect(out).to.match(/^the key \w{12} is in force; 1 data keys are wrapped by it now that were not before\n$/);
    expect(await open(scope({ TOLK_KEY: next }), sealed)).to.equal('x');
    expect(JSON.parse((await run(['--json', 'key', 'rotate'], { TOLK_KEY: next })).out)).to.include({ rewrapped: 0, left: 0 });
  });

  it('refuses in one line without the key in force, and gives that up when told to', async () => {
    await seal(scope({ TOLK_KEY: old }), 'x');
    const refused = await run(['key', 'rotate'], { TOLK_KEY: next });
    expect(refused).to.include({ code: 1, out: '' });
    expect(refused.err).to.match(/^tolk: Secrets are kept under the key \w{12}, [^\n]+ \(TOLK_KEY is \w+\)[^\n]+\n$/);
    const [, id = ''] = /key (\w{12})/.exec(refused.err) ?? [];
    expect(await run(['key', 'abandon', id], { TOLK_KEY: next }))
      .to.include({ code: 0, out: `the key ${id} is given up; 1 data keys are retired with it\n` });
    expect(await open(scope({ TOLK_KEY: next }), await seal(scope({ TOLK_KEY: next }), 'y'))).to.equal('y');
  });

  it('has a doctor who tells whether it opens the data keys', async () => {
    const examine = (env: Env) => run(['doctor'], env);
    expect((await examine({})).out).to.match(/ok +secrets: none is kept yet/);
    await seal(scope({ TOLK_KEY: old }), 'x');
    expect((await examine({ TOLK_KEY: old })).out).to.match(/ok +secrets: TOLK_KEY opens all 1 data keys/);
    expect((await examine({ TOLK_KEY: next, TOLK_KEY_OLD: old })).out)
      .to.match(/warn +secrets: TOLK_KEY_OLD is still the key in force: tolk key rotate ends the change/);
    const wrong = await examine({ TOLK_KEY: next });
    expect(wrong.code).to.equal(1);
    expect(wrong.out).to.match(/fail +secrets: Secrets are kept under the key \w{12}, which is not known here/);
    await database.sql('data_key').update({ wrapped: Buffer.alloc(60) });
    const broken = await examine({ TOLK_KEY: old });
    expect(broken.code).to.equal(1);
    expect(broken.out).to.match(/fail +secrets: data key 1 of brand \d+ for location was changed in the store/)
      .and.not.match(/opens all/);
  });
});
