import { expect } from 'chai';
import { deleteCustomer } from '../../src/customer/index.ts';
import { changeImport, removeImport } from '../../src/transfer/index.ts';
import { withModel } from '../datamodel/support.ts';
import { complaint, refusal } from '../rest-management/support.ts';
import { importOf, ORDERS } from '../transfer/import-support.ts';
import { notedRun, someImport } from '../transfer/outcome-support.ts';
import { exporter, exportGateway, exportWish, type Exporter, type ExportGateway } from './support.ts';

describe('exports of whom an import made or met', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  let importId: string;
  let runs: string[];
  let customers: string[];

  before(async () => { gateway = await exportGateway(); });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    importId = (await someImport(mine.scope, { name: 'members' })).id;
    customers = await mine.customers(...['a', 'b', 'c', 'd', 'e'].map((externalId) => ({ externalId })));
    const [a = '', b = '', c = '', d = ''] = customers;
    runs = [
      await notedRun(mine.scope, { importId }, { inserted: [a], updated: [b] }),
      await notedRun(mine.scope, { importId }, { inserted: [c], updated: [a] }, { unchanged: [d] }),
    ];
  });
  const wish = (source: object) =>
    ({ source: { kind: 'import', import: 'members', ...source }, columns: [{ field: 'externalId' }], dialect: { header: false } });

  async function told(): Promise<string[]> {
    const { error, files } = await mine.run();
    expect(error).to.equal(null);
    return (await mine.cells(files[0]?.name ?? '')).flat().sort();
  }

  const cases: [what: string, source: () => object, who: string[]][] = [
    ['all of the last run', () => ({}), ['a', 'c', 'd']],
    ['the new ones of the last run', () => ({ which: 'new' }), ['c']],
    ['those that a run changed', () => ({ which: 'updated', run: runs[0] }), ['b']],
    ['all of a run', () => ({ run: runs[0] }), ['a', 'b']],
  ];
  for (const [what, source, who] of cases) {
    it(`tell ${what}`, async () => {
      await mine.define(wish(source()));
      expect(await told()).to.deep.equal(who);
    });
  }

  it('tell the run that is the last by then, of the import that they meant, and nobody who is deleted', async () => {
    await mine.define(wish({}));
    await changeImport(mine.scope, importId, importOf({ name: 'renamed' }));
    const [a = '', , , , e = ''] = customers;
    await notedRun(mine.scope, { importId }, { updated: [a, e] });
    await deleteCustomer(mine.scope, a);
    expect(await told()).to.deep.equal(['e']);
    expect((await mine.ask('GET', '/exports/test')).body).to.have.property('source').that.deep.equals(
      { kind: 'import', import: importId, which: 'all', run: 'last', changedOnly: false });
  });

  it('fail when the import has gone', async () => {
    await mine.define(wish({}));
    await removeImport(mine.scope, importId);
    expect(await mine.run()).to.include({ state: 'failed', error: `Import ${importId} not found` });
    expect(await mine.files()).to.not.include('test.csv');
  });

  it('are refused for what is no import of customers, no run of it, or another brand\'s', async () => {
    const asked = async (source: object) => mine.ask('POST', '/exports', exportWish(wish(source)));
    expect(refusal(await asked({ import: 'nobody' }))).to.equal('404 IMPORT_NOT_FOUND');
    expect(refusal(await asked({ which: 'old' }))).to.equal('400 FIELD_VALUE');
    expect(complaint(await asked({ run: 'first' }))).to.match(/source.run: is neither last nor the number of a run/);
    const other = (await someImport(mine.scope, { name: 'other' })).id;
    expect(refusal(await asked({ import: other, run: runs[0] }))).to.equal('404 RUN_NOT_FOUND');
    await withModel(mine.scope, ORDERS);
    const target = {
      kind: 'rows', table: 'order', parent: [{ of: 'customer', by: 'externalId', column: 'customer' }], unique: ['nr'],
    };
    await someImport(mine.scope, { name: 'orders', target });
    expect(complaint(await asked({ import: 'orders' }))).to.match(/source.import: is no import of customers/);
    const theirs = await exporter(gateway);
    expect(refusal(await theirs.ask('POST', '/exports', exportWish(wish({ import: importId }))))).to.equal('404 IMPORT_NOT_FOUND');
  });
});
