import { expect } from 'chai';
import { defineOption } from '../../src/customer/index.ts';
import { exporter, exportGateway, type Exporter, type ExportGateway } from './support.ts';

/** What makes CSV hard, as the last name of a customer each. */
const HARD = [
  'plain', 'semi;colon', 'com,ma', 'quo"te', '"', '""', 'line\nbreak', 'return\rhere', 'both\r\nof them', '\\.', '\\N',
  ' blanks ', 'tab\there', '', 'ëéß€', '日本😀', 'a\\b', `it's`,
];

describe('exports: how the file is written', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  /** Last names as an independent reader finds them, in the order of the customers. */
  async function lastnames(dialect: object, options: object = {}): Promise<string[]> {
    const name = `test ${Math.random()}`;
    await mine.define({
      name, columns: [{ field: 'id' }, { field: 'lastname' }], dialect: { header: false, guard: false, ...dialect },
      file: { name: `${name}.csv` },
    });
    expect((await mine.run(name)).error).to.equal(null);
    const read = await mine.cells(`${name}.csv`, options);
    return read.sort(([one], [other]) => Number(one) - Number(other)).map(([, lastname = '']) => lastname);
  }

  it('gives every text back to a reader of CSV, in any dialect', async () => {
    await mine.customers(...HARD.map((lastname) => ({ lastname })));
    expect(await lastnames({}, { record_delimiter: '\n' })).to.deep.equal(HARD);
    for (const [dialect, options] of [
      [{ delimiter: ',', lineEnd: 'crlf' }, { delimiter: ',', record_delimiter: '\r\n' }],
      [{ delimiter: '\t', quoting: 'all' }, { delimiter: '\t', record_delimiter: '\n' }],
      [{ delimiter: '|', quote: '\'', lineEnd: 'crlf' }, { delimiter: '|', quote: '\'', record_delimiter: '\r\n', escape: '\'' }],
    ] as const) expect(await lastnames(dialect, options)).to.deep.equal(HARD);
  });

  it('has the cells of one column too, empty ones as well', async () => {
    await mine.customers({ lastname: '\\.' }, { lastname: '' }, { lastname: 'x' });
    await mine.define({ columns: [{ field: 'lastname' }], dialect: { header: false, guard: false } });
    await mine.run();
    expect((await mine.bytes('test.csv')).toString().split('\n').sort()).to.deep.equal(['', '', '"\\."', 'x']);
  });

  it('has titles in the order of the columns, fixed values and options', async () => {
    await defineOption(mine.scope, { name: `card; "gold"'s`, type: 'text', choices: [], maxLength: null });
    await mine.customers({ externalId: 'K1', options: [{ name: `card; "gold"'s`, value: 'yes; "no"' }] }, { externalId: 'K2' });
    await mine.define({ columns: [
      { value: 'fix', title: 'origin' }, { option: `card; "gold"'s` }, { field: 'externalId', title: 'Kunde;nr' },
      { option: `card; "gold"'s`, title: 'again' },
    ] });
    await mine.run();
    const [titles, ...lines] = await mine.cells('test.csv');
    expect(titles).to.deep.equal(['origin', `card; "gold"'s`, 'Kunde;nr', 'again']);
    expect(lines.sort()).to.deep.equal([['fix', '', 'K2', ''], ['fix', 'yes; "no"', 'K1', 'yes; "no"']]);
  });

  it('formats dates and times in the zone of the brand', async () => {
    for (const [name, type] of [['day', 'date'], ['at', 'datetime'], ['hour', 'time']] as const) {
      await defineOption(mine.scope, { name, type, choices: [], maxLength: null });
    }
    const [id] = await mine.customers({ birthday: '1980-03-09', options: [
      { name: 'day', value: '2026-10-25' }, { name: 'at', value: '2026-01-02 03:04' }, { name: 'hour', value: '23:59' },
    ] });
    await gateway.sql('customer').where({ id }).update({ created_at: '2026-07-01T22:30:05.9Z' });
    await mine.define({ columns: [
      { field: 'birthday' }, { field: 'birthday', format: '{d}-{m}-{Y}' }, { field: 'createdAt' },
      { field: 'createdAt', format: '{Y}"{m}\\{d}T{H}:{i}:{s} YYYY' }, { option: 'day', format: '{d}/{m}' },
      { option: 'at', format: '{Y}{m}{d} {H}{i}{s}' }, { option: 'hour', format: '{H}u{i}' }, { option: 'day' },
    ], dialect: { header: false } });
    await mine.run();
    expect(await mine.cells('test.csv')).to.deep.equal([[
      '1980-03-09', '09-03-1980', '2026-07-02 00:30:05', '2026"07\\02T00:30:05 YYYY', '25/10', '20260102 030400', '23u59',
      '2026-10-25',
    ]]);
  });

  it('leaves a customer without a birthday an empty cell, and an option that fits its type no more as it is', async () => {
    await defineOption(mine.scope, { name: 'day', type: 'text', choices: [], maxLength: null });
    await mine.customers({ options: [{ name: 'day', value: 'soon' }] });
    await defineOption(mine.scope, { name: 'day', type: 'date', choices: [], maxLength: null });
    await mine.define({
      columns: [{ field: 'birthday', format: '{Y}' }, { option: 'day', format: '{Y}' }, { field: 'id' }], dialect: { header: false },
    });
    await mine.run();
    expect((await mine.cells('test.csv'))[0]?.slice(0, 2)).to.deep.equal(['', 'soon']);
  });

  it('puts an apostrophe before what a spreadsheet would take for a formula, not before numbers', async () => {
    const given = ['=1+1', '+cmd', '-cmd|x', '@sum', '\ttab', '\rreturn', '+31612345678', '-1,5', '-', 'a=b', '- 1'];
    await mine.customers(...given.map((lastname) => ({ lastname })));
    expect(await lastnames({ guard: true }, { record_delimiter: '\n' })).to.deep.equal([
      `'=1+1`, `'+cmd`, `'-cmd|x`, `'@sum`, `'\ttab`, `'\rreturn`, '+31612345678', '-1,5', `'-`, 'a=b', `'- 1`,
    ]);
    expect(await lastnames({ guard: false }, { record_delimiter: '\n' })).to.deep.equal(given);
  });
});
