import { expect } from 'chai';
import { setOffCampaign } from '../../src/campaign/index.ts';
import { cancelRun } from '../../src/schedule/index.ts';
import { withModel } from '../datamodel/support.ts';
import { faultOf } from '../support/scope.ts';
import type { TestWorkers } from '../jobs/jobs-support.ts';
import { importingCampaigner, type ImportingCampaigner } from './import-support.ts';
import type { Drawn } from './support.ts';

const REST = ['all', 'fresh', 'changed', 'bad'].map((id): Drawn => [id, 'wait', { for: { days: 1 } }]);
const EXITS = { continue: 'all', newCustomers: 'fresh', updatedCustomers: 'changed', error: 'bad' };
const START: Drawn = ['in', 'startEvent', {}, { continue: 'take' }];

describe('the campaign objects that import', () => {
  let mine: ImportingCampaigner;
  let work: TestWorkers | undefined;

  beforeEach(async () => {
    mine = await importingCampaigner({ IMPORT_BATCH_MIN: '2', IMPORT_BATCH_MAX: '2', CAMPAIGN_STEP: '3' });
  });
  afterEach(async () => {
    await work?.stop();
    work = undefined;
    await mine.stop();
  });

  const enter = (id: string, customerIds: string[] = [], variables: Record<string, string> = {}) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables }));
  const variables = async () => await mine.sql('campaign_flow')
    .where({ brand_id: mine.scope.brand.id }).orderBy('id').pluck('variables') as Record<string, string>[];
  const idOf = async (external: string) =>
    (await mine.sql('customer').where({ brand_id: mine.scope.brand.id, external_id: external }).pluck('id') as string[])[0] ?? '';

  it('waits for the file, and brings in its customers, new and changed ones by exits of their own', async () => {
    const [k1 = '', k2 = ''] = await mine.customers({ externalId: 'K1', city: 'Delft' }, { externalId: 'K2', city: 'Ede' }, { externalId: 'K9' });
    await mine.define();
    const { id } = await mine.run([START, ['take', 'importCustomers', { import: 'test', file: 'in/{{variable.name}}.csv' }, EXITS], ...REST]);
    mine.put('in/today.csv', 'externalId;city\nK1;Delft\nK2;Gouda\nK3;A\nK4;B\nK5;C\nK6;D\n');
    await enter(id, [], { name: 'today' });
    await mine.step();
    expect(await mine.places()).to.deep.equal(['take 0']);
    work = mine.work();
    await mine.ended(1);
    await mine.step();
    const fresh = await Promise.all(['K3', 'K4', 'K5', 'K6'].map(idOf));
    expect(await mine.places()).to.have.members([
      ...[k1, k2, ...fresh].map((one) => `all ${one}`), `changed ${k2}`, ...fresh.map((one) => `fresh ${one}`),
    ]);
    expect(await mine.counts()).to.include.members(['take continue 6', 'take newCustomers 4', 'take updatedCustomers 1', 'all in 6', 'fresh in 4']);
    expect((await variables())[0]).to.include({ importFile: 'in/today.csv', importRead: '6', importNew: '4', importUpdated: '1', importUnchanged: '1', importError: '' });
    expect(await mine.sql('campaign_run')).to.deep.equal([]);
  });

  it('lets customers of a flow wait together for one run, and those who were there go on', async () => {
    const ids = await mine.customers({}, {}, {}, {}, {});
    await mine.define();
    mine.put('in/a.csv', 'externalId\nK1\n');
    const { id } = await mine.run([START, ['take', 'importCustomers', { import: 'test' }, EXITS], ...REST]);
    await enter(id, ids);
    await mine.step();
    expect(await mine.places()).to.deep.equal(ids.map((one) => `take ${one}`));
    expect(await mine.sql('run').where({ brand_id: mine.scope.brand.id })).to.have.length(1);
    work = mine.work();
    await mine.ended(1);
    await mine.step();
    const k1 = await idOf('K1');
    expect(await mine.places()).to.have.members([...[...ids, k1].map((one) => `all ${one}`), `fresh ${k1}`]);
  });

  it('leads on by error when the import fails, is cancelled, or cannot begin', async () => {
    const [anna = ''] = await mine.customers({});
    await mine.define();
    const { id } = await mine.run([START, ['take', 'importCustomers', { import: 'test', file: '{{variable.file}}' }, EXITS], ...REST]);
    await enter(id, [], { file: 'in/none.csv' });
    await enter(id, [anna], { file: '../x' });
    await mine.step();
    expect(await mine.places()).to.deep.equal([`bad ${anna}`, 'take 0']);
    work = mine.work();
    await mine.ended(1);
    await mine.step();
    expect(await mine.places()).to.deep.equal(['bad 0', `bad ${anna}`]);
    await work.stop();
    work = undefined;
    await enter(id, [], { file: 'in/a.csv' });
    await mine.step();
    const [last] = await mine.sql('run').where({ brand_id: mine.scope.brand.id }).orderBy('id', 'desc').pluck('id') as string[];
    await cancelRun(mine.hearing, last ?? '');
    work = mine.work();
    await mine.ended(2);
    await mine.step();
    expect((await mine.places()).filter((place) => place === 'bad 0')).to.have.length(2);
    const why = (await variables()).map(({ importError }) => importError);
    expect(why[0]).to.contain('in/none.csv');
    expect(why[1]).to.contain('..');
    expect(why[2]).to.equal('its run was cancelled');
  });

  it('leads on by error when its run is gone', async () => {
    await mine.define();
    const { id } = await mine.run([START, ['take', 'importCustomers', { import: 'test' }, EXITS], ...REST]);
    await enter(id);
    await mine.step();
    await mine.sql('run').where({ brand_id: mine.scope.brand.id }).del();
    await mine.sql('campaign_place').where({ brand_id: mine.scope.brand.id }).update({ due_at: mine.sql.fn.now() });
    await mine.step();
    expect(await mine.places()).to.deep.equal(['bad 0']);
  });

  it('imports rows, and leads on by success', async () => {
    const [anna = ''] = await mine.customers({ externalId: 'K1' });
    await withModel(mine.scope);
    await mine.define({ target: { kind: 'rows', table: 'extratype', unique: ['code'] } });
    const { id } = await mine.run([START, ['take', 'dataModelImport', { import: 'test' }, { success: 'all', error: 'bad' }], REST[0] ?? START, REST[3] ?? START]);
    mine.put('in/a.csv', 'code;price\nA;1.50\nB;2\nC;much\n');
    await enter(id, [anna]);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`take ${anna}`]);
    work = mine.work();
    await mine.ended(1);
    await mine.step();
    expect(await mine.places()).to.deep.equal([`all ${anna}`]);
    expect((await variables())[0]).to.include({ importRead: '3', importNew: '2', importBad: '1', importError: '' });
    expect(await mine.sql('dm_row').where({ brand_id: mine.scope.brand.id })).to.have.length(2);
  });

  it('is refused with an import of the other kind, or one that is not there', async () => {
    await mine.define();
    const refused = (type: string, settings: object) => faultOf(mine.run([['in', 'startEvent', {}, { continue: 'take' }], ['take', type, settings]]));
    expect(await refused('dataModelImport', { import: 'test' })).to.contain('test is one of customers');
    expect(await refused('importCustomers', { import: 'other' })).to.contain('other');
    expect(await refused('importCustomers', { import: 'test', file: '{{field.nose}}' })).to.contain('there is no field nose');
  });
});
