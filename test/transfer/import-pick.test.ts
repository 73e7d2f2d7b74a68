import { expect } from 'chai';
import { createSchedules, listRuns } from '../../src/schedule/index.ts';
import { importRuns, startImport } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { jobScope, QUIET, setDue } from '../schedule/support.ts';
import { faultOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import { importer, type Importer } from './import-runs-support.ts';

describe('which file a run of an import takes', () => {
  let mine: Importer;
  beforeEach(async () => {
    mine = await importer();
    mine.work();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  const allEnded = () => until(async () => (await mine.db.sql('run').whereNull('ended_at')).length === 0);
  /** Runs in their order: state and file. */
  const told = async () => (await listRuns(mine.scope, {})).items.toReversed()
    .map(({ state, files }) => [state, ...files.map(({ name }) => name)].join(' '));
  const csv = (...keys: string[]) => `externalId;city\n${keys.map((key) => `${key};Delft\n`).join('')}`;

  it('is the oldest that fits; for each other a run follows, so that what the last one says counts', async () => {
    await mine.define({ file: { name: 'in/x*.csv' } });
    mine.put('in/x1.csv', 'externalId;city\nK1;third\n', 10);
    mine.put('in/x2.csv', 'externalId;city\nK1;first\n', 30);
    mine.put('in/x3.csv', 'externalId;city\nK1;second\n', 20);
    mine.put('in/y.csv', csv('K2'), 40);
    mine.put('in/x4.csv.part', csv('K3'), 50);
    mine.put('in/x5.csv.filepart', csv('K3'), 50);
    await mine.run();
    await allEnded();
    expect(await told()).to.deep.equal(['done in/x2.csv', 'done in/x3.csv', 'done in/x1.csv']);
    expect(await mine.customers('external_id', 'city')).to.deep.equal([{ external_id: 'K1', city: 'third' }]);
    const runs = (await listRuns(mine.scope, {})).items;
    expect(runs.map(({ startedBy, door }) => `${startedBy} ${door}`)).to.deep.equal(['anna import', 'anna import', 'anna rest']);
  });

  it('is none that was picked before as it is, also not one that failed', async () => {
    await mine.define();
    mine.put('in/a.csv', csv('K1'), 20);
    mine.put('in/b.csv', 'city\nDelft', 10);
    await mine.run();
    await allEnded();
    expect(await told()).to.deep.equal(['done in/a.csv', 'failed in/b.csv']);
    expect(await mine.run()).to.deep.include({
      state: 'failed', error: 'A file in/*.csv that was not imported before was not found in location crm',
    });
    mine.put('in/b.csv', csv('K2'));
    expect(await mine.run()).to.deep.include({ state: 'done' });
    expect(await mine.customers('external_id')).to.have.length(2);
  });

  it('may be none, when the import says so', async () => {
    await mine.define({ file: { missing: 'ignore' } });
    expect(await mine.run()).to.deep.include({ state: 'done', counters: { files: 0 }, files: [] });
  });

  it('is no file with bad records that we wrote', async () => {
    await mine.define({ file: { missing: 'ignore' } });
    for (const name of ['in/a.errors.csv', 'in/a.errors (2).csv', 'in/A.ERRORS.CSV']) mine.put(name, csv('K1'));
    expect((await mine.run()).counters).to.deep.equal({ files: 0 });
    expect((await mine.run({ file: 'in/a.errors.csv' })).counters).to.include({ inserted: 1 });
  });

  it('is the one that is named, which must be there', async () => {
    await mine.define({ file: { name: 'in/*.csv' } });
    mine.put('other/a.csv', csv('K1'));
    mine.put('in/b.csv', csv('K2'));
    expect((await mine.run({ file: 'other/a.csv' })).counters).to.include({ inserted: 1 });
    expect(await told()).to.deep.equal(['done other/a.csv']);
    expect(await mine.run({ file: 'other/b.csv' })).to.deep.include({
      state: 'failed', error: 'File other/b.csv not found in location crm',
    });
    expect(await faultOf(mine.start({ file: '../../etc/passwd' }))).to.include('start folder');
  });

  it('is merged once: the same bytes under the same name are seen, unless that is forced', async () => {
    await mine.define({ file: { archive: 'done' } });
    mine.put('in/a.csv', csv('K1'), 20);
    await mine.run();
    mine.put('in/a.csv', csv('K1'), 10);
    const seen = await mine.run();
    expect(seen).to.deep.include({ state: 'done', counters: { files: 1, read: 1, seen: 1 } });
    expect(mine.files()).to.deep.equal(['done/a (2).csv', 'done/a.csv']);
    expect(await mine.db.sql('customer_stage')).to.deep.equal([]);
    mine.put('in/a.csv', csv('K1'));
    expect((await mine.run({ file: 'in/a.csv', force: true })).counters).to.include({ read: 1, unchanged: 1 });
    mine.put('in/b.csv', csv('K1'));
    expect((await mine.run()).counters).to.include({ read: 1, unchanged: 1 });
  });

  it('has the date of its slot in the name, in the zone of the brand, also for those that follow', async () => {
    const { id: subject } = await mine.define({ file: { name: 'in/{Y}{m}{d}*.csv' } });
    const kinds = { import: importRuns };
    const { create, claimDue } = createSchedules({ kinds, log: QUIET });
    const { id } = await create(mine.scope, { name: 'nightly', kind: 'import', subject: 'test', rule: 'daily' });
    await setDue(mine.db.sql, id, '2026-06-30T22:00:00Z');
    for (const [index, name] of ['20260701a', '20260701b', '20260630', '20260702'].entries()) {
      mine.put(`in/${name}.csv`, csv(`K${index}`));
    }
    await claimDue(jobScope(mine.db.sql, mine.brand, mine.settings), new Date('2026-06-30T22:00:00Z'));
    await allEnded();
    expect(await told()).to.deep.equal(['done in/20260701a.csv', 'done in/20260701b.csv']);
    expect(await mine.db.sql('run').distinct().pluck('queue')).to.deep.equal([`import:${subject}`]);
    const history = await mine.db.sql('customer_history').distinct().select('changed_by', 'door');
    expect(history).to.deep.equal([{ changed_by: 'anna', door: 'import' }]);
  });

  it('is taken by one of two imports that read the same folder as by the other', async () => {
    await mine.define();
    await mine.define({ name: 'second', target: { mode: 'update' } });
    mine.put('in/a.csv', csv('K1'));
    await mine.run();
    await startImport(mine.scope, 'second');
    await allEnded();
    expect(await told()).to.deep.equal(['done in/a.csv', 'done in/a.csv']);
  });
});
