import { expect } from 'chai';
import { exporter, exportGateway, type Exporter, type ExportGateway } from './support.ts';

describe('exports: customers to a file', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  it('writes all customers of the brand, and of no other, under the name that the run tells', async () => {
    const other = await exporter(gateway);
    await other.customers({ emailAddress: 'theirs@example.com' });
    const ids = await mine.customers({ emailAddress: 'a@example.com' }, { emailAddress: 'b@example.com' });
    await mine.define();
    const run = await mine.run();
    expect(run.error).to.equal(null);
    const { state, counters, files, kind, name } = run;
    const { length } = await mine.bytes('test.csv');
    expect({ state, counters, files, kind, name }).to.deep.equal({
      state: 'done', kind: 'export', name: 'test', counters: { rows: 2, bytes: length },
      files: [{ role: 'output', location: 'out', name: 'test.csv', bytes: length }],
    });
    expect(await mine.files()).to.deep.equal(['test.csv']);
    expect((await mine.cells('test.csv')).sort()).to.deep.equal([
      [ids[0], 'a@example.com'], [ids[1], 'b@example.com'], ['id', 'emailAddress'],
    ]);
    expect(await gateway.sql('export_file')).to.deep.equal([]);
  });
});
