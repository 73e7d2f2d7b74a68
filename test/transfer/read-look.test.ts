import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { defineOption } from '../../src/customer/index.ts';
import { createLocation, putFile, type FileLook } from '../../src/transfer/index.ts';
import { tolk } from '../cli/support.ts';
import { manager, refusal, type Answer, type Manager } from '../rest-management/support.ts';
import { makeToken } from '../support/access.ts';
import { scopeOf } from '../support/scope.ts';
import { exportGateway, type ExportGateway } from '../export/support.ts';
import { pieces } from './support.ts';

const FILE = 'E-mail;Klant_nummer;Clubkaart;wat\nanna@x.nl;K1;7;a\nfew;\njan@x.nl;K2;8;b\n';

describe('a look at a file before it is imported', () => {
  let gateway: ExportGateway;
  let mine: Manager;
  before(async () => {
    gateway = await exportGateway({ IMPORT_LOOKED_AT: '50', MAX_BODY: '100000' });
    mine = await manager(gateway);
    const definition = { type: 'text', choices: [], maxLength: null };
    await defineOption(scopeOf(gateway.sql, mine.brand), { name: 'Club-kaart', ...definition });
  });
  after(() => gateway.stop());

  const look = async (body: string | Buffer, query = '', token = mine.token, headers = {}): Promise<Answer> => {
    const response = await fetch(`${gateway.url}/api/v1/imports/look${query}`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: response.status, headers: response.headers, body: await response.json() as unknown };
  };

  it('tells by REST what it is, what its columns may mean, and which records are bad', async () => {
    const { status, body } = await look(FILE);
    expect(status).to.equal(200);
    expect(body).to.deep.equal({
      format: {
        kind: 'csv', charset: 'utf-8', delimiter: ';', quote: '"', header: true, lineEnd: 'lf', widths: [], record: '',
      },
      columns: [
        { name: 'E-mail', field: 'emailAddress', option: null }, { name: 'Klant_nummer', field: 'externalId', option: null },
        { name: 'Clubkaart', field: null, option: 'Club-kaart' }, { name: 'wat', field: null, option: null },
      ],
      first: [['anna@x.nl', 'K1', '7', 'a'], ['jan@x.nl', 'K2', '8', 'b']],
      bad: [{ line: 3, raw: 'few;', why: 'has 2 cells instead of 4' }],
      counts: { read: 3, good: 2, bad: 1 }, isWhole: true, remarks: [],
    });
  });

  it('knows options of its own brand only', async () => {
    const { columns } = (await look(FILE, '', (await manager(gateway)).token)).body as FileLook;
    expect(columns[2]).to.deep.equal({ name: 'Clubkaart', field: null, option: null });
  });

  it('is corrected by the query', async () => {
    const sent = iconv.encode('a,b;c\nd,é;f\n', 'windows-1252');
    const answer = (await look(sent, '?delimiter=,&header=false&quote=&charset=windows-1252')).body as FileLook;
    expect(answer.first).to.deep.equal([['a', 'b;c'], ['d', 'é;f']]);
    expect(answer.format.quote).to.equal('');
    const fixed = (await look('JanOss\n', '?widths=3,3')).body as FileLook;
    expect(fixed.first).to.deep.equal([['Jan', 'Oss']]);
    expect(((await look('a\tb\n1\t2\n', '?delimiter=tab')).body as FileLook).first).to.deep.equal([['1', '2']]);
    for (const query of [
      'delimiter=ab', 'delimiter=%0A', 'charset=ebcdic', 'widths=0', 'header=yes', 'kind=xls', 'x=1', 'delimiter=%22&quote=%22',
    ]) {
      expect(refusal(await look(FILE, `?${query}`)), query).to.equal('400 FIELD_VALUE');
    }
  });

  it('remarks on columns, counts a sample, and cuts long cells', async () => {
    const header = (await look('name;;Name;name\n')).body as FileLook;
    expect(header.remarks).to.deep.equal([
      'column 2 has no name', 'columns 1, 4 are all called name', 'there are no records behind the header',
    ]);
    const long = (await look(`a;b\n${`${'x'.repeat(300)};1\n`.repeat(51)}`)).body as FileLook;
    expect([long.counts.read, long.isWhole]).to.deep.equal([50, false]);
    expect([long.first.length, long.first[0]?.[0]?.length]).to.deep.equal([20, 200]);
    const whole = (await look(`a;b\n${'x;1\n'.repeat(50)}`)).body as FileLook;
    expect([whole.counts.read, whole.isWhole]).to.deep.equal([50, true]);
  });

  it('takes a file of any type, also compressed, and refuses what is none', async () => {
    expect((await look(gzipSync(FILE))).body).to.deep.equal((await look(FILE)).body);
    const asJson = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect((await look(gzipSync(FILE), '', mine.token, asJson)).body).to.deep.equal((await look(FILE)).body);
    expect(refusal(await look(''))).to.equal('400 FILE_UNREADABLE');
    expect(refusal(await look('PK\x03\x04zip'))).to.equal('400 FILE_UNREADABLE');
    expect(refusal(await look('x'.repeat(100_001)))).to.equal('413 BODY_TOO_LARGE');
    const { token } = await makeToken(gateway.sql, { brand: mine.brand, rights: ['data.read'] });
    expect(refusal(await look(FILE, '', token))).to.equal('403 RIGHT_MISSING');
  });

  it('is in the OpenAPI document with a body of bytes', async () => {
    const { paths } = await (await fetch(`${gateway.url}/openapi.json`)).json() as
      { paths: Record<string, { post: { requestBody: unknown; responses: object; parameters: { name: string }[] } }> };
    const post = paths['/api/v1/imports/look']?.post;
    expect(post?.requestBody).to.deep.include({ required: true, content: { 'application/octet-stream': {} } });
    expect(post?.responses).to.include.keys('200', '413');
    expect(post?.parameters.map(({ name }) => name)).to.deep.equal(
      ['kind', 'charset', 'delimiter', 'quote', 'header', 'widths', 'record']);
  });

  it('is had from a terminal, of a file here or in a location', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tolk-look-'));
    try {
      const file = path.join(folder, 'in.csv');
      await writeFile(file, `${FILE}\u001b[2Jx;\n`);
      const env = { DATABASE_URL: gateway.databaseUrl, TOLK_DATA: gateway.data, TOLK_KEY: Buffer.alloc(32, 7).toString('base64') };
      const told = await tolk(['import', 'look', file, '--brand', mine.brand.name], env);
      expect(told.out).to.include('csv, utf-8, lf, delimiter ;, quote ", with a header\n2 good records, 2 bad')
        .and.include('line 3 has 2 cells instead of 4: few;').and.include('option Club-kaart').and.not.include('\u001b');
      const scope = scopeOf(gateway.sql, mine.brand, { settings: { TOLK_DATA: gateway.data } });
      await createLocation(scope, { name: 'drop', kind: 'folder' });
      await putFile(scope, 'drop', 'there.csv', pieces(FILE));
      const json = await tolk(
        ['import', 'look', 'there.csv', '--location', 'drop', '--header', 'false', '--json', '--brand', mine.brand.name], env);
      expect((JSON.parse(json.out) as FileLook).counts).to.deep.equal({ read: 4, good: 3, bad: 1 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
