import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { revokeToken, type Access } from '../../src/access/index.ts';
import { Guesses } from '../../src/access/guesses.ts';
import type { Brand, Store } from '../../src/db/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { ADDRESS, countQuestions, openAccess, operator, refusal, standingClock } from './access-support.ts';

describe('guessing of tokens', () => {
  let database: TestDatabase;
  let brand: Brand;
  let sql: Store;
  let access: Access;
  let clock: ReturnType<typeof standingClock>;
  let questions: () => number;

  before(async () => {
    database = await testDatabase();
    brand = await makeBrand(database.sql);
  });
  after(() => database.drop());
  beforeEach(() => {
    sql = database.another();
    clock = standingClock();
    access = openAccess(sql, { clock, settings: { ACCESS_CACHE_TIME: '5000' } });
    questions = countQuestions(sql);
  });
  afterEach(() => access.stop());

  const guess = (address = ADDRESS) => refusal(() => access.session(randomUUID(), address));
  const guessTimes = async (times: number, address = ADDRESS) => {
    for (let i = 0; i < times; i++) expect(await guess(address)).to.equal('TOKEN_UNKNOWN');
  };

  it('costs the database 20 look-ups a minute per address', async () => {
    await guessTimes(20);
    expect(questions()).to.equal(20);
    await guessTimes(30);
    expect(questions()).to.equal(20);
    await guessTimes(1, '192.0.2.2');
    expect(questions()).to.equal(21);
  });

  it('shuts out good tokens that were not seen yet, for the rest of the minute', async () => {
    const { token, id } = await makeToken(database.sql, { brand });
    await guessTimes(20);
    clock.pass(59_999);
    expect(await refusal(() => access.session(token, ADDRESS))).to.equal('TOKEN_UNKNOWN');
    clock.pass(1);
    expect((await access.session(token, ADDRESS)).tokenId).to.equal(id);
  });

  it('counts any minute, not that of the clock', async () => {
    await guessTimes(10);
    clock.pass(40_000);
    await guessTimes(10);
    clock.pass(20_000); // the first ten are a minute old
    await guessTimes(15);
    expect(questions()).to.equal(30);
  });

  it('does not touch good tokens in use, also when their seconds in the cache are over', async () => {
    const { token, id } = await makeToken(database.sql, { brand });
    await access.session(token, ADDRESS);
    await guessTimes(25);
    const before = questions();
    expect(access.session(token, ADDRESS)).not.to.be.instanceOf(Promise);
    clock.pass(5000);
    expect((await access.session(token, ADDRESS)).tokenId).to.equal(id);
    expect(questions()).to.equal(before + 1);

    await revokeToken(database.sql, operator, brand.id, id);
    clock.pass(5000);
    expect(await refusal(() => access.session(token, ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(await refusal(() => access.session(token, ADDRESS))).to.equal('TOKEN_UNKNOWN');
    expect(questions()).to.equal(before + 2);
  });

  it('holds for guesses that come all at once', async () => {
    await Promise.all(Array.from({ length: 200 }, () => guess()));
    expect(questions()).to.equal(20);
  });

  it('lets any number of good tokens in at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 60 }, () => makeToken(database.sql, { brand })));
    const sessions = await Promise.all(tokens.map(async ({ token }) => access.session(token, ADDRESS)));
    expect(sessions.map(({ tokenId }) => tokenId)).to.deep.equal(tokens.map(({ id }) => id));
  });

  it('is counted by the /64 of an IPv6 address, and by the IPv4 address however it is written', async () => {
    for (let i = 0; i < 20; i++) await guess(`2001:db8:1:2:${i}::1`);
    await guessTimes(1, '2001:db8:1:2::ffff');
    expect(questions()).to.equal(20);
    await guessTimes(1, '2001:db8:1:3::1');
    expect(questions()).to.equal(21);

    for (let i = 0; i < 10; i++) await guessTimes(1, '::ffff:198.51.100.7');
    for (let i = 0; i < 10; i++) await guessTimes(1, '::ffff:c633:6407');
    await guessTimes(5, '198.51.100.7');
    expect(questions()).to.equal(41);
  });

  it('follows the settings', async () => {
    const other = openAccess(sql, { clock, settings: { GUESS_LIMIT: '3', GUESS_WINDOW: '1000' } });
    const wrong = () => refusal(() => other.session(randomUUID(), ADDRESS));
    for (let i = 0; i < 5; i++) await wrong();
    expect(questions()).to.equal(3);
    clock.pass(1000);
    for (let i = 0; i < 5; i++) await wrong();
    expect(questions()).to.equal(6);
    await other.stop();
  });
});

describe('the memory of wrong tokens', () => {
  const limits = { GUESS_LIMIT: 2, GUESS_WINDOW: 60_000, GUESS_ADDRESSES: 3 };
  const wrong = () => Promise.resolve(undefined);
  const looks = async (guesses: Guesses, address: string) => {
    let looked = false;
    await guesses.attempt(address, () => {
      looked = true;
      return Promise.resolve('found');
    });
    return looked;
  };

  it('holds no more than GUESS_ADDRESSES addresses and forgets the one heard longest ago', async () => {
    const guesses = new Guesses(limits, standingClock());
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) {
      await guesses.attempt(address, wrong);
      await guesses.attempt(address, wrong);
    }
    expect(await looks(guesses, '192.0.2.1')).to.equal(false);
    expect(await looks(guesses, '192.0.2.4')).to.equal(true);
    expect(await looks(guesses, '192.0.2.3')).to.equal(false);
    expect(await looks(guesses, '192.0.2.1')).to.equal(false);
    expect(await looks(guesses, '192.0.2.2')).to.equal(true);
  });

  it('does not count a look-up that failed', async () => {
    const guesses = new Guesses(limits, standingClock());
    const away = () => Promise.reject(new Error('away'));
    for (let i = 0; i < 5; i++) await guesses.attempt('192.0.2.1', away).catch(() => undefined);
    expect(await looks(guesses, '192.0.2.1')).to.equal(true);
  });
});
