import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { isBad } from '../../src/transfer/read/index.ts';
import { opened, read } from './read-support.ts';
import { refusalOf } from './support.ts';

describe('records of a file that is read', () => {
  it('are bad one by one, with their line and text, and do not stop the file', async () => {
    const text = [
      'name;city', 'Jan;Oss', 'few', 'too;many;cells', '"Anna\nMaria";Delft', '"x"y;z', '', 'n\0l;z', '24" disk;"a ""b"" c"',
      '"open;never', 'Piet;Ede', '"at the end;Ede',
    ].join('\r\n');
    for (const size of [1, 2, 5, 1000]) {
      const { good, lines, bad } = await read(text, {}, {}, size);
      expect(good).to.deep.equal([
        ['Jan', 'Oss'], ['Anna\nMaria', 'Delft'], ['24" disk', 'a "b" c'], ['Piet', 'Ede'],
      ]);
      expect(lines).to.deep.equal([2, 5, 10, 12]);
      expect(bad).to.deep.equal([
        '3: few: has 1 cells instead of 2', '4: too;many;cells: has 3 cells instead of 2',
        '7: "x"y;z: text follows a closing quote', '9: n\0l;z: has a NUL byte',
        '11: "open;never: text follows a closing quote', '13: "at the end;Ede: a quote is not closed',
      ]);
    }
  });

  it('are bad when a byte is not of the character set, and show it as Windows would', async () => {
    const lines = ['naam;plaats\n', 'Zoë;Málaga\n', 'José;Oss\n'].map((line) => Buffer.from(line));
    const mixed = Buffer.concat([...lines, iconv.encode('Renée;Oss\n', 'windows-1252'), Buffer.from('Jan;Oss\n')]);
    expect(await read(mixed)).to.deep.include({
      good: [['Zoë', 'Málaga'], ['José', 'Oss'], ['Jan', 'Oss']], bad: ['4: Renée;Oss: has bytes that are not utf-8'],
    });
    const windows = Buffer.concat([iconv.encode('naam;x\nJosé;€\n', 'windows-1252'), Buffer.from('a\x81;b\n', 'latin1')]);
    const { good, bad } = await read(windows);
    expect(good).to.deep.equal([['José', '€']]);
    expect(bad[0]).to.match(/^3: .*has bytes that are not windows-1252$/);
    const lone = Buffer.concat([iconv.encode('naam;x\nJan;', 'utf-16le'), Buffer.from([0x00, 0xd8]), iconv.encode('\nA;b\n', 'utf-16le')]);
    expect((await read(lone)).bad).to.have.length(1);
    expect((await read(lone)).good).to.deep.equal([['A', 'b']]);
  });

  it('are bad when they are too long, with or without quotes', async () => {
    const limits = { IMPORT_RECORD_BYTES: '1000' };
    const long = 'x'.repeat(5000);
    const text = `name;city\nJan;Oss\n${long};a\nAnna;Ede\n"${long}";b\n"1\n${long}\n2";c\nPiet;Ede\n${long}`;
    for (const size of [10, 100_000]) {
      const { good, bad } = await read(text, {}, limits, size);
      expect(good).to.deep.equal([['Jan', 'Oss'], ['Anna', 'Ede'], ['2"', 'c'], ['Piet', 'Ede']]);
      expect(bad.map((told) => told.replaceAll(/x+/g, 'x'))).to.deep.equal([
        '3: x;a: is longer than 1000 bytes', '5: "x";b: is longer than 1000 bytes',
        '6: "1: is longer than 1000 bytes, or a quote is not closed', '7: x: is longer than 1000 bytes',
        '10: x: is longer than 1000 bytes',
      ]);
    }
  });

  it('of a fixed length have their columns by characters', async () => {
    const text = 'nr  naam    plaats\n1   Zoë     Oss   \n 22 Jan\n333 Anna    Delft too long\n';
    expect(await read(text, { widths: [4, 8, 6], header: true })).to.deep.include({
      columns: ['nr', 'naam', 'plaats'], good: [['1', 'Zoë', 'Oss'], ['22', 'Jan', '']],
      bad: ['4: 333 Anna    Delft too long: has 26 characters, the columns have 18'],
    });
  });

  it('end the source of a file that is refused', async () => {
    const { openRecords } = await import('../../src/transfer/read/index.ts');
    const { readConfig } = await import('../../src/config.ts');
    for (const head of [
      Buffer.from('PK\x03\x04'), Buffer.from('a\rb\r'), Buffer.from('a;b;c\n'), Buffer.from('<all/>'), gzipSync('a\rb\r'),
    ]) {
      const source = Readable.from([head, Buffer.alloc(70_000, head.subarray(-1))]);
      const refusal = await refusalOf(openRecords(source, {}, readConfig({ IMPORT_COLUMNS: '2' })));
      expect(refusal).to.match(/^FILE_UNREADABLE/);
      expect(source.destroyed, refusal).to.equal(true);
    }
  });

  it('end the source when nobody wants more of them', async () => {
    let isEnded = false;
    async function* endless(): AsyncGenerator<Buffer, undefined> {
      try {
        yield Promise.resolve(Buffer.from('name;city\n'));
        for (;;) yield Promise.resolve(Buffer.from('Jan;Oss\n'.repeat(10_000)));
      } finally {
        isEnded = true;
      }
    }
    const { openRecords } = await import('../../src/transfer/read/index.ts');
    const { readConfig } = await import('../../src/config.ts');
    const { records } = await openRecords(endless(), {}, readConfig({}));
    for await (const record of records) {
      expect(isBad(record)).to.equal(false);
      break;
    }
    expect(isEnded).to.equal(true);
  });

  it('are held one by one, however many', async () => {
    const line = `K;${'cell;'.repeat(18)}"end ""x"""\n`;
    async function* many(): AsyncGenerator<Buffer, undefined> {
      for (let at = 0; at < 1000; at++) yield Promise.resolve(Buffer.from(line.repeat(1000)));
    }
    const { openRecords } = await import('../../src/transfer/read/index.ts');
    const { readConfig } = await import('../../src/config.ts');
    const { records } = await openRecords(many(), { header: false }, readConfig({}));
    const before = process.memoryUsage().rss;
    let count = 0;
    let most = 0;
    for await (const record of records) {
      if (!isBad(record)) count++;
      if (count % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(count).to.equal(1_000_000);
    expect(most).to.be.below(150 * 1024 * 1024);
  });

  it('of XML are elements, their child elements the cells', async () => {
    const xml = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<all>\n<c><name>Jos\xe9 &amp; co</name><city/></c>\n'
      + '<c><city><![CDATA[<Oss>]]></city></c>\n<c><name>a</name><name>b</name></c>\n<c>x<name>a</name></c>\n'
      + '<c><name><b>x</b></name></c>\n<other><c/></other>\n</all>';
    for (const size of [1, 1000]) {
      const { columns, good, bad, format } = await read(Buffer.from(xml, 'latin1'), {}, {}, size);
      expect(format).to.include({ kind: 'xml', record: 'c', charset: 'windows-1252' });
      expect(columns).to.deep.equal(['name', 'city']);
      expect(good).to.deep.equal([['José & co', ''], ['', '<Oss>'], ['', '']]);
      expect(bad).to.deep.equal([
        '5: <c><name>a</name><name>b</name></c>: has the element name twice',
        '6: <c>x<name>a</name></c>: has text beside its elements',
        '7: <c><name><b>x</b></name></c>: has elements within an element (b)',
      ]);
    }
  });

  it('of XML end where it is not well-formed, which is told', async () => {
    const { records } = await opened(`<all>${'<c><n>1</n></c>'.repeat(150)}<c></all>`);
    let count = 0;
    let told = '';
    try {
      for await (const record of records) count += isBad(record) ? 0 : 1;
    } catch (error) {
      told = (error as Error).message;
    }
    expect(count).to.equal(150);
    expect(told).to.match(/cannot be read: its XML is not well-formed/);
  });
});
