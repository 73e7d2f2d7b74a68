import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { asking, complaint, nextPage, refusal, type Ask } from '../rest-management/support.ts';
import { makeToken } from '../support/access.ts';
import { scopeOf } from '../support/scope.ts';
import { openRunsDoor, type RunsDoor } from './rest-support.ts';
import { start, stored, testKind } from './support.ts';

describe('runs and schedules by REST', () => {
  let door: RunsDoor;
  let brand: Brand;
  let ask: Ask;
  before(async () => {
    door = await openRunsDoor(testKind(new Map([['7', 'all customers'], ['8', 'some']])));
  });
  after(() => door.stop());
  beforeEach(async () => {
    ({ brand, ask } = await door.manager());
  });

  const wish = { name: 'Every night', kind: 'test', subject: 'all customers', rule: 'daily 02:30' };
  const run = () => start(scopeOf(door.db.sql, brand, { actor: 'An', door: 'rest' }), { subjectId: '7', input: { a: 1 } });

  it('a schedule is made, read, changed and removed', async () => {
    const made = await ask('POST', '/schedules', wish);
    expect(made.status).to.equal(201);
    const { id } = made.body as { id: string };
    expect(made.headers.get('location')).to.equal(`${door.url}/api/v1/schedules/${id}`);
    expect(made.body).to.include({ name: 'Every night', kind: 'test', subjectId: '7', missed: 'once', isOn: true });
    expect((await ask('GET', '/schedules')).body).to.deep.equal([made.body]);
    expect((await ask('GET', `/schedules/${id}`)).body).to.deep.equal(made.body);
    expect((await ask('GET', '/schedules/every%20NIGHT')).body).to.deep.equal(made.body);
    const changed = await ask('PATCH', '/schedules/Every%20night', { isOn: false, subject: '8', missed: 'skip' });
    expect(changed.body).to.deep.include({ id, rule: 'daily 02:30', isOn: false, subjectId: '8', missed: 'skip', nextDueAt: null });
    expect(await door.db.sql('schedule').where({ id }).first('is_on', 'missed')).to.deep.equal({ is_on: false, missed: 'skip' });
    expect((await ask('DELETE', `/schedules/${id}`)).status).to.equal(204);
    expect(refusal(await ask('GET', `/schedules/${id}`))).to.equal('404 SCHEDULE_NOT_FOUND');
    expect(await door.db.sql('schedule').where({ id })).to.deep.equal([]);
  });

  it('a schedule is refused with what is wrong, and nothing is stored', async () => {
    const refusals: readonly (readonly [object, string, string])[] = [
      [{ rule: 'daily 24:00' }, '400 FIELD_VALUE', 'Invalid value for hour: 24'],
      [{ rule: '0 0 30 2 *' }, '400 FIELD_VALUE', 'never comes'],
      [{ kind: 'import' }, '400 FIELD_VALUE', 'is none of test'],
      [{ subject: 'nobody' }, '404 GROUP_NOT_FOUND', 'nobody'],
      [{ missed: 'twice' }, '400 FIELD_VALUE', 'missed'],
      [{ cron: '* * * * *' }, '400 FIELD_VALUE', 'cron'],
    ];
    for (const [part, code, text] of refusals) {
      const answer = await ask('POST', '/schedules', { ...wish, ...part });
      expect(refusal(answer)).to.equal(code);
      expect(complaint(answer)).to.contain(text);
    }
    await ask('POST', '/schedules', wish);
    expect(refusal(await ask('POST', '/schedules', wish))).to.equal('409 SCHEDULE_EXISTS');
    expect(await door.db.sql('schedule').where({ brand_id: brand.id })).to.have.length(1);
  });

  it('runs are read, newest first, a page at a time', async () => {
    const ids = [await run(), await run(), await run()].reverse();
    const first = await ask('GET', '/runs?limit=2&kind=test&subject=7');
    expect((first.body as { id: string }[]).map(({ id }) => id)).to.deep.equal(ids.slice(0, 2));
    const second = await ask('GET', nextPage(first) ?? '');
    expect((second.body as { id: string }[]).map(({ id }) => id)).to.deep.equal(ids.slice(2));
    expect(nextPage(second)).to.equal(undefined);
    expect((await ask('GET', `/runs/${ids[0]}`)).body).to.deep.equal({
      ...(first.body as object[])[0], id: ids[0], kind: 'test', subjectId: '7', name: 'a test', state: 'queued', attempt: 0,
      startedBy: 'An', door: 'rest', scheduleId: null, dueAt: null, counters: {}, progress: null, files: [], error: null,
      cancelRequestedAt: null, startedAt: null, retryAt: null, endedAt: null,
    });
    expect((await ask('GET', '/runs?state=dead')).body).to.deep.equal([]);
    expect(refusal(await ask('GET', '/runs?state=lost'))).to.equal('400 FIELD_VALUE');
    expect(refusal(await ask('GET', '/runs?limit=1001'))).to.equal('400 FIELD_VALUE');
    expect(refusal(await ask('GET', '/runs/999999999'))).to.equal('404 RUN_NOT_FOUND');
  });

  it('a run is cancelled, and goes on', async () => {
    const id = await run();
    expect((await ask('POST', `/runs/${id}/cancel`)).body).to.include({ id, state: 'cancelled' });
    expect(refusal(await ask('POST', `/runs/${id}/cancel`))).to.equal('409 RUN_NOT_CANCELLED');
    expect((await stored(door.db.sql, id)).state).to.equal('cancelled');
    expect((await ask('POST', `/runs/${id}/retry`)).body).to.include({ id, state: 'queued', endedAt: null });
    expect(refusal(await ask('POST', `/runs/${id}/retry`))).to.equal('409 RUN_NOT_RETRIED');
    expect((await stored(door.db.sql, id)).state).to.equal('queued');
  });

  it('nothing is there for another brand, or without the right to manage', async () => {
    const id = await run();
    await ask('POST', '/schedules', wish);
    const other = await door.manager();
    expect((await other.ask('GET', '/runs')).body).to.deep.equal([]);
    expect((await other.ask('GET', '/schedules')).body).to.deep.equal([]);
    for (const [method, path] of [
      ['GET', `/runs/${id}`], ['POST', `/runs/${id}/cancel`], ['POST', `/runs/${id}/retry`],
      ['GET', '/schedules/Every%20night'], ['DELETE', '/schedules/Every%20night'],
    ] as const) expect((await other.ask(method, path)).status, path).to.equal(404);
    const { token } = await makeToken(door.db.sql, { brand });
    for (const path of ['/runs', '/schedules', `/runs/${id}`]) {
      expect(refusal(await asking(door.url, token)('GET', path))).to.equal('403 RIGHT_MISSING');
    }
    expect((await stored(door.db.sql, id)).state).to.equal('queued');
  });
});
