import { expect } from 'chai';
import { startRun } from '../../src/schedule/index.ts';
import { hurry } from '../jobs/jobs-support.ts';
import { standing, startGateway, type TestGateway } from '../support/gateway.ts';
import { scopeOf } from '../support/scope.ts';
import { until, untilOneWaits } from '../support/until.ts';
import { slotsOf, start, stored } from './support.ts';

describe('a service', () => {
  let gateway: TestGateway;
  let tick: (minute: Date) => Promise<unknown>;
  before(async () => {
    gateway = await startGateway({
      env: { JOB_CONCURRENCY: '1', RUN_CONCURRENCY: '1', JOB_POLL: '100' },
      startClock(parts) {
        ({ tick } = parts);
        return standing(parts);
      },
    });
  });
  after(() => gateway.stop());

  /** A schedule of an export that is not there. @returns its id */
  async function makeDue(dueAt: string): Promise<string> {
    const { sql, brand } = gateway;
    const [made] = await sql('schedule').insert({
      brand_id: brand.id, name: dueAt, kind: 'export', subject_id: 999, rule: 'hourly', zone: brand.timeZone,
      missed: 'once', is_on: true, next_due_at: dueAt, created_by: 'An', modified_by: 'An',
    }).returning<{ id: string }[]>('id');
    return made!.id;
  }

  it('claims slots and looks after runs at each tick of a brand', async () => {
    const { sql, brand } = gateway;
    const schedule = await makeDue('2026-06-01T10:00:00Z');
    const old = await start(scopeOf(sql, brand));
    await sql('run').where({ id: old }).update({ state: 'done', ended_at: '2020-01-01T00:00:00Z' });
    await tick(new Date('2026-06-01T10:00:00Z'));
    await until(async () => (await slotsOf(sql, schedule)).length > 0);
    expect(await slotsOf(sql, schedule)).to.deep.equal(['2026-06-01T10:00 failed']);
    await until(async () => (await sql('run').where({ id: old })).length === 0);
  });

  it('does a run, and tells of a kind that it does not know', async () => {
    const runId = await start(scopeOf(gateway.sql, gateway.brand), { kind: 'nothing' });
    await until(async () => (await stored(gateway.sql, runId)).failures === 1);
    expect(await stored(gateway.sql, runId)).to.include({ state: 'queued', error: 'No kind of run is called nothing here' });
  });

  it('claims slots while as many runs as it does at once are at work', async () => {
    const { sql, brand } = gateway;
    const busy = await scopeOf(sql, brand).transaction(async (tx) => {
      const id = await startRun(tx, { kind: 'nothing', name: 'a long one' });
      await tx.sql.raw(`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`);
      return id;
    });
    const holder = await sql.transaction();
    await holder('run').where({ id: busy }).forUpdate();
    await hurry(sql);
    await untilOneWaits(sql);
    const schedule = await makeDue('2026-06-01T12:00:00Z');
    await tick(new Date('2026-06-01T12:00:00Z'));
    await until(async () => (await slotsOf(sql, schedule)).length > 0);
    expect(await stored(sql, busy), 'it waits for its row').to.include({ state: 'queued', attempt: 0 });
    await holder.rollback();
    await until(async () => (await stored(sql, busy)).failures === 1);
  });
});
