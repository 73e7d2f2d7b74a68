import { expect } from 'chai';
import type { Brand, Scope } from '../../src/db/index.ts';
import { createSchedules } from '../../src/schedule/index.ts';
import { tolk, type Outcome } from '../cli/support.ts';
import { stopAll, workers } from '../jobs/jobs-support.ts';
import { makeBrand } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { scopeOf } from '../support/scope.ts';
import { QUIET, runHandlers, start, stored, testKind } from './support.ts';

describe('tolk run and tolk schedule', () => {
  let db: TestDatabase;
  let brand: Brand;
  let scope: Scope;
  before(async () => {
    db = await testDatabase();
  });
  beforeEach(async () => {
    brand = await makeBrand(db.sql);
    scope = scopeOf(db.sql, brand, { actor: 'An', door: 'rest' });
  });
  afterEach(() => stopAll());
  after(() => db.drop());

  const run = (...args: string[]): Promise<Outcome> =>
    tolk([...args, '--brand', brand.name], { DATABASE_URL: db.url });
  const lines = ({ out }: Outcome) => out.trimEnd().split('\n').map((line) => line.split(/ {2,}/));

  it('list runs, and show, cancel and retry one', async () => {
    const [first, second] = [await start(scope), await start(scope, { name: 'the other' })];
    const listed = lines(await run('run', 'list'));
    expect(listed[0]).to.deep.equal(['id', 'kind', 'name', 'state', 'by', 'created', 'ended', 'counters', 'error']);
    expect(listed.slice(1).map((cells) => cells.slice(0, 5))).to.deep.equal([
      [second, 'test', 'the other', 'queued', 'An'], [first, 'test', 'a test', 'queued', 'An'],
    ]);
    expect(await run('run', 'cancel', first)).to.deep.equal({ code: 0, out: `run ${first} is cancelled\n`, err: '' });
    expect((await stored(db.sql, first)).state).to.equal('cancelled');
    expect(JSON.parse((await run('--json', 'run', 'list', '--state', 'cancelled', '--limit', '1')).out))
      .to.have.nested.property('[0].id', first);
    expect((await run('run', 'show', first)).out).to.contain('state: cancelled\n');
    expect((await run('run', 'retry', first)).out).to.equal(`run ${first} is queued\n`);
    expect(await run('run', 'retry', first)).to.deep.include({ code: 1, out: '' });
    expect((await run('run', 'show', '999')).err).to.equal('tolk: Run 999 not found\n');
    expect((await run('run', 'list', '--state', 'lost')).code).to.equal(2);
  });

  it('follow a run to its end, which is the end of the command', async () => {
    const [good, bad] = [await start(scope, { name: 'good' }), await start(scope, { name: 'bad' })];
    expect((await run('run', 'cancel', bad)).code).to.equal(0);
    const following = run('run', 'show', good, '--follow');
    workers(db.url, runHandlers(db.sql, testKind(new Map(), async ({ step }) => {
      await step(() => Promise.resolve(), () => ({ counters: { written: 3 } }));
    })));
    const followed = await following;
    expect(followed.code).to.equal(0);
    expect(followed.out).to.contain('state: done\n').and.to.contain('written: 3\n');
    expect(await run('run', 'show', bad, '--follow')).to.deep.include({ code: 1, err: `tolk: Run ${bad} is cancelled\n` });
  });

  it('list, change and remove schedules', async () => {
    const kinds = testKind(new Map([['7', 'all customers']]));
    const { create } = createSchedules({ kinds, log: QUIET });
    const { id } = await create(scope, { name: 'Every night', kind: 'test', subject: '7', rule: 'daily 02:30' });
    expect(lines(await run('schedule', 'list')).map((cells) => cells.slice(0, 6))).to.deep.equal([
      ['id', 'name', 'kind', 'subject', 'rule', 'missed'], [id, 'Every night', 'test', '7', 'daily 02:30', 'once'],
    ]);
    const set = await run('schedule', 'set', 'every night', '--rule', 'hourly :15', '--missed', 'skip', '--name', 'Hourly');
    expect(set).to.have.property('out').that.match(/^schedule Hourly is next due at \d{4}-\d\d-\d\d \d\d:15:00\n$/);
    expect((await run('schedule', 'set', id, '--off')).out).to.equal('schedule Hourly is off\n');
    expect(await db.sql('schedule').where({ id }).first('name', 'rule', 'missed', 'is_on', 'next_due_at'))
      .to.deep.equal({ name: 'Hourly', rule: 'hourly :15', missed: 'skip', is_on: false, next_due_at: null });
    expect((await run('schedule', 'set', id, '--on', '--off')).code).to.equal(2);
    expect((await run('schedule', 'remove', 'Hourly')).out).to.equal('removed schedule Hourly\n');
    expect((await run('schedule', 'remove', 'Hourly')).err).to.equal('tolk: Schedule Hourly not found\n');
    expect((await run('schedule', 'list')).out).to.equal('');
  });

  it('refuse a schedule of nothing in one line', async () => {
    const refused = await run('schedule', 'add', 'x', '--kind', 'nothing', '--subject', 'y', '--rule', 'daily');
    expect(refused).to.deep.include({ code: 1, out: '' });
    expect(refused.err).to.match(/^tolk: Field kind: is none of .*\(nothing\)\n$/);
    expect(await db.sql('schedule').where({ brand_id: brand.id })).to.deep.equal([]);
  });
});
