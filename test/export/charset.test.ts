import { expect } from 'chai';
import { gunzipSync } from 'node:zlib';
import { asWindows1252, withCrlf } from '../../src/export/encode.ts';
import { exporter, exportGateway, type Exporter, type ExportGateway } from './support.ts';

/** Bytes in pieces of every size: what is cut apart must not show. */
async function* cut(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('exports: characters and line ends', () => {
  let gateway: ExportGateway;
  let mine: Exporter;

  before(async () => {
    gateway = await exportGateway();
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await exporter(gateway);
  });

  const lastname = { columns: [{ field: 'lastname' }], dialect: {} };

  it('is UTF-8, with a byte order mark when asked for', async () => {
    await mine.customers({ lastname: 'Müller €' });
    await mine.define(lastname);
    await mine.define({ ...lastname, name: 'marked', dialect: { charset: 'utf-8-bom', header: false } });
    await mine.run();
    await mine.run('marked');
    expect((await mine.bytes('test.csv')).toString()).to.equal('lastname\nMüller €\n');
    expect([...await mine.bytes('test (2).csv')].slice(0, 3)).to.deep.equal([0xef, 0xbb, 0xbf]);
    expect((await mine.bytes('test (2).csv')).toString()).to.equal('\ufeffMüller €\n');
  });

  it('is Windows-1252 with question marks for what that has not, and counts them', async () => {
    await mine.customers({ lastname: 'e\u0301 € ß ’ 日 😀 \u0085 ł' });
    await mine.define({ ...lastname, dialect: { charset: 'windows-1252', header: false } });
    const { counters } = await mine.run();
    expect((await mine.bytes('test.csv')).toString('latin1')).to.equal('\xe9 \x80 \xdf \x92 ? ? ? ?\n');
    expect(counters).to.deep.equal({ rows: 1, bytes: 16, replaced: 4 });
  });

  it('is gzip when asked for', async () => {
    await mine.customers({ lastname: 'a' }, { lastname: 'a' });
    await mine.define({ ...lastname, file: { name: 'test.csv.gz', gzip: true } });
    const { counters } = await mine.run();
    const packed = await mine.bytes('test.csv.gz');
    expect(gunzipSync(packed).toString()).to.equal('lastname\na\na\n');
    expect(counters).to.deep.equal({ rows: 2, bytes: packed.length });
  });

  it('ends lines with CRLF, not those inside of quotes, wherever it is cut', async () => {
    const text = 'a;"b\n""\nc"\n"";d\n"""";\n';
    for (let size = 1; size <= text.length; size++) {
      expect((await whole(withCrlf(cut(text, size), '"'))).toString()).to.equal('a;"b\n""\nc"\r\n"";d\r\n"""";\r\n');
    }
  });

  it('finds characters of several bytes wherever they are cut', async () => {
    const text = 'ä€日😀e\u0301\nz';
    for (let size = 1; size <= 20; size++) {
      let replaced = 0;
      const bytes = await whole(asWindows1252(cut(text, size), (count) => { replaced += count; }));
      expect([bytes.toString('latin1'), replaced]).to.deep.equal(['\xe4\x80??\xe9\nz', 2]);
    }
  });
});
