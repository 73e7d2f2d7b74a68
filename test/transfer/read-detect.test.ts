import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { refusalOf } from './support.ts';
import { read } from './read-support.ts';

const NAMES = 'Naam;Plaats\nJosé;Málaga\nZoë;Oss\n';
const CELLS = [['José', 'Málaga'], ['Zoë', 'Oss']];

describe('what a file to be read is', () => {
  for (const [what, charset, bytes] of [
    ['UTF-8', 'utf-8', Buffer.from(NAMES)],
    ['UTF-8 with a mark', 'utf-8', Buffer.from(`\ufeff${NAMES}`)],
    ['Windows-1252', 'windows-1252', iconv.encode(NAMES, 'windows-1252')],
    ['UTF-16 with a mark', 'utf-16le', iconv.encode(NAMES, 'utf-16le', { addBOM: true })],
    ['UTF-16 without one', 'utf-16le', iconv.encode(NAMES, 'utf-16le')],
    ['UTF-16 BE with a mark', 'utf-16be', iconv.encode(NAMES, 'utf-16be', { addBOM: true })],
    ['UTF-16 BE without one', 'utf-16be', iconv.encode(NAMES, 'utf-16be')],
    ['UTF-8 in gzip', 'utf-8', gzipSync(NAMES)],
  ] as const) {
    it(`is told by its head: ${what}`, async () => {
      for (const size of [1, 3, 1000]) {
        const { format, columns, good, bad } = await read(bytes, {}, {}, size);
        expect(format.charset).to.equal(charset);
        expect(columns).to.deep.equal(['Naam', 'Plaats']);
        expect([good, bad]).to.deep.equal([CELLS, []]);
      }
    });
  }

  it('has one of the usual delimiters, or an unusual one that parts all lines alike', async () => {
    for (const delimiter of [';', ',', '\t', '|', '.', '-', '/']) {
      const text = ['name', 'city', 'note', '\n', 'Jan', 'Oss', 'x', '\nPiet', 'Delft', 'y'].join(delimiter)
        .replaceAll(`${delimiter}\n${delimiter}`, '\n').replaceAll(`${delimiter}\n`, '\n');
      const { format, good } = await read(text);
      expect(format.delimiter).to.equal(delimiter);
      expect(good).to.deep.equal([['Jan', 'Oss', 'x'], ['Piet', 'Delft', 'y']]);
    }
  });

  it('has one column when nothing parts it, whatever stands in it', async () => {
    for (const cells of [['e-mail', 'a-b@x.nl', 'c@y.nl'], ['day', '2026-01-02', '2026-01-03'], ['site', 'x.nl/a', 'y.nl']]) {
      expect((await read(cells.join('\n'))).good).to.deep.equal(cells.slice(1).map((cell) => [cell]));
    }
  });

  it('prefers the delimiter that fits all lines to one within texts', async () => {
    const { good } = await read('name;remark\nJan;"a, b, c"\nPiet;d, e, f\nAnna;"1;2"\n');
    expect(good).to.deep.equal([['Jan', 'a, b, c'], ['Piet', 'd, e, f'], ['Anna', '1;2']]);
  });

  it('may have single quotes around cells, which names may begin with', async () => {
    expect((await read('\'name\',\'city\'\n\'Jan, P\',\'Oss\'\n')).good).to.deep.equal([['Jan, P', 'Oss']]);
    expect((await read('name,city\n\'t Hart,Oss\n')).good).to.deep.equal([['\'t Hart', 'Oss']]);
  });

  it('has a header when its first record is words', async () => {
    expect((await read('name;city\n1;2\n')).columns).to.deep.equal(['name', 'city']);
    const { columns, good } = await read('jan@x.nl;Oss\nanna@x.nl;Delft\n');
    expect(columns).to.deep.equal(['1', '2']);
    expect(good).to.have.length(2);
  });

  it('is what somebody says, where that is said', async () => {
    const text = iconv.encode('a,b;\'c,d\'\né,f;g\n', 'windows-1252');
    const wish = { delimiter: ',', quote: '', header: false, charset: 'windows-1252' } as const;
    const { columns, good, format } = await read(text, wish);
    expect(format).to.include(wish);
    expect(columns).to.deep.equal(['1', '2', '3'].slice(0, 3));
    expect(good).to.deep.equal([['a', 'b;\'c', 'd\'']]);
    expect((await read('name;city\nx;y\n', { header: false })).good).to.have.length(2);
  });

  it('is refused when it is no file of records, in words', async () => {
    const zip = Buffer.from('PK\x03\x04rest', 'latin1');
    const dos = Buffer.from('naam;plaats\nJos\x82e;Oss\nZo\x89l;Oss\n', 'latin1');
    for (const [content, why] of [
      ['', 'it is empty'], ['\n\n', 'it has no records'], ['\ufeff', 'it has no records'], [zip, 'it is a ZIP file'],
      [gzipSync(''), 'it is empty'], [gzipSync(NAMES.repeat(99)).subarray(0, 60), 'its gzip data are broken'],
      ['a;b\rc;d\r', 'its lines end as on an old Macintosh'], [dos, 'its letters are those of MS-DOS'],
      ['"name;city', 'line 1 a quote is not closed'],
    ] as const) {
      expect(await refusalOf(read(content))).to.match(new RegExp(`^FILE_UNREADABLE The file cannot be read: ${why}`));
    }
    expect(await refusalOf(read(gzipSync('x'.repeat(10_000)), {}, { FILE_BYTES: '5000' })))
      .to.include('unpacked it has more than 5000 bytes');
    expect(await refusalOf(read('a;b;c\n', {}, { IMPORT_COLUMNS: '2' }))).to.include('it has 3 columns, the most are 2');
    expect(await refusalOf(read('abc\n', { kind: 'fixed' }))).to.include('need their widths');
  });

  it('may be a header and nothing else', async () => {
    expect(await read('name;city')).to.deep.include({ columns: ['name', 'city'], good: [], bad: [] });
  });
});
