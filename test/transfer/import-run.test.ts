import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { insertCustomer } from '../../src/customer/index.ts';
import { deleteGroup, insertGroup } from '../../src/group/index.ts';
import { changeImport, readImport } from '../../src/transfer/index.ts';
import { nextSize } from '../../src/transfer/import/run/merge-stage.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { importer, runWish, type Importer } from './import-runs-support.ts';

describe('a run of an import', () => {
  let mine: Importer;
  beforeEach(async () => {
    mine = await importer({ GROUP_ADD_MAX: '2' });
    mine.work();
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });
  const stages = async () => [
    ...await mine.db.sql('customer_stage').pluck<string[]>('stage_id'), ...await mine.db.sql('dm_stage').pluck<string[]>('stage_id'),
  ];

  it('brings a file into the store, its bad rows into a file beside it, and moves it to the archive', async () => {
    await insertCustomer(mine.scope, { externalId: 'K1', lastname: 'Jansen', city: 'Delft' });
    await insertCustomer(mine.scope, { externalId: 'K2', lastname: 'Vis', city: 'Gouda' });
    await mine.define({ file: { archive: 'in/done' } });
    mine.put('in/a.csv', [
      'externalId;lastname;city;birthday', 'K1;Jansen;Leiden;', 'K2;Vis;Gouda;', 'K3;"de ""Boer""";Ede;1980-02-01',
      'K4;Bos;Ede;31-02-1980', 'K5;Smit', 'K3;Boer;Ede;1980-02-01',
    ].join('\n'));
    const run = await mine.run();
    expect(run).to.deep.include({ state: 'done', error: null, progress: 1 });
    expect(run.counters).to.deep.equal({
      files: 1, read: 6, bad: 2, repeated: 1, inserted: 1, updated: 1, unchanged: 1, skipped: 0,
    });
    expect(await mine.customers('external_id', 'lastname', 'city', 'modified_by')).to.deep.equal([
      { external_id: 'K1', lastname: 'Jansen', city: 'Leiden', modified_by: 'anna' },
      { external_id: 'K2', lastname: 'Vis', city: 'Gouda', modified_by: 'anna' },
      { external_id: 'K3', lastname: 'Boer', city: 'Ede', modified_by: 'anna' },
    ]);
    expect(mine.files()).to.deep.equal(['in/a.errors.csv', 'in/done/a.csv']);
    const [head, ...bad] = mine.cells('in/a.errors.csv');
    expect(head).to.deep.equal(['externalId', 'lastname', 'city', 'birthday', 'line', 'error']);
    expect(bad.map((cells) => cells.slice(0, 5))).to.deep.equal([
      ['K4', 'Bos', 'Ede', '31-02-1980', '5'], ['K5;Smit', '', '', '', '6'],
    ]);
    expect(run.files).to.deep.equal([
      { role: 'input', location: 'crm', name: 'in/a.csv', bytes: 150 },
      { role: 'errors', location: 'crm', name: 'in/a.errors.csv', bytes: mine.text('in/a.errors.csv').length },
      { role: 'archive', location: 'crm', name: 'in/done/a.csv', bytes: 150 },
    ]);
    expect(await stages()).to.deep.equal([]);
  });

  it('leaves in the history who started it and that it was an import, and tells whom it made and met', async () => {
    const { id } = await insertCustomer(mine.scope, { externalId: 'K1', city: 'Delft' });
    await mine.define();
    mine.put('in/a.csv', 'externalId;city\nK1;Leiden\nK2;Ede\n');
    await mine.run();
    const told = await mine.db.sql('customer_history').where({ door: 'import' }).orderBy('customer_id')
      .select('changed_by', 'act');
    expect(told).to.deep.equal([{ changed_by: 'anna', act: 'updated' }, { changed_by: 'anna', act: 'inserted' }]);
    const [outcome] = await mine.db.sql('import_outcome').where({ place: 2 });
    expect(outcome).to.deep.include({ updated_ids: [id], unchanged_ids: [] });
    expect((outcome as { inserted_ids: string[] }).inserted_ids).to.have.length(1);
    const changes = mine.heard.events.filter(({ name }) => name === 'customer.changed');
    expect(changes.map(({ payload }) => (payload as { kind: string }).kind).sort()).to.deep.equal(['inserted', 'updated']);
  });

  it('takes gzip, reads nothing of a file with a header alone, and counts what its mode leaves out', async () => {
    await mine.define({ target: { mode: 'insert' }, file: { name: 'in/*' } });
    mine.put('in/a.csv.gz', gzipSync('externalId;city\nK1;Delft\n'));
    expect((await mine.run()).counters).to.include({ read: 1, inserted: 1 });
    mine.put('in/b.csv', 'externalId;city\n');
    expect((await mine.run())).to.deep.include({
      state: 'done', counters: { files: 1, read: 0, bad: 0, repeated: 0, inserted: 0, updated: 0, unchanged: 0, skipped: 0 },
    });
    mine.put('in/c.csv', 'externalId;city\nK1;Gouda\nK2;Ede');
    expect((await mine.run()).counters).to.include({ read: 2, inserted: 1, skipped: 1 });
    expect(await mine.customers('city')).to.deep.equal([{ city: 'Delft' }, { city: 'Ede' }]);
  });

  it('puts all customers of the file in a group, also more than one call may add', async () => {
    const { id: group } = await insertGroup(mine.scope, { name: 'of the file' });
    await insertCustomer(mine.scope, { externalId: 'K1', city: 'Delft' });
    await insertCustomer(mine.scope, { externalId: 'K9' });
    await mine.define({ target: { group } });
    mine.put('in/a.csv', `externalId;city\nK1;Delft\n${['K2', 'K3', 'K4', 'K5'].map((id) => `${id};Ede`).join('\n')}`);
    await mine.run();
    const members = await mine.db.sql('group_member').join('customer', 'customer.id', 'customer_id').where({ group_id: group })
      .orderBy('external_id').pluck('external_id');
    expect(members).to.deep.equal(['K1', 'K2', 'K3', 'K4', 'K5']);
  });

  it('fails when that group is gone, with nothing merged, and goes on when the import has another', async () => {
    const { id: group } = await insertGroup(mine.scope, { name: 'gone' });
    const { id: other } = await insertGroup(mine.scope, { name: 'other' });
    await mine.define({ target: { group }, file: { failed: 'in/failed' } });
    await deleteGroup(mine.scope, group);
    mine.put('in/a.csv', 'externalId\nK1\n');
    const failed = await mine.run();
    expect(failed).to.deep.include({ state: 'failed', error: `Group ${group} not found` });
    expect([await mine.customers('id'), mine.files()]).to.deep.equal([[], ['in/a.csv']]);
    await changeImport(mine.scope, 'test', readImport(runWish({ target: { group: other } })));
    const [id] = await mine.db.sql('run').pluck<string[]>('id');
    expect(await mine.retry(id ?? '')).to.deep.include({ state: 'done' });
    expect(await mine.db.sql('group_member').where({ group_id: other })).to.have.length(1);
  });

  it('changes nothing when it is dry, says what would happen, and leaves the file for a real one', async () => {
    await insertCustomer(mine.scope, { externalId: 'K1', city: 'Delft' });
    await insertCustomer(mine.scope, { externalId: 'K2', city: 'Delft' });
    await mine.define({ file: { archive: 'in/done', failed: 'in/failed' } });
    mine.put('in/a.csv', 'externalId;city;birthday\nK1;Delft;\nK2;Ede;\nK3;Ede;\nK4;Ede;never\nK3;Leiden;');
    const before = await mine.customers('external_id', 'city');
    const dry = await mine.run({ dryRun: true });
    expect(dry).to.deep.include({
      state: 'done', counters: { files: 1, read: 5, bad: 1, repeated: 1, inserted: 1, updated: 1, unchanged: 1, skipped: 0 },
    });
    expect(await mine.db.sql('import_error').select('line', 'cells')).to.deep.equal([{ line: '5', cells: ['K4', 'Ede', 'never'] }]);
    expect([await mine.customers('external_id', 'city'), mine.files(), await stages()]).to.deep.equal([before, ['in/a.csv'], []]);
    const real = await mine.run();
    expect(real.counters).to.deep.equal(dry.counters);
    expect(mine.files()).to.deep.equal(['in/a.errors.csv', 'in/done/a.csv']);
  });

  it('merges in steps of a size within the settings that goes by the time that they take', async () => {
    const limits = { IMPORT_STEP_TIME: 200, IMPORT_BATCH_MIN: 100, IMPORT_BATCH_MAX: 5000 };
    expect([[100, 10], [400, 200], [400, 300], [400, 9000], [4000, 10], [150, 9000]]
      .map(([size = 0, took = 0]) => nextSize(size, took, limits))).to.deep.equal([200, 400, 267, 200, 5000, 100]);
    const other = await importer({ IMPORT_BATCH_MIN: '250', IMPORT_BATCH_MAX: '250', IMPORT_STAGE_ROWS: '300', IMPORT_STAGE_BYTES: '1000' });
    other.work();
    await other.define();
    other.put('in/a.csv', `externalId\n${Array.from({ length: 1000 }, (_, index) => `K${index}`).join('\n')}`);
    expect((await other.run()).counters).to.include({ inserted: 1000 });
    const steps = await other.db.sql('import_outcome').orderBy('place').pluck<string[]>('place');
    expect(steps).to.deep.equal(['0', '250', '500', '750', '1000']);
    await stopAll();
    await other.stop();
  });
});
