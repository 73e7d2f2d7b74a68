import { expect } from 'chai';
import { requireRight, RIGHTS, setBrand, type Access, type Session } from '../../src/access/index.ts';
import { ACTIVE_BY_HASH } from '../../src/access/token/find-token.ts';
import { TokenCache } from '../../src/access/token/cache.ts';
import type { Brand } from '../../src/db/index.ts';
import { TolkError } from '../../src/errors.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { ADDRESS, countQuestions, openAccess, refusal, standingClock } from './access-support.ts';

describe('a session', () => {
  let database: TestDatabase;
  let brand: Brand;
  let access: Access;

  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());
  beforeEach(() => {
    access = openAccess(database.sql);
  });
  afterEach(() => access.stop());

  it('belongs to the brand of its token alone', async () => {
    const other = await makeBrand(database.sql, { timeZone: 'America/New_York', settings: { smsOptIn: 'N' } });
    const [here, there] = [await makeToken(database.sql, { brand }), await makeToken(database.sql, { brand: other })];
    expect((await access.session(here.token, ADDRESS)).brand).to.deep.equal(brand);
    expect((await access.session(there.token, ADDRESS)).brand).to.deep.equal(other);
    expect(other).to.include({ timeZone: 'America/New_York' });
    expect(other.settings).to.include({ smsOptIn: 'N', optIn: 'Y' });
  });

  for (const [what, token, code] of [
    ['an empty token', '', 'TOKEN_MISSING'],
    ['a blank token', ' ', 'TOKEN_UNKNOWN'],
    ['123', '123', 'TOKEN_UNKNOWN'],
    ['a UUID nobody made', '6f9619ff-8b86-d011-b42d-00c04fc964ff', 'TOKEN_UNKNOWN'],
    ['a huge token', 'x'.repeat(1_000_000), 'TOKEN_UNKNOWN'],
    ['U+0000 and a lone surrogate', 'a\u0000b\ud800', 'TOKEN_UNKNOWN'],
    ['a quote', `' or 1 = 1 --`, 'TOKEN_UNKNOWN'],
    ['__proto__', '__proto__', 'TOKEN_UNKNOWN'],
  ] as const) {
    it(`is refused for ${what}`, async () => {
      expect(await refusal(() => access.session(token, ADDRESS))).to.equal(code);
    });
  }

  it('compares tokens exactly', async () => {
    const { token } = await makeToken(database.sql, { brand });
    expect(await refusal(() => access.session(` ${token}`, ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(await refusal(() => access.session(token.toUpperCase(), ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect((await access.session(token, ADDRESS)).brand.id).to.equal(brand.id);
  });

  it('opens for any token text that the store knows, such as one that came from the old service', async () => {
    const { id } = await makeToken(database.sql, { brand });
    const old = '1-6f9619ff-8b86-d011-b42d-00c04fc964ff ü';
    await database.sql.raw(`update token set hash = sha256(convert_to(?, 'UTF8')) where id = ?`, [old, id]);
    expect((await access.session(old, ADDRESS)).tokenId).to.equal(id);
  });

  it('looks at no token longer than TOKEN_LENGTH', async () => {
    const { id } = await makeToken(database.sql, { brand });
    await database.sql.raw(`update token set hash = sha256(?) where id = ?`, ['x'.repeat(41), id]);
    const strict = openAccess(database.sql, { settings: { TOKEN_LENGTH: '40' } });
    expect(await refusal(() => strict.session('x'.repeat(41), ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect((await access.session('x'.repeat(41), ADDRESS)).tokenId).to.equal(id);
    await strict.stop();
  });

  it('keeps the text of a token nowhere in the store', async () => {
    const { token, id } = await makeToken(database.sql, { brand });
    const { rows: [row] } = await database.sql.raw<{ rows: { text: string; right: boolean }[] }>(
      `select t::text as text, hash = sha256(convert_to(?, 'UTF8')) as right from token t where id = ?`, [token, id]);
    expect(row).to.include({ right: true });
    expect(row?.text).not.to.contain(token);
    expect(token).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('has all rights but model and manage unless said otherwise, and names the one it lacks', async () => {
    const usual = await access.session((await makeToken(database.sql, { brand })).token, ADDRESS);
    expect(RIGHTS.filter((right) => !usual.rights.has(right))).to.deep.equal(['model', 'manage']);
    requireRight(usual, 'data.write', 'customer_insert');

    const reader = await access.session((await makeToken(database.sql, { brand, rights: ['data.read'] })).token, ADDRESS);
    expect([...reader.rights]).to.deep.equal(['data.read']);
    const lacks = () => requireRight(reader, 'data.write', 'customer_insert');
    expect(lacks).to.throw(TolkError, 'This token lacks the right data.write, which customer_insert needs');
    expect(await refusal(lacks)).to.equal('RIGHT_MISSING');
  });

  it('is answered at once and without the database for some seconds, then asked for again', async () => {
    const clock = standingClock();
    const sql = database.another();
    const timed = openAccess(sql, { clock, settings: { ACCESS_CACHE_TIME: '5000' } });
    const { token, id } = await makeToken(database.sql, { brand });
    const first = await timed.session(token, ADDRESS);
    const questions = countQuestions(sql);

    clock.pass(4999);
    expect(timed.session(token, ADDRESS)).to.equal(first);
    await database.sql('token').where({ id }).update({ revoked_at: database.sql.fn.now() });
    expect(timed.session(token, ADDRESS)).to.equal(first);
    expect(questions()).to.equal(0);

    clock.pass(1);
    expect(await refusal(() => timed.session(token, ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(questions()).to.equal(1);
    await timed.stop();
  });

  it('is not remembered past the expiry of its token', async () => {
    const clock = standingClock();
    const timed = openAccess(database.sql, { clock, settings: { ACCESS_CACHE_TIME: '600000' } });
    const { token, id } = await makeToken(database.sql, { brand });
    await database.sql.raw(`update token set expires_at = now() + interval '1 minute' where id = ?`, [id]);
    await timed.session(token, ADDRESS);
    clock.pass(50_000);
    expect(timed.session(token, ADDRESS)).not.to.be.instanceOf(Promise);
    clock.pass(10_000);
    expect(timed.session(token, ADDRESS)).to.be.instanceOf(Promise);
    await timed.stop();
  });

  it('is asked for once by all who wait for the same token', async () => {
    const sql = database.another();
    const shared = openAccess(sql);
    const { token } = await makeToken(database.sql, { brand });
    const questions = countQuestions(sql);
    const all = await Promise.all(Array.from({ length: 50 }, async () => shared.session(token, ADDRESS)));
    expect(new Set(all).size).to.equal(1);
    expect(questions()).to.equal(1);
    await shared.stop();
  });

  it('remembers no more than ACCESS_CACHE_SIZE tokens', async () => {
    const sql = database.another();
    const small = openAccess(sql, { settings: { ACCESS_CACHE_SIZE: '2' } });
    const tokens = await Promise.all([1, 2, 3].map(() => makeToken(database.sql, { brand })));
    for (const { token } of tokens) await small.session(token, ADDRESS);
    const isKept = (token: string) => !(small.session(token, ADDRESS) instanceof Promise);
    expect([tokens[2], tokens[1]].map((made) => isKept(made!.token))).to.deep.equal([true, true]);
    expect(isKept(tokens[0]!.token)).to.equal(false);
    await small.stop();
  });

  it('shows new settings of its brand when it is asked for again', async () => {
    const clock = standingClock();
    const timed = openAccess(database.sql, { clock });
    const own = await makeBrand(database.sql);
    const { token } = await makeToken(database.sql, { brand: own });
    const before: Session = await timed.session(token, ADDRESS);
    await setBrand(database.sql, own.id, { timeZone: 'UTC', settings: { unknownOptions: 'fault' } });
    clock.pass(5000);
    const after = await timed.session(token, ADDRESS);
    expect([before.brand.timeZone, after.brand.timeZone]).to.deep.equal(['Europe/Amsterdam', 'UTC']);
    expect(after.brand.settings.unknownOptions).to.equal('fault');
    await timed.stop();
  });

  it('is found by the index on the hash, not by looking through tokens', async () => {
    await database.sql.raw(`
      insert into token (brand_id, user_id, hash, rights)
      select ?, (select min(id) from app_user), sha256(n::text::bytea), '{data.read}' from generate_series(1, 20000) n`, [brand.id]);
    await database.sql.raw('analyze token, brand, app_user');
    const { token } = await makeToken(database.sql, { brand });
    const plan = await database.sql.transaction(async (trx) => {
      await trx.raw('set local plan_cache_mode = force_generic_plan');
      await trx.raw(`prepare session (text, float8) as ${ACTIVE_BY_HASH.text.replaceAll('?', '\\?')}`);
      const { rows } = await trx.raw<{ rows: { 'QUERY PLAN': string }[] }>(
        `explain (analyze, buffers, costs off) execute session (encode(sha256('${token}'), 'hex'), 5184000000)`);
      await trx.raw('deallocate session');
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).to.contain('Index Scan using token_by_hash');
    expect(plan).not.to.contain('Seq Scan on token');
  });
});

describe('the cache of tokens', () => {
  const found = { session: {}, use: {}, allows: () => true, expiresIn: Infinity } as never;
  const limits = { ACCESS_CACHE_TIME: 5000, ACCESS_CACHE_SIZE: 10 };

  it('does not believe what was asked before a change and answered after it', async () => {
    const cache = new TokenCache(limits, standingClock());
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const load = cache.load('hash', () => promise.then(() => found));
    cache.distrust();
    let asked = false;
    const second = cache.load('hash', () => {
      asked = true;
      return Promise.resolve(undefined);
    });
    resolve(undefined);
    await Promise.all([load, second]);
    expect(asked).to.equal(true);
    expect(cache.fresh('hash')).to.equal(undefined);
  });
});
