import { expect } from 'chai';
import { changeLocation, importRuns, maintainImports, removeImport, tidyImports } from '../../src/transfer/index.ts';
import type { RunInHand, RunKind } from '../../src/schedule/index.ts';
import { queued, stopAll } from '../jobs/jobs-support.ts';
import { stored } from '../schedule/support.ts';
import { importer, type Importer } from './import-runs-support.ts';

/** The kind, whose runs are refused in a phase until it is let through. */
function refusing(phase: string, isRefused: () => boolean): RunKind {
  return {
    ...importRuns, retries: 0,
    async act(run) {
      const step: RunInHand['step'] = async (work, told) => {
        const done = await run.step(work, told);
        if (isRefused() && (run.cursor as { phase: string }).phase === phase && run.files.length === (phase === 'errors' ? 2 : 1)) {
          throw new Error('no further');
        }
        return done;
      };
      await importRuns.act(Object.create(run, { step: { value: step } }) as RunInHand);
    },
  };
}

describe('the upkeep of imports', () => {
  let mine: Importer;
  let isRefused: boolean;
  beforeEach(async () => {
    mine = await importer({ IMPORT_LEFT: '3600000', IMPORT_BAD_KEPT: '1' });
    isRefused = true;
    await mine.define({ file: { archive: 'done' } });
    mine.put('in/a.csv', 'externalId;birthday\nK1;\nK2;never\nK3;never\n');
  });
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  const counts = async () => {
    const all = await Promise.all(['customer', 'customer_stage', 'import_error'].map((table) =>
      mine.db.sql(table).count<{ count: string }[]>()));
    return all.map(([row]) => Number(row?.count));
  };
  const later = () => mine.db.sql.raw(`update run set ended_at = ended_at - interval '61 minutes'`);

  it('clears the stage of a run that ended long ago; tried again it reads its file anew', async () => {
    mine.work({ kind: refusing('merge', () => isRefused) });
    expect(await mine.run()).to.deep.include({ state: 'dead' });
    await maintainImports(mine.scope);
    await tidyImports(mine.scope);
    expect([await counts(), await queued(mine.db.sql)]).to.deep.equal([[0, 1, 2], []]);
    await later();
    await maintainImports(mine.scope);
    expect((await queued(mine.db.sql)).map(({ name }) => name)).to.deep.equal(['import.tidy']);
    await tidyImports(mine.scope);
    expect(await counts()).to.deep.equal([0, 0, 2]);
    isRefused = false;
    const [id = ''] = await mine.db.sql('run').pluck<string[]>('id');
    expect(await mine.retry(id)).to.deep.include({
      state: 'done', counters: { files: 1, read: 3, bad: 2, repeated: 0, inserted: 1, updated: 0, unchanged: 0, skipped: 0 },
    });
    expect([await counts(), mine.files()]).to.deep.equal([[1, 0, 1], ['done/a.csv', 'in/a.errors.csv']]);
  });

  it('does so of an import that is gone, and forgets the files of one', async () => {
    mine.work({ kind: refusing('merge', () => isRefused) });
    await mine.run();
    isRefused = false;
    mine.put('in/b.csv', 'externalId\nK1\n');
    expect(await mine.run()).to.deep.include({ state: 'done' });
    await removeImport(mine.scope, 'test');
    expect(await mine.db.sql('import_file').pluck('name')).to.deep.equal(['in/a.csv']);
    await later();
    await tidyImports(mine.scope);
    expect(await counts()).to.deep.equal([1, 0, 2]);
  });

  it('gives up the file of bad records that was begun, and leaves what a run at work has', async () => {
    mine.work({ kind: refusing('errors', () => isRefused) });
    expect(await mine.run()).to.deep.include({ state: 'dead' });
    expect(mine.files()).to.deep.equal(['in/a.csv', 'in/a.errors.csv.part']);
    await later();
    const [id = ''] = await mine.db.sql('run').pluck<string[]>('id');
    await mine.db.sql('run').where({ id }).update({ ended_at: null, state: 'running' });
    await tidyImports(mine.scope);
    expect(mine.files()).to.include('in/a.errors.csv.part');
    await mine.db.sql('run').where({ id }).update({ ended_at: new Date(0), state: 'dead' });
    await tidyImports(mine.scope);
    expect(mine.files()).to.deep.equal(['in/a.csv']);
    isRefused = false;
    await mine.retry(id);
    expect((await stored(mine.db.sql, id)).state).to.equal('done');
    expect(mine.files()).to.deep.equal(['done/a.csv', 'in/a.errors.csv']);
    expect(mine.cells('in/a.errors.csv').map(([key]) => key)).to.deep.equal(['externalId', 'K2', 'K3']);
  });

  it('tells of a location that does not answer, and goes on with the others', async () => {
    mine.work({ kind: refusing('errors', () => isRefused) });
    await mine.run();
    await later();
    await changeLocation(mine.scope, 'crm', { path: 'crm/in' });
    mine.put('in/in', 'a file where a folder should be');
    const [run = 'none'] = await tidyImports(mine.scope).then(() => [], (error: AggregateError) => error.errors.map(String));
    expect(run).to.include('crm');
  });
});
