import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { listTokens, tokenActs } from '../../src/access/index.ts';
import { makeBrand, makeUser } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { ADDRESS, openAccess, refusal } from './access-support.ts';

const TOLK = fileURLToPath(new URL('../../src/cli/tolk.js', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('tolk brand, user and token', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());

  const tolk = (...args: string[]) => new Promise<Outcome>((resolve) => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: database.url };
    execFile(process.execPath, [TOLK, ...args], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }));
  });
  const good = async (...args: string[]) => {
    const { code, out, err } = await tolk(...args);
    expect({ code, err }, args.join(' ')).to.deep.equal({ code: 0, err: '' });
    return out;
  };
  const json = async (...args: string[]): Promise<unknown> => JSON.parse(await good('--json', ...args));

  it('lead from nothing to a token that works, and back', async () => {
    expect(await good('brand', 'create', 'Acme', 'timeZone=europe/berlin', 'smsOptIn=N')).to.equal('made brand Acme\n');
    expect(await good('user', 'create', 'web shop', '--brand', 'acme')).to.equal('made user web shop\n');
    const out = await good('token', 'create', '--brand', 'Acme', '--user', 'web shop', '--label', 'live',
      '--rights', 'data.read,manage', '--allow', '192.0.2.0/24', '--allow', '2001:db8::/32', '--expires', '2999-12-31');
    expect(out).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$/);

    const access = openAccess(database.sql, { settings: { ACCESS_CACHE_TIME: '0' } });
    const session = await access.session(out.trim(), ADDRESS);
    expect([...session.rights]).to.deep.equal(['data.read', 'manage']);
    expect(session).to.deep.include({ user: { id: '1', name: 'web shop' } });
    expect(session.brand).to.deep.include({ name: 'Acme', timeZone: 'Europe/Berlin' });
    expect(session.brand.settings.smsOptIn).to.equal('N');
    expect(await refusal(() => access.session(out.trim(), '198.51.100.1'))).to.equal('TOKEN_UNKNOWN');

    const list = await good('token', 'list', '--brand', 'Acme');
    expect(list).to.contain('web shop').and.contain('192.0.2.0/24,2001:db8::/32').and.contain('2999-12-31 00:00:00');
    expect(list).not.to.contain(out.trim());

    expect(await good('user', 'deactivate', 'web shop')).to.contain('is inactive');
    expect(await refusal(() => access.session(out.trim(), ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(await good('user', 'reactivate', 'Web Shop')).to.contain('is active');
    expect((await access.session(out.trim(), ADDRESS)).tokenId).to.equal(session.tokenId);
    expect(await good('token', 'revoke', session.tokenId, '--brand', 'Acme')).to.equal('token 1 is revoked\n');
    expect(await refusal(() => access.session(out.trim(), ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(await good('user', 'delete', 'web shop')).to.contain('dead for good');

    const acts = await tokenActs(database.sql, session.brand.id, session.tokenId);
    expect(acts.map(({ act, door }) => `${act} ${door}`)).to.deep.equal(
      ['created cli', 'activated cli', 'suspended cli', 'revived cli', 'revoked cli']);
    expect(await good('token', 'log', '1', '--brand', 'Acme')).to.contain('suspended').and.contain('revived');
    await access.stop();
  });

  it('speak JSON', async () => {
    const [brand, other] = [await makeBrand(database.sql, { name: 'Json' }), await makeBrand(database.sql, { name: 'Other' })];
    const user = await makeUser(database.sql, [brand], 'json user');
    const made = await json('token', 'create', '--brand', 'Json', '--user', 'json user') as { id: string; token: string };
    expect(Object.keys(made)).to.deep.equal(['id', 'token']);
    expect(await json('token', 'list', '--brand', 'Json')).to.deep.equal(await listTokens(database.sql, brand.id, 0));
    expect(await json('token', 'list', '--brand', 'Other')).to.deep.equal([]);
    expect(await json('brand', 'set', 'Other', 'unknownOptions=fault', 'timeZone=UTC')).to.deep.equal({
      ...other, timeZone: 'UTC', settings: { ...other.settings, unknownOptions: 'fault' },
    });
    expect(await json('brand', 'set', 'Other', 'unknownOptions=default')).to.deep.include({ settings: other.settings });
    await good('user', 'allow', 'json user', '--brand', 'Other');
    await good('user', 'withdraw', 'json user', '--brand', 'Json');
    const users = await json('user', 'list') as { name: string }[];
    expect(users.find(({ name }) => name === user.name)).to.deep.include({ state: 'active', brands: ['Other'] });
    expect(await json('brand', 'list')).to.deep.include(brand);
    expect((await listTokens(database.sql, brand.id, 0)).map(({ state }) => state)).to.deep.equal(['revoked']);
  });

  it('refuse in one line, with an exit code, and leave the store as it was', async () => {
    const brand = await makeBrand(database.sql, { name: 'Strict' });
    const user = await makeUser(database.sql, [brand], 'strict user');
    const state = async () => JSON.stringify(await Promise.all(
      ['brand', 'app_user', 'user_brand', 'token', 'token_log'].map((table) => database.sql(table).select().orderBy(1 as never))));
    await tolk('token', 'create', '--brand', 'Strict', '--user', user.name);
    const [token] = await listTokens(database.sql, brand.id, 0);
    const before = await state();
    const outcomes = await Promise.all(([
      [1, 'There is a brand strict already', ['brand', 'create', 'strict']],
      [1, 'Field optIn: Invalid option: expected one of "Y"|"N" (maybe)', ['brand', 'create', 'New', 'optIn=maybe']],
      [2, 'optIn is not of the form setting=value', ['brand', 'set', 'Strict', 'optIn']],
      [1, 'Brand Nowhere not found', ['user', 'create', 'x', '--brand', 'Nowhere']],
      [1, 'User nobody not found', ['token', 'create', '--brand', 'Strict', '--user', 'nobody']],
      [1, 'Field allow: is no address and no network such as 10.0.0.0/8 (here)',
        ['token', 'create', '--brand', 'Strict', '--user', user.name, '--allow', 'here']],
      [2, `required option '--user <name>' not specified`, ['token', 'create', '--brand', 'Strict']],
      [1, 'Token 999 not found', ['token', 'revoke', token!.id, '999', '--brand', 'Strict']],
      [1, 'Token x not found', ['token', 'log', 'x', '--brand', 'Strict']],
    ] as const).map(async ([code, text, args]) => ({ wanted: { code, out: '', err: `tolk: ${text}\n` }, given: await tolk(...args) })));
    for (const { wanted, given } of outcomes) expect(given).to.deep.equal(wanted);
    expect(await state()).to.equal(before);
  });
});
