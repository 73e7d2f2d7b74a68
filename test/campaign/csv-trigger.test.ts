import { expect } from 'chai';
import { applyCampaign, removeCampaign, startCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { withModel } from '../datamodel/support.ts';
import { readTrigger, saveTrigger } from '../../src/transfer/index.ts';
import { faultOf } from '../support/scope.ts';
import { until } from '../support/until.ts';
import type { TestWorkers } from '../jobs/jobs-support.ts';
import { importingCampaigner, type ImportingCampaigner } from './import-support.ts';
import { drawing, type Drawn } from './support.ts';

describe('the campaign object csvTrigger', () => {
  let mine: ImportingCampaigner;
  let work: TestWorkers;

  beforeEach(async () => {
    mine = await importingCampaigner({ IMPORT_BATCH_MIN: '2', IMPORT_BATCH_MAX: '2', CAMPAIGN_STEP: '3' });
    work = mine.work();
    await mine.define({ file: { name: 'elsewhere/*.csv' } });
    const wish = { name: 'Orders', location: 'crm', folder: 'csv', import: 'test' };
    await saveTrigger(mine.scope, readTrigger(wish));
    await saveTrigger(mine.scope, readTrigger({ ...wish, name: 'others' }));
  });
  afterEach(async () => {
    await work.stop();
    await mine.stop();
  });

  const begins = (trigger: string): Drawn[] => [['file', 'csvTrigger', { trigger }, { continue: 'rest' }], ['rest', 'wait', { for: { days: 1 } }]];
  const idOf = async (external: string) =>
    (await mine.sql('customer').where({ brand_id: mine.scope.brand.id, external_id: external }).pluck('id') as string[])[0] ?? '';

  /** Puts files into Upload and waits until they are done with. */
  async function take(...files: readonly (readonly [name: string, content: string])[]): Promise<void> {
    for (const [name, content] of files) mine.put(`csv/Upload/${name}`, content);
    await mine.poll();
    await until(async () => {
      const open = await mine.sql('csv_trigger_file').where({ brand_id: mine.scope.brand.id }).whereNull('ended_at');
      return open.length === 0;
    });
    await mine.step();
  }

  it('begins for exactly the customers of the file, with its name and counts as variables', async () => {
    await mine.customers({ externalId: 'K1' }, { externalId: 'K8' });
    await mine.run(begins('orders'));
    await take(['orders_monday.csv', 'externalId;city\nK1;Delft\nK2;Ede\nK3;Goes\nK4;Hoorn\nK5;Heusden\n']);
    const ids = await Promise.all(['K1', 'K2', 'K3', 'K4', 'K5'].map(idOf));
    expect(await mine.places()).to.deep.equal(ids.map((id) => `rest ${id}`).sort());
    const [flow] = await mine.sql('campaign_flow').where({ brand_id: mine.scope.brand.id }).pluck('variables') as object[];
    expect(flow).to.include({ triggerFile: 'orders_monday.csv', importRead: '5', importNew: '4', importUpdated: '1', importBad: '0' });
  });

  it('begins one flow for each file, of its own trigger only, and none for a file that fails', async () => {
    await mine.run(begins('orders'), { name: 'one' });
    await mine.run(begins('Orders'), { name: 'two', entry: 'always' });
    await take(
      ['orders_1.csv', 'externalId\nK1\n'], ['orders_2.csv', 'externalId\nK2\n'], ['others.csv', 'externalId\nK3\n'],
      ['orders_bad.csv', 'nonsense\nK4\n'],
    );
    const [k1, k2] = [await idOf('K1'), await idOf('K2')];
    expect(await mine.places()).to.have.members([`rest ${k1}`, `rest ${k2}`, `rest ${k1}`, `rest ${k2}`]);
    expect(await mine.sql('campaign_flow').where({ brand_id: mine.scope.brand.id })).to.have.length(4);
    expect(await idOf('K3')).not.to.equal('');
  });

  it('lets files wait while the campaign does not run, and begins with them when it does', async () => {
    const { id } = await mine.run(begins('orders'));
    await stopCampaign(mine.scope, id);
    mine.put('csv/Upload/orders.csv', 'externalId\nK1\n');
    mine.put('csv/Upload/others.csv', 'externalId\nK2\n');
    await mine.poll();
    const states = async () =>
      Object.fromEntries(await mine.sql('csv_trigger_file').select('name', 'state').then((all: { name: string; state: string }[]) =>
        all.map(({ name, state }) => [name, state])));
    await until(async () => (await states())['others.csv'] === 'done');
    expect(await states()).to.include({ 'orders.csv': 'seen' });
    await mine.sweep();
    await startCampaign(mine.scope, id);
    await mine.poll();
    await until(async () => (await states())['orders.csv'] === 'done');
    await mine.step();
    expect(await mine.places()).to.deep.equal([`rest ${await idOf('K1')}`]);
  });

  it('gives a file up that has waited too long, and lets none wait for a campaign that is deleted', async () => {
    const { id } = await applyCampaign(mine.scope, drawing(begins('orders')));
    mine.put('csv/Upload/orders.csv', 'externalId\nK1\n');
    await mine.poll();
    const file = async () =>
      mine.sql('csv_trigger_file').orderBy('id', 'desc').first<{ state: string; error: string | null }>('state', 'error');
    expect(await file()).to.deep.equal({ state: 'seen', error: null });
    await mine.sql.raw(`update csv_trigger_file set first_seen_at = first_seen_at - interval '1 day'`);
    await mine.poll();
    expect(await file()).to.deep.equal({ state: 'failed', error: 'no campaign that begins with the files of Orders runs' });
    await removeCampaign(mine.scope, id);
    await take(['orders_2.csv', 'externalId\nK2\n']);
    expect(await file()).to.deep.equal({ state: 'done', error: null });
  });

  it('is refused without such a trigger, or with one that imports rows', async () => {
    await withModel(mine.scope);
    await mine.define({ name: 'types', target: { kind: 'rows', table: 'extratype', unique: ['code'] } });
    await saveTrigger(mine.scope, readTrigger({ name: 'types', location: 'crm', folder: 'csv', import: 'types' }));
    expect(await faultOf(mine.run(begins('none')))).to.contain('none');
    expect(await faultOf(mine.run(begins('types')))).to.contain('types imports no customers');
  });
});
