import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { maintainPages, PageRates } from '../../src/campaign/index.ts';
import { TolkError } from '../../src/errors.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];
const LIMITS = { PAGE_CALLS: 4, PAGE_CALLS_EACH: 2, PAGE_CALLERS: 2, PAGE_WINDOW: 60_000 };

describe('calls of public pages', () => {
  let database: TestDatabase;
  let now: number;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    now = 1000;
    await database.sql('page_call').delete();
  });
  after(() => database.drop());

  const instance = (limits: Partial<typeof LIMITS> = {}) => new PageRates({ ...LIMITS, ...limits }, () => now);
  /** Seconds to wait; 0: it was taken. */
  async function call(rates: PageRates, caller: string, address = A): Promise<number> {
    try {
      await rates.take(database.sql, caller, address);
      return 0;
    } catch (error) {
      if (error instanceof TolkError && error.code === 'PAGE_BUSY') return Number(error.details['seconds']);
      throw error;
    }
  }
  const stored = async () => Object.fromEntries((await database.sql('page_call').select('what', 'calls') as { what: string; calls: number }[])
    .map(({ what, calls }) => [what.slice(0, 6), calls]));
  const pass = (time: string) => database.sql.raw(`update page_call set until = until - ?::interval`, [time]);

  it('are counted of each caller at all instances together, and anew when the time is over', async () => {
    const [one, two] = [instance(), instance()];
    expect([await call(one, 'x'), await call(two, 'x', B)]).to.deep.equal([0, 0]);
    for (const rates of [one, two]) expect(await call(rates, 'x')).to.be.within(59, 60);
    expect(await call(one, 'y')).to.equal(0);
    now += 60_001;
    await pass('1 minute');
    expect([await call(one, 'x'), await call(two, 'x')]).to.deep.equal([0, 0]);
    expect(await call(two, 'x')).to.be.above(0);
  });

  it('are counted of each address, of all callers; refused ones count for nobody', async () => {
    const rates = instance();
    const calls = [];
    for (const caller of ['p', 'p', 'p', 'p', 'q', 'q', 'r']) calls.push(await call(rates, caller) === 0);
    expect(calls).to.deep.equal([true, true, false, false, true, true, false]);
    expect(await call(rates, 's', B)).to.equal(0);
    expect(await stored()).to.deep.equal({ 'by p': 3, 'by q': 2, 'by r': 1, 'by s': 1, 'of aaa': 5, 'of bbb': 1 });
  });

  it('count exactly when they come at once', async () => {
    const rates = [instance({ PAGE_CALLS: 7 }), instance({ PAGE_CALLS: 7 })];
    const calls = await Promise.all(Array.from({ length: 20 }, (_, place) => call(rates[place % 2] ?? instance(), `c${place}`)));
    expect(calls.filter((seconds) => seconds === 0)).to.have.length(7);
  });

  it('cost the store nothing while they are refused, for PAGE_CALLERS at a time', async () => {
    const rates = instance({ PAGE_CALLS_EACH: 1, PAGE_CALLS: 100 });
    for (const caller of ['x', 'y', 'z']) await call(rates, caller);
    for (const caller of ['x', 'x', 'y', 'y']) await call(rates, caller);
    expect(await stored()).to.include({ 'by x': 2, 'by y': 2 });
    for (const caller of ['z', 'z', 'x']) await call(rates, caller); // the third takes the place of the two
    expect(await stored()).to.include({ 'by x': 3, 'by z': 2 });
  });

  it('to what is no address count for the caller alone, of any length; those that are over are forgotten', async () => {
    const rates = instance();
    const long = randomBytes(50_000).toString('hex'); // too much for a key of the store, packed too
    expect([await call(rates, 'x', long), await call(rates, long, 'y')]).to.deep.equal([0, 0]);
    expect(Object.values(await stored())).to.deep.equal([1, 1]);
    await maintainPages(database.sql);
    expect(Object.values(await stored())).to.have.length(2);
    await pass('1 minute');
    await maintainPages(database.sql);
    expect(await stored()).to.deep.equal({});
  });
});
