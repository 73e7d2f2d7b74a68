import { expect } from 'chai';
import { exporter, exportGateway, type ExportGateway } from './support.ts';

const CUSTOMERS = 200_000;
const LENGTH = 100;
const COLUMNS = 15;
const MOST_GROWTH = 150_000_000;

describe('exports of many customers', () => {
  let gateway: ExportGateway;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());

  it('take no memory for their lines', async () => {
    const mine = await exporter(gateway);
    await gateway.sql.raw(`insert into customer (brand_id, lastname, created_by, modified_by)
      select ?, repeat('x', ?::int), '', '' from generate_series(1, ?::int) n`, [mine.brand.id, LENGTH, CUSTOMERS]);
    await mine.define({ columns: Array.from({ length: COLUMNS }, () => ({ field: 'lastname' })) });
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 20);
    const { counters: { rows, bytes = 0 } } = await mine.run();
    clearInterval(watch);
    expect(rows).to.equal(CUSTOMERS);
    expect(bytes).to.be.above(2 * MOST_GROWTH);
    expect(most - before).to.be.below(MOST_GROWTH);
  });
});
