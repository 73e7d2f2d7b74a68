import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { ADDRESS, countQuestions, openAccess, refusal, standingClock } from './access-support.ts';

const HOUR = 60 * 60 * 1000;

describe('the last use of tokens', () => {
  let database: TestDatabase;
  let brand: Brand;
  let made: MadeToken;

  before(async () => {
    database = await testDatabase();
  });
  after(() => database.drop());
  beforeEach(async () => {
    brand = await makeBrand(database.sql);
    made = await makeToken(database.sql, { brand });
    await database.sql('app_user').update({ last_active_at: database.sql.raw(`now() - interval '10 days'`) });
  });

  /** Hours since the last use of the token and the last activity of its owner. */
  async function ages({ id } = made): Promise<{ used: number | null; active: number }> {
    const { rows: [row] } = await database.sql.raw<{ rows: { used: number | null; active: number }[] }>(`
      select round(extract(epoch from now() - t.last_used_at) / 3600)::int as used,
        round(extract(epoch from now() - u.last_active_at) / 3600)::int as active
      from token t join app_user u on u.id = t.user_id where t.id = ?`, [id]);
    return row!;
  }

  it('is written with that of their owners in two statements, whatever the number of calls and tokens', async () => {
    const sql = database.another();
    const access = openAccess(sql);
    const more = await Promise.all([1, 2, 3, 4].map(() => makeToken(database.sql, { brand, user: made.user })));
    const tokens = [made, ...more];
    for (let i = 0; i < 10; i++) for (const { token } of tokens) await access.session(token, ADDRESS);
    expect(await ages()).to.deep.equal({ used: null, active: 240 });

    const questions = countQuestions(sql);
    await access.flush();
    expect(questions()).to.equal(2);
    for (const token of tokens) expect(await ages(token)).to.deep.equal({ used: 0, active: 0 });

    await access.flush();
    expect(questions()).to.equal(2);
    await access.stop();
  });

  it('is written by itself from time to time', async () => {
    const access = openAccess(database.sql, { settings: { ACTIVITY_FLUSH: '100' } });
    await access.session(made.token, ADDRESS);
    await until(async () => (await ages()).used === 0);
    await access.stop();
  });

  it('is written when the instance stops', async () => {
    const access = openAccess(database.sql);
    await access.session(made.token, ADDRESS);
    await access.stop();
    expect(await ages()).to.deep.equal({ used: 0, active: 0 });
  });

  it('is the time of the call, not that of the write', async () => {
    const clock = standingClock();
    const access = openAccess(database.sql, { clock });
    await access.session(made.token, ADDRESS);
    clock.pass(5 * HOUR);
    await access.stop();
    expect(await ages()).to.deep.equal({ used: 5, active: 5 });
  });

  it('never goes back when instances write in another order than they were called', async () => {
    const [early, late] = [standingClock(), standingClock()];
    const first = openAccess(database.sql, { clock: early });
    const second = openAccess(database.another(), { clock: late });
    await first.session(made.token, ADDRESS);
    await second.session(made.token, ADDRESS);
    early.pass(7 * HOUR);
    late.pass(2 * HOUR);
    await second.stop();
    await first.stop();
    expect(await ages()).to.deep.equal({ used: 2, active: 2 });
  });

  it('is written by many instances at once without loss', async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => makeToken(database.sql, { brand })));
    const instances = Array.from({ length: 6 }, () => openAccess(database.sql, { settings: { GUESS_LIMIT: '1000' } }));
    for (let round = 0; round < 5; round++) {
      await database.sql('token').update({ last_used_at: null });
      await Promise.all(instances.map(async (access, i) => {
        const order = i % 2 === 0 ? tokens : tokens.toReversed();
        for (const { token } of order) await access.session(token, ADDRESS);
        await access.flush();
      }));
      const lost = await database.sql('token').whereIn('id', tokens.map(({ id }) => id)).whereNull('last_used_at').pluck('id');
      expect(lost).to.deep.equal([]);
    }
    await Promise.all(instances.map((access) => access.stop()));
  });

  it('is not that of a refused call', async () => {
    const limited = await makeToken(database.sql, { brand, allow: ['10.0.0.0/8'] });
    await database.sql('app_user').update({ last_active_at: database.sql.raw(`now() - interval '10 days'`) });
    const access = openAccess(database.sql);
    expect(await refusal(() => access.session(limited.token, '192.0.2.1'))).to.equal('TOKEN_UNKNOWN');
    await access.stop();
    expect(await ages(limited)).to.deep.equal({ used: null, active: 240 });
  });
});
