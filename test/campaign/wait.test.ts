import { expect } from 'chai';
import { setOffCampaign } from '../../src/campaign/index.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { campaigner, type Campaigner } from './support.ts';

describe('the campaign object wait', () => {
  let database: TestDatabase;
  let mine: Campaigner;

  before(async () => {
    database = await testDatabase();
  });
  beforeEach(async () => {
    mine = await campaigner(database.sql);
  });
  after(() => database.drop());

  /** What customers who come now wait for: a time in the zone of the brand, or the exit by which they leave at once. */
  async function waits(settings: object, ...customers: object[]): Promise<string[]> {
    const customerIds = await mine.customers(...customers);
    const { id } = await mine.run(
      [['in', 'startEvent', {}, { continue: 'rest' }], ['rest', 'wait', settings]],
      { name: `wait ${JSON.stringify(settings)}`, fields: [{ name: 'day' }] },
    );
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables: {} }));
    await mine.step();
    const { rows } = await mine.sql.raw<{ rows: { text: string }[] }>(`
      select coalesce(w.exit, to_char(p.due_at at time zone ?, 'YYYY-MM-DD HH24:MI:SS')) as text
      from campaign_member m
      left join campaign_place p on p.campaign_id = m.campaign_id and p.customer_id = m.customer_id
      left join campaign_way w on w.campaign_id = m.campaign_id and w.customer_id = m.customer_id and w.object_id = (
        select id from campaign_object o where o.campaign_id = m.campaign_id and o.key = 'rest')
      where m.campaign_id = ? order by m.customer_id`, [mine.scope.brand.timeZone, id]);
    return rows.map(({ text }) => text);
  }

  /** A time seen from now, as the clocks of the brand show it. */
  async function clock(sql: string): Promise<string> {
    const { rows } = await mine.sql.raw<{ rows: [{ text: string }] }>(
      `select to_char(${sql}, 'YYYY-MM-DD HH24:MI:SS') as text from (select now() at time zone ? as now) as clock`,
      [mine.scope.brand.timeZone],
    );
    return rows[0].text;
  }

  it('rests for a time, none is none', async () => {
    const then = () => clock(`now + interval '2 days 1 hour'`);
    const before = await then();
    const [due = ''] = await waits({ for: { days: 2, hours: 1 } }, {});
    expect(before <= due && due <= await then(), due).to.equal(true);
    expect(await waits({ for: { minutes: 0 } }, {}, {})).to.deep.equal(['continue', 'continue']);
  });

  it('rests until a moment, and a time of the day', async () => {
    expect(await waits({ until: '2096-03-25 01:30:00' }, {})).to.deep.equal(['2096-03-25 01:30:00']);
    expect(await waits({ until: '2096-03-25 10:30:00', at: '09:00' }, {})).to.deep.equal(['2096-03-26 09:00:00']);
    expect(await waits({ until: '2096-03-25 00:00:00', at: '00:00' }, {})).to.deep.equal(['2096-03-25 00:00:00']);
    expect(await waits({ until: '2020-01-01 00:00:00' }, {})).to.deep.equal(['continue']);
  });

  it('rests until a day of the week', async () => {
    // 2096-03-25 is a Sunday
    expect(await waits({ until: '2096-03-25 10:00:00', weekdays: ['tuesday', 'friday'], at: '08:15' }, {}))
      .to.deep.equal(['2096-03-27 08:15:00']);
    expect(await waits({ until: '2096-03-25 10:00:00', weekdays: ['sunday'] }, {})).to.deep.equal(['2096-03-25 10:00:00']);
    expect(await waits({ until: '2096-03-25 10:00:00', weekdays: ['sunday'], at: '09:00' }, {}))
      .to.deep.equal(['2096-04-01 09:00:00']);
  });

  it('rests for a date of each customer', async () => {
    const found = await waits(
      { date: { of: 'option.trip', days: -7 }, at: '09:00' },
      { options: [{ name: 'trip', value: '2096-05-08' }] }, { options: [{ name: 'trip', value: '2020-05-08' }] },
      { options: [{ name: 'trip', value: '2096-02-31' }] }, {},
    );
    expect(found).to.deep.equal(['2096-05-01 09:00:00', 'continue', 'noDate', 'noDate']);
  });

  it('rests until the next birthday', async () => {
    const [ahead, back] = [`now + interval '9 days'`, `now - interval '9 days'`];
    const born = (day: string) => `to_char(${day} - interval '40 years', 'YYYY-MM-DD')`;
    const next = (day: string) => `to_char(${day}, 'YYYY-MM-DD')`;
    // All at one moment: it may be midnight.
    const days = [born(ahead), born(back), next(ahead), next(`${back} + interval '1 year'`)];
    const { rows: [{ all: [soon, past, ...expected] }] } = await mine.sql.raw<{ rows: [{ all: string[] }] }>(
      `select array[${days.join()}] as all from (select now() at time zone ? as now) as clock`, [mine.scope.brand.timeZone]);
    const found = await waits({ date: { of: 'field.birthday', yearly: true }, at: '23:59' }, { birthday: soon }, { birthday: past }, {});
    expect(found).to.deep.equal([...expected.map((one) => `${one} 23:59:00`), 'noDate']);
  });

  it('keeps a birthday on 29 February on the 28th in other years', async () => {
    const [due = ''] = await waits({ date: { of: 'field.birthday', yearly: true, days: 0 }, at: '23:59' }, { birthday: '2000-02-29' });
    expect(due).to.match(/^\d{4}-02-2[89] 23:59:00$/);
    expect(due.slice(8, 10)).to.equal(new Date(Number(due.slice(0, 4)), 1, 29).getMonth() === 1 ? '29' : '28');
  });
});
