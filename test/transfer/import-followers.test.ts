import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { cancelRun, listRuns, type RunInHand, type RunKind } from '../../src/schedule/index.ts';
import { importRuns } from '../../src/transfer/index.ts';
import { stopAll } from '../jobs/jobs-support.ts';
import { until } from '../support/until.ts';
import { importer, type Importer } from './import-runs-support.ts';

describe('runs of an import that follow one that found several files', () => {
  let mine: Importer;
  afterEach(async () => {
    await stopAll();
    await mine.stop();
  });

  /** Runs in their order: state and file. */
  const told = async () => (await listRuns(mine.scope, {})).items.toReversed()
    .map(({ state, files }) => [state, ...files.map(({ name }) => name)].join(' '));
  const inputs = () => mine.db.sql('run').orderBy('id').pluck<{ chosen?: { name: string } }[]>('input');
  const chosen = async () => (await inputs()).map((input) => input.chosen?.name);
  const ended = () => until(async () => (await mine.db.sql('run').whereNull('ended_at')).length === 0);
  const put = (name: string, ago: number) =>
    mine.put(`in/${name}.csv`, `externalId;city\n${name};${name}\nK;${name}\n`, ago);
  const last = async () => (await mine.customers('external_id', 'city')).find((one) => one['external_id'] === 'K');

  /** Imports a to d; something happens behind the first run, when the others wait. */
  async function importFour(
    settings: Readonly<Record<string, string>>, behind: (ids: string[]) => unknown, before = () => undefined as unknown,
  ): Promise<void> {
    mine = await importer(settings);
    let isFirst = true;
    const kind: RunKind = {
      ...importRuns,
      async act(run: RunInHand) {
        await importRuns.act(run);
        const ids = await mine.db.sql('run').orderBy('id').pluck<string[]>('id');
        if (isFirst) await behind(ids);
        isFirst = false;
      },
    };
    mine.work({ kind });
    await mine.define();
    for (const [place, name] of ['a', 'b', 'c', 'd'].entries()) put(name, 400 - 10 * place);
    before();
    await mine.run();
    await ended();
  }

  it('have their file already; the others go on when one is cancelled', async () => {
    await importFour({ IMPORT_SETTLE: '1' }, ([, second = '']) => cancelRun(mine.scope, second));
    expect(await chosen()).to.deep.equal([undefined, 'in/b.csv', 'in/c.csv', 'in/d.csv']);
    expect(await told()).to.deep.equal(['done in/a.csv', 'cancelled', 'done in/c.csv', 'done in/d.csv']);
    await mine.run();
    expect((await told()).slice(4)).to.deep.equal(['done in/b.csv']);
  });

  it('take it as it is by then, if it is there', async () => {
    await importFour({ IMPORT_SETTLE: '1' }, () => {
      mine.put('in/b.csv', 'externalId;city\nB;b\nK;changed\n');
      rmSync(path.join(mine.folder, 'in/c.csv'));
    });
    expect(await told()).to.deep.equal(['done in/a.csv', 'done in/b.csv', 'done', 'done in/d.csv']);
    expect((await mine.customers('external_id')).map((one) => one['external_id'])).to.deep.equal(['B', 'K', 'a', 'd']);
  });

  it('look again where there are more', async () => {
    await importFour({ IMPORT_FOLLOWERS: '1' }, () => undefined);
    expect(await chosen()).to.deep.equal([undefined, 'in/b.csv', undefined, 'in/d.csv']);
    expect(await told()).to.deep.equal(['done in/a.csv', 'done in/b.csv', 'done in/c.csv', 'done in/d.csv']);
    expect(await last()).to.include({ city: 'd' });
  });

  it('get no file that is still being written, and none behind it', async () => {
    let ago = 380;
    let writing: NodeJS.Timeout | undefined;
    const write = () => { writing = setInterval(() => put('c', ago -= 0.01), 5); };
    try {
      await importFour({ IMPORT_SETTLE: '50' }, () => clearInterval(writing), write);
    } finally {
      clearInterval(writing);
    }
    expect((await chosen()).slice(0, 3)).to.deep.equal([undefined, 'in/b.csv', undefined]);
    expect((await told()).slice(0, 4)).to.deep.equal(['done in/a.csv', 'done in/b.csv', 'done in/c.csv', 'done in/d.csv']);
    expect(await last()).to.include({ city: 'd' });
  });
});
