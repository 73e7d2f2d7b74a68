import { expect } from 'chai';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Datamodel } from '../../src/datamodel/index.ts';
import type { ListedRun } from '../../src/schedule/index.ts';
import { exporter, exportGateway, runEnd, type Exporter, type ExportGateway } from '../export/support.ts';
import { makeToken } from '../support/access.ts';
import { rowsInStore } from './import-support.ts';
import { withModel } from './support.ts';

const SHOP = {
  tables: [
    {
      name: 'order', columns: [
        { name: 'nr', type: 'string', unique: true }, { name: 'day', type: 'date' }, { name: 'paid', type: 'boolean' },
      ],
    },
    { name: 'line', columns: [{ name: 'sku', type: 'string', unique: true }, { name: 'amount', type: 'number' }] },
  ],
  contains: [{ parent: 'customer', child: 'order' }, { parent: 'order', child: 'line' }],
  lookups: [],
};
const CUSTOMER = { of: 'customer', by: 'externalId', column: 'customer' };
const ORDERS = {
  name: 'orders', target: { kind: 'rows', table: 'order', unique: ['nr'], parent: [CUSTOMER] },
  columns: [
    { column: 'order', rowColumn: 'nr' }, { column: 'day', rowColumn: 'day', cleanUps: [{ date: '{d}/{m}/{Y}' }] },
    { column: 'paid', rowColumn: 'paid' },
  ],
  file: { location: 'out', name: 'orders*.csv', archive: 'done' },
};
const LINES = {
  name: 'lines', target: { kind: 'rows', table: 'line', unique: ['sku'], parent: [{ of: 'order', by: 'nr', column: 'order' }] },
  file: { location: 'out', name: 'lines*.csv', archive: 'done' },
};

describe('files into the data model', () => {
  let gateway: ExportGateway;
  let mine: Exporter;
  let datamodel: Datamodel;
  let ada: string;
  let bob: string;
  before(async () => { gateway = await exportGateway({ IMPORT_SETTLE: '0' }); });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
    datamodel = await withModel(mine.scope, SHOP);
    [ada = '', bob = ''] = await mine.customers({ externalId: 'K1' }, { externalId: 'K2' });
    for (const wish of [ORDERS, LINES]) expect((await mine.ask('POST', '/imports', wish)).status).to.equal(201);
  });

  const put = async (name: string, lines: readonly string[]) => {
    await mkdir(mine.folder, { recursive: true });
    await writeFile(path.join(mine.folder, name), lines.join('\n'));
  };
  const run = async (name: string, body?: object): Promise<ListedRun> => {
    const { status, body: started } = await mine.ask('POST', `/imports/${name}/runs`, body);
    expect(status, JSON.stringify(started)).to.equal(202);
    return runEnd(mine.ask, (started as ListedRun).id);
  };
  const outcome = ({ state, error, counters }: ListedRun) => {
    const { read, inserted, updated, unchanged, repeated, bad } = counters as Record<string, number>;
    return { state, error, counters: [read, inserted, updated, unchanged, repeated, bad] };
  };
  const get = async (address: string) => {
    const { token } = await makeToken(gateway.sql, { brand: mine.brand, rights: ['data.read'] });
    const response = await fetch(`${gateway.url}/dataextension/${address}?token=${token}`);
    expect(response.status, address).to.equal(200);
    return (await response.json() as Record<string, unknown>[]);
  };
  const errors = async (name: string) => (await readFile(path.join(mine.folder, name), 'utf8')).trim().split(/\r?\n/);

  it('come as rows that the REST door shows, parents first, and leave the bad ones behind', async () => {
    await put('orders.csv', [
      'customer;order;day;paid', 'K1;A-1;1/3/2026;yes', 'K2;A-2;2/3/2026;', 'K9;A-3;3/3/2026;', 'K1;A-4;31/2/2026;', 'K1;A-1;4/3/2026;no',
    ]);
    expect(outcome(await run('orders'))).to.deep.equal({ state: 'done', error: null, counters: [5, 2, 0, 0, 1, 2] });
    await put('lines.csv', ['order;SKU;Amount', 'A-1;lamp;2', 'A-1;bulb;4', 'A-2;lamp;1', 'A-3;lamp;7', 'A-2;bulb;some']);
    expect(outcome(await run('lines'))).to.deep.equal({ state: 'done', error: null, counters: [5, 3, 0, 0, 0, 2] });

    const [order] = await get(`customer/clang_${ada}/order`);
    expect(order).to.deep.include({ nr: 'A-1', day: '2026-03-04', paid: false, clang_createdby: mine.user.name });
    const [other] = await get(`customer/clang_${bob}/order`);
    expect(other).to.deep.include({ nr: 'A-2', day: '2026-03-02', paid: null });
    expect((await get(`customer/clang_${ada}/order/${String(order?.['clang_id'])}/line`)).map(({ sku, amount }) => [sku, amount]))
      .to.deep.equal([['lamp', 2], ['bulb', 4]]);
    expect((await get(`customer/clang_${bob}/order/${String(other?.['clang_id'])}/line`)).map(({ sku }) => sku)).to.deep.equal(['lamp']);

    expect(await errors('orders.errors.csv')).to.deep.equal([
      'customer;order;day;paid;line;error',
      'K9;A-3;3/3/2026;;4;Parent not found: there is no customer with externalId K9',
      'K1;A-4;31/2/2026;;5;Column day: is no day or time that there is (31/2/2026)',
    ]);
    expect(await errors('lines.errors.csv')).to.deep.equal([
      'order;SKU;Amount;line;error',
      'A-3;lamp;7;5;Parent not found: there is no order with nr A-3',
      'A-2;bulb;some;6;Column amount: is not a whole number (some)',
    ]);
    expect((await readdir(path.join(mine.folder, 'done'))).sort()).to.deep.equal(['lines.csv', 'orders.csv']);
    expect(await mine.scope.sql('dm_stage').where({ brand_id: mine.brand.id })).to.deep.equal([]);
  });

  it('are told of by a dry run, which changes nothing', async () => {
    const file = ['customer;order;day;paid', 'K1;A-1;1/3/2026;yes', 'K9;A-2;1/3/2026;yes'];
    await put('orders.csv', file);
    expect(outcome(await run('orders', { dryRun: true }))).to.deep.include({ state: 'done', counters: [2, 1, 0, 0, 0, 1] });
    expect(await rowsInStore(datamodel, mine.scope, 'order')).to.deep.equal([]);
    expect(await mine.scope.sql('dm_stage').where({ brand_id: mine.brand.id })).to.deep.equal([]);
    expect(outcome(await run('orders'))).to.deep.include({ state: 'done', counters: [2, 1, 0, 0, 0, 1] });
    await put('orders2.csv', [...file, 'K2;B-1;;']);
    expect(outcome(await run('orders'))).to.deep.include({ state: 'done', counters: [3, 1, 0, 1, 0, 1] });
  });

  it('fail as a whole when the model has not what they fill any more', async () => {
    await put('orders.csv', ['customer;order;day;paid', 'K1;A-1;1/3/2026;yes']);
    await datamodel.change(mine.scope, (now) => ({
      ...now, tables: now.tables.map((table) => ({ ...table, columns: table.columns.filter(({ name }) => name !== 'paid') })),
    }), { force: true });
    expect(outcome(await run('orders'))).to.deep.include({ state: 'failed', error: 'Column paid of table order not found' });
    expect(await rowsInStore(datamodel, mine.scope, 'order')).to.deep.equal([]);
  });
});
