import { expect } from 'chai';
import { tick } from '../../src/jobs/index.ts';
import type { ListedRun } from '../../src/schedule/index.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { setDue } from '../schedule/support.ts';
import { until } from '../support/until.ts';
import { exporter, exportGateway, runEnd, type Exporter, type ExportGateway } from './support.ts';

describe('exports by a schedule', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  it('have the time of their slot in the name, in the zone of the brand', async () => {
    await mine.customers({ emailAddress: 'a@example.com' });
    const id = await mine.define({ columns: [{ field: 'emailAddress' }], file: { name: '{Y}/{m}-{d}_{H}{i}{s}.csv' } });
    const { status, body } = await mine.ask('POST', '/schedules', { name: 'hourly', kind: 'export', subject: 'test', rule: 'hourly' });
    expect(status).to.equal(201);
    await setDue(gateway.sql, (body as { id: string }).id, '2026-06-30T22:00:00Z');
    await tick(gateway.sql, new Date('2026-06-30T22:00:00Z'));
    let runs: ListedRun[] = [];
    await until(async () => {
      runs = (await mine.ask('GET', `/runs?kind=export&subject=${id}`)).body as ListedRun[];
      return runs.length > 0;
    });
    const { state, files, door, dueAt } = await runEnd(mine.ask, runs[0]?.id ?? '');
    expect({ state, name: files[0]?.name, door, dueAt })
      .to.deep.equal({ state: 'done', name: '2026/07-01_000000.csv', door: 'job', dueAt: '2026-07-01 00:00:00' });
    expect(await mine.cells('2026/07-01_000000.csv')).to.deep.equal([['emailAddress'], ['a@example.com']]);
  });

  it('need an export that is there, of the same brand', async () => {
    const other = await exporter(gateway);
    const id = await other.define();
    for (const subject of ['nothing', id]) {
      const answer = await mine.ask('POST', '/schedules', { name: 's', kind: 'export', subject, rule: 'daily' });
      expect([refusal(answer), complaint(answer)]).to.deep.equal(['404 EXPORT_NOT_FOUND', `Export ${subject} not found`]);
    }
  });
});
