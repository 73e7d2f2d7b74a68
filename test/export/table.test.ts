import { expect } from 'chai';
import { deleteCustomer } from '../../src/customer/index.ts';
import { withModel } from '../datamodel/support.ts';
import { exporter, exportGateway, type Exporter, type ExportGateway } from './support.ts';

const MODEL = {
  tables: [
    { name: 'order', columns: [{ name: 'nr', type: 'string', unique: true }, { name: 'day', type: 'date' }] },
    {
      name: 'line', columns: [
        { name: 'sku', type: 'string', unique: true }, { name: 'amount', type: 'number' }, { name: 'price', type: 'decimal' },
        { name: 'gift', type: 'boolean' }, { name: 'at', type: 'datetime' },
      ],
    },
    { name: 'season', columns: [{ name: 'name', type: 'string' }] },
  ],
  contains: [{ parent: 'customer', child: 'order' }, { parent: 'order', child: 'line' }],
  lookups: [],
};

describe('exports: rows of the data model', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  let customer: string;
  let order: string;
  let line: string;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    const model = await withModel(mine.scope, MODEL);
    [customer = ''] = await mine.customers({ externalId: 'K1', emailAddress: 'k@example.com' });
    order = await model.insertRow(mine.scope, ['customer', `clang_${customer}`, 'order'], { nr: 'A-1', day: '2026-05-04' });
    line = await model.insertRow(mine.scope, ['customer', `clang_${customer}`, 'order', order, 'line'], {
      sku: '=S"1', amount: -3, price: 2.5, gift: true, at: '2026-05-04 09:08:07',
    });
    await model.insertRow(mine.scope, ['customer', `clang_${customer}`, 'order', order, 'line'], { sku: 'S2' });
    await model.insertRow(mine.scope, ['season'], { name: 'spring' });
  });

  async function lines(): Promise<string[][]> {
    const { error, files } = await mine.run();
    expect(error).to.equal(null);
    return mine.cells(files[0]?.name ?? '');
  }

  it('have the customer, the keys of their parents and all their columns', async () => {
    await mine.define({ source: { kind: 'table', table: 'line' }, columns: [] });
    const [titles, ...rows] = await lines();
    expect(titles).to.deep.equal([
      'customer.id', 'customer.externalId', 'customer.emailAddress', 'order.clang_id', 'order.nr', 'clang_id', 'sku',
      'amount', 'price', 'gift', 'at',
    ]);
    expect(rows).to.have.length(2);
    expect(rows.find(([, , , , , id]) => id === line)).to.deep.equal([
      customer, 'K1', 'k@example.com', order, 'A-1', line, `'=S"1`, '-3', '2.5', 'true', '2026-05-04 09:08:07',
    ]);
  });

  it('have the columns that are asked for, with formats', async () => {
    await mine.define({
      source: { kind: 'table', table: 'line' }, dialect: { header: false, guard: false },
      columns: [
        { column: 'sku' }, { column: 'day', table: 'order', format: '{d}.{m}.{Y}' }, { field: 'externalId' },
        { column: 'at', format: '{H}h{i}' }, { column: 'clang_parentid' }, { column: 'clang_parentid', table: 'order' },
      ],
    });
    expect((await lines()).sort()).to.deep.equal([
      ['=S"1', '04.05.2026', 'K1', '09h08', order, `clang_${customer}`],
      ['S2', '04.05.2026', 'K1', '', order, `clang_${customer}`],
    ]);
  });

  it('are those whose whole chain is there', async () => {
    await mine.define({ source: { kind: 'table', table: 'line' }, columns: [{ column: 'sku' }] });
    await deleteCustomer(mine.scope, customer);
    expect(await lines()).to.deep.equal([['sku']]);
  });

  it('may be of a table of its own, which has no customer', async () => {
    await mine.define({ source: { kind: 'table', table: 'season' }, columns: [] });
    expect((await lines()).map(([, name]) => name)).to.deep.equal(['name', 'spring']);
    for (const [column, why] of [
      [{ field: 'id' }, 'not below them'], [{ column: 'sku' }, 'Column sku of table season not found'],
      [{ column: 'clang_parentid' }, 'not found'], [{ column: 'nr', table: 'order' }, 'Table order not found'],
    ] as const) {
      const wish = { name: 'bad', source: { kind: 'table', table: 'season' }, columns: [column], file: { location: 'out', name: 'x' } };
      const { status, body } = await mine.ask('POST', '/exports', wish);
      expect(status).to.be.oneOf([400, 404]);
      expect(JSON.stringify(body)).to.include(why);
    }
  });

  it('fail when their table is gone, and say so', async () => {
    await mine.define({ source: { kind: 'table', table: 'season' }, columns: [] });
    await withModel(mine.scope, { ...MODEL, tables: MODEL.tables.slice(0, 2) });
    const { state, error, files } = await mine.run();
    expect([state, error, files.length]).to.deep.equal(['failed', 'Table season not found at this place of the data model', 1]);
  });
});
