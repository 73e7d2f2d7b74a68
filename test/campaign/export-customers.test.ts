import { expect } from 'chai';
import { removeCampaignMember, setOffCampaign, stopCampaign } from '../../src/campaign/index.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { createExport, readExport, removeExport } from '../../src/export/index.ts';
import { cancelRun, retryRun } from '../../src/schedule/index.ts';
import { createLocation } from '../../src/transfer/index.ts';
import { withModel } from '../datamodel/support.ts';
import type { TestWorkers } from '../jobs/jobs-support.ts';
import { faultOf } from '../support/scope.ts';
import { importingCampaigner, type ImportingCampaigner } from './import-support.ts';
import type { Drawn } from './support.ts';

const EXITS = { continue: 'good', error: 'bad' };
/** Before what leads to it, so that its turn comes first. */
const WRITE: Drawn = ['write', 'exportCustomers', { export: 'list' }, EXITS];
const ENDS: Drawn[] = [['good', 'wait', { for: { days: 9 } }], ['bad', 'wait', { for: { days: 9 } }]];
const START: Drawn = ['in', 'startEvent', {}, { continue: 'write' }];

describe('the campaign object that exports customers', () => {
  let mine: ImportingCampaigner;
  let work: TestWorkers | undefined;

  beforeEach(async () => {
    mine = await importingCampaigner({ CAMPAIGN_STEP: '3', CAMPAIGN_EXPORT_LOOK: '300000', CAMPAIGN_EXPORT_WAIT: '3000000' });
  });
  afterEach(async () => {
    await work?.stop();
    work = undefined;
    await mine.stop();
  });

  const list = (wish: object = {}) => createExport(mine.scope, readExport({
    name: 'list', source: { kind: 'campaign' }, columns: [{ field: 'id' }], ...wish, file: { location: 'crm', name: 'list.csv' },
  }));
  type Values = Record<string, string>;
  const enter = (id: string, customerIds: string[] = [], variables: Values = {}, fields: Values = {}) =>
    mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds, variables, fields }));
  const variables = async () => await mine.sql('campaign_flow')
    .where({ brand_id: mine.scope.brand.id }).orderBy('id').pluck('variables') as Record<string, string>[];
  const runs = () => mine.sql('run').where({ brand_id: mine.scope.brand.id }).orderBy('id').pluck('id') as PromiseLike<string[]>;
  const people = (count: number) => mine.customers(...Array.from({ length: count }, () => ({})));
  const at = (object: string, ids: readonly string[]) => ids.map((id) => `${object} ${id}`);
  /** Does the runs that wait, and what is due after them. */
  async function written(ended: number): Promise<void> {
    work ??= mine.work();
    await mine.ended(ended);
    await mine.step();
  }

  it('writes one file of all who leave a bucket together, each customer once, while nobody goes on', async () => {
    const ids = await people(8);
    await list();
    const bucket: Drawn = ['gather', 'bucket', { customers: 9 }, { thresholdReached: 'by' }];
    const { id } = await mine.run([
      WRITE, ['in', 'startEvent', {}, { continue: 'gather' }], ['by', 'wait', { for: { minutes: 0 } }, { continue: 'write' }],
      bucket, ...ENDS,
    ], { entry: 'always' });
    await enter(id, ids);
    await enter(id, ids.slice(0, 1));
    await mine.step();
    expect(await mine.places()).to.deep.equal([...at('write', ids.slice(0, 1)), ...at('write', ids)]);
    expect(await runs()).to.have.length(1);
    await written(1);
    expect(mine.files()).to.deep.equal({ 'list.csv': [...ids].sort() });
    expect(await mine.places()).to.deep.equal([...at('good', ids.slice(0, 1)), ...at('good', ids)]);
    const told = { exportRun: (await runs())[0], exportFile: 'list.csv', exportRows: '8', exportError: '' };
    expect(await variables()).to.deep.equal([told, told]);
    expect(await mine.sql('export_customers')).to.deep.equal([]);
    expect(await mine.sql('campaign_run')).to.deep.equal([]);
  });

  it('writes one file when many work side by side', async () => {
    const ids = await people(40);
    await list();
    const { id } = await mine.run([WRITE, ['in', 'startEvent', {}, { continue: 'by' }],
      ['by', 'split', { branches: [{ name: 'a', percent: 50 }, { name: 'b', percent: 50 }] }, { a: 'write', b: 'write' }], ...ENDS]);
    await enter(id, ids);
    while (new Set(await mine.sql('campaign_place').pluck('note')).size > 1 || (await runs()).length === 0) {
      await Promise.all([mine.step(), mine.step(), mine.step()]);
      await mine.later('300 seconds');
    }
    await written(1);
    expect(mine.files()).to.deep.equal({ 'list.csv': [...ids].sort() });
    expect(await mine.places()).to.deep.equal(at('good', ids));
  });

  it('takes who comes while a file is written into the next', async () => {
    const ids = await people(9);
    await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await enter(id, ids.slice(0, 1));
    await mine.step();
    await enter(id, ids.slice(1, 6));
    await mine.step();
    await enter(id, ids.slice(6));
    await mine.later('300 seconds');
    await mine.step();
    expect(await runs()).to.have.length(1);
    await written(1);
    await mine.later('300 seconds');
    await mine.step();
    await written(2);
    expect(mine.files()).to.deep.equal({ 'list.csv': ids.slice(0, 1), 'list (2).csv': ids.slice(1).sort() });
    expect(await mine.places()).to.deep.equal(at('good', ids));
    expect((await variables()).map(({ exportFile }) => exportFile)).to.deep.equal(['list.csv', 'list (2).csv', 'list (2).csv']);
  });

  it('waits for who is on the way, but not for ever, and not for an object that has failed', async () => {
    const ids = await people(9);
    await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    /** Enters three, of whom the last is in another worker's hands, and does what is due. */
    const enterSome = async (from: number) => {
      await enter(id, ids.slice(from, from + 3));
      await mine.sql.transaction(async (held) => {
        await held('campaign_place').where({ customer_id: ids[from + 2] }).forUpdate();
        await mine.step();
        await mine.sql.raw(`update campaign_place set due_at = due_at - interval '300 seconds' where note is not null`);
        await mine.step();
      });
    };
    await enterSome(0);
    expect(await mine.places()).to.deep.equal([...at('in', ids.slice(2, 3)), ...at('write', ids.slice(0, 2))]);
    expect(await runs()).to.have.length(0);
    const { rows: waiting } = await mine.sql.raw<{ rows: { seconds: number }[] }>(`
      select round(extract(epoch from due_at - now()), -2)::int as seconds from campaign_place where note is not null order by 1`);
    expect(waiting.map(({ seconds }) => seconds)).to.deep.equal([300, 2700]);
    await mine.sql.raw(`update campaign_place set due_at = now(), note = 'gathering ' || now() where note is not null`);
    await mine.sql.transaction(async (held) => {
      await held('campaign_place').where({ customer_id: ids[2] }).forUpdate();
      await mine.step();
    });
    expect(await runs()).to.have.length(1);
    await written(1);
    await mine.later('300 seconds');
    await mine.step();
    await written(2);
    await mine.sql('campaign_object').where({ key: 'in' }).update({ retry_at: '2090-01-01' });
    await enter(id, ids.slice(6));
    await mine.sql('campaign_place').where({ customer_id: ids[6] })
      .update({ object_id: mine.sql('campaign_object').select('id').where({ key: 'write' }) });
    await mine.step();
    await written(3);
    expect(mine.files()).to.deep.equal({
      'list.csv': ids.slice(0, 2), 'list (2).csv': ids.slice(2, 3), 'list (3).csv': ids.slice(6, 7),
    });
  });

  it('leaves out who was deleted, and lets nobody pass', async () => {
    const ids = await people(3);
    await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await enter(id, ids);
    await enter(id);
    await mine.step();
    await mine.later('300 seconds');
    await mine.step();
    expect(await mine.places()).to.deep.equal(['good 0', ...at('write', ids)]);
    await deleteCustomer(mine.scope, ids[0] ?? '');
    await removeCampaignMember(mine.scope, id, ids[1] ?? '');
    await written(1);
    expect(mine.files()).to.deep.equal({ 'list.csv': ids.slice(1) });
    expect(await mine.places()).to.deep.equal(['good 0', ...at('good', ids.slice(2))]);
  });

  it('leads on by error, with the reason, when the export is gone before its run can be started', async () => {
    const ids = await people(7);
    await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await removeExport(mine.scope, 'list');
    await enter(id, ids);
    await mine.step();
    expect(await mine.places()).to.deep.equal(at('bad', ids));
    expect((await variables())[0]).to.deep.equal({ exportError: 'Export list not found' });
    expect(await runs()).to.deep.equal([]);
  });

  it('leads on by error when the export is gone while they wait, or the run is cancelled, which can be tried again', async () => {
    const ids = await people(4);
    const { id: first } = await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await enter(id, ids.slice(0, 2));
    await mine.step();
    await removeExport(mine.scope, first);
    await written(1);
    await work?.stop();
    work = undefined;
    await list();
    await enter(id, ids.slice(2));
    await mine.step();
    const [, cancelled = ''] = await runs();
    const begun = JSON.stringify([{ role: 'output', location: 'crm', name: 'list.csv' }]); // and is given up
    await mine.sql('run').where({ id: cancelled }).update({ files: begun });
    await cancelRun(mine.hearing, cancelled);
    await mine.step();
    expect(await mine.places()).to.deep.equal(at('bad', ids));
    const why = (await variables()).map(({ exportError }) => exportError);
    expect(why).to.deep.equal([`Export ${first} not found`, 'its run was cancelled']);
    expect((await variables())[1]?.exportFile).to.equal('');
    await retryRun(mine.hearing, cancelled);
    await written(2);
    expect(mine.files()).to.deep.equal({ 'list.csv': ids.slice(2) });
    expect(await mine.places()).to.deep.equal(at('bad', ids));
  });

  it('leads on by error when the place for the file is gone', async () => {
    const ids = await people(2);
    mine.put('gone', 'a file where the folder was');
    await createLocation(mine.scope, { name: 'gone', kind: 'folder', path: 'crm/gone' });
    await createExport(mine.scope, readExport({ name: 'list', source: { kind: 'campaign' }, file: { location: 'gone', name: 'a.csv' } }));
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await enter(id, ids);
    await mine.step();
    await written(1);
    expect(await mine.places()).to.deep.equal(at('bad', ids));
    expect((await variables())[0]).to.include({ exportFile: '', exportRows: '0' });
    expect((await variables())[0]?.exportError).to.not.equal('');
  });

  it('finishes its file when the campaign is stopped meanwhile', async () => {
    const ids = await people(4);
    await list();
    const { id } = await mine.run([WRITE, START, ...ENDS]);
    await enter(id, ids);
    await mine.step();
    await stopCampaign(mine.scope, id);
    await mine.sweep();
    await written(1);
    expect(mine.files()).to.deep.equal({ 'list.csv': ids });
    expect(await mine.places()).to.deep.equal([]);
  });

  it('tells of the campaign fields that the export names', async () => {
    const ids = await people(2);
    await list({ columns: [{ field: 'id' }, { campaignField: 'voucher' }] });
    const { id } = await mine.run([WRITE, START, ...ENDS], { fields: [{ name: 'voucher' }] });
    await enter(id, ids.slice(0, 1), {}, { voucher: '=SUM' });
    await enter(id, ids.slice(1));
    await mine.step();
    await written(1);
    expect(mine.files()).to.deep.equal({ 'list.csv': [`${ids[0]};'=SUM`, `${ids[1]};`] });
  });

  it('takes the name of the file from its settings, with variables', async () => {
    const ids = await people(2);
    await list({ source: { kind: 'all' } });
    const settings = { export: 'list', file: 'to/{{variable.shop}}.csv' };
    const { id } = await mine.run([['write', 'exportCustomers', settings, EXITS], START, ...ENDS]);
    await enter(id, ids.slice(0, 1), { shop: 'Delft' });
    await mine.step();
    await written(1);
    expect(await mine.places()).to.deep.equal(at('good', ids.slice(0, 1)));
    await enter(id, ids.slice(1), { shop: '../x' });
    await mine.step();
    expect(await mine.places()).to.deep.equal([...at('bad', ids.slice(1)), ...at('good', ids.slice(0, 1))]);
    expect((await variables()).map(({ exportFile, exportError }) => exportFile ?? exportError)[0]).to.equal('to/Delft.csv');
    expect((await variables())[1]?.exportError).to.contain('../x');
  });

  it('is refused with an export that is not there, or of rows, or a file of one member', async () => {
    await withModel(mine.scope);
    await list({ source: { kind: 'table', table: 'extratype' }, columns: [] });
    const refused = (settings: object) => faultOf(mine.run([START, ['write', 'exportCustomers', settings]]));
    expect(await refused({ export: 'other' })).to.contain('Export other not found');
    expect(await refused({ export: 'list' })).to.contain('rows of the data model');
    await list({ name: 'people' });
    expect(await refused({ export: 'people', file: '{{field.city}}.csv' })).to.contain('field.city is of one member');
    expect(await refused({ export: 'people', file: '{X}.csv' })).to.contain('{X}');
    await list({ name: 'vouchers', columns: [{ campaignField: 'voucher' }] });
    expect(await refused({ export: 'vouchers' })).to.contain('campaign field voucher');
  });
});
