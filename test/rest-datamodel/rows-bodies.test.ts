import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { refusalOf, type Answer } from './model-calls.ts';
import { rowCaller, type RowCaller } from './row-calls.ts';

const MOST_CHARACTERS = 1_048_576;

describe('bodies of rows over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  let customer: string;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
    customer = await caller.customer();
  });
  after(() => gateway.stop());

  const post = (body: unknown, headers = {}) => caller.send('POST', `${customer}/stay`, { body, headers });
  const rowOf = async (made: Answer) => {
    expect(made.status, made.text).to.equal(201);
    return fetch(made.headers.get('x-resource') ?? '', { headers: { authorization: `Bearer ${caller.token}` } });
  };

  it('are JSON, whatever their type says', async () => {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense', '']) {
      const row = await rowOf(await post({ nights: 3 }, { 'content-type': type }));
      expect(await row.json(), type).to.include({ nights: 3 });
    }
    const packed = await fetch(`${gateway.url}/dataextension${customer}/stay`, {
      method: 'POST', body: gzipSync('{"nights":4}'),
      headers: { authorization: `Bearer ${caller.token}`, 'content-encoding': 'gzip' },
    });
    expect(packed.status).to.equal(201);
  });

  it('keep numbers that no double holds, from body to answer', async () => {
    const row = await rowOf(await post('{"nights":12345678901234567890123}'));
    expect(await row.text()).to.include('"nights":12345678901234567890123,');
    const made = await caller.send('POST', '/extratype', { body: '{"code":"long","price":0.12345678901234567890}' });
    expect(await (await rowOf(made)).text()).to.include('"price":0.1234567890123456789,');
  });

  it('name no id, no time and no author: those are ours', async () => {
    const given = { nights: 1, clang_id: 'clang_0000000000001', clang_createdby: 'me', clang_createdat: '2000-01-01' };
    const row = await (await rowOf(await post(given))).json() as Record<string, unknown>;
    expect(row['clang_id']).not.to.equal('clang_0000000000001');
    expect(row['clang_createdby']).not.to.equal('me');
    expect(row['clang_createdat']).not.to.include('2000');
  });

  it('change only the columns that they name; null takes a value away', async () => {
    const made = await post({ nights: 1, arrival: 'July 4, 2026', confirmed: 'on' });
    const target = new URL(made.headers.get('x-resource') ?? '').pathname.replace('/dataextension', '');
    await caller.send('PUT', target, { body: { nights: null, confirmed: 'perhaps' } });
    expect((await caller.send('GET', target)).json)
      .to.include({ nights: null, arrival: '2026-07-04', confirmed: false, booking: null });
  });

  it('are refused, with words, and nothing is stored', async () => {
    const refusals: [body: unknown, status: number, code: string, words: string][] = [
      ['', 400, 'ROW_FORM', 'A row must be a JSON object'],
      ['   ', 400, 'ROW_FORM', 'A row must be'],
      ['{"nights":1', 400, 'JSON_MALFORMED', 'The body is not JSON'],
      ['{nights:1}', 400, 'JSON_MALFORMED', 'The body is not JSON'],
      ['null', 400, 'ROW_FORM', 'A row must be'],
      ['7', 400, 'ROW_FORM', 'A row must be'],
      ['12345678901234567890123', 400, 'ROW_FORM', 'A row must be'],
      ['"text"', 400, 'ROW_FORM', 'A row must be'],
      ['[[{}]]', 400, 'ROW_REFUSED', 'Row 0'],
      [{ nights: 'many' }, 400, 'COLUMN_VALUE', 'Column nights: is not a whole number (many)'],
      [{ nights: 1.5 }, 400, 'COLUMN_VALUE', 'Column nights'],
      [{ nights: {} }, 400, 'COLUMN_VALUE', 'Column nights'],
      [{ nights: [1] }, 400, 'COLUMN_VALUE', 'Column nights'],
      [{ nights: true }, 400, 'COLUMN_VALUE', 'Column nights'],
      [{ arrival: '2026-02-30' }, 400, 'COLUMN_VALUE', 'Column arrival'],
      [{ booking: {} }, 400, 'COLUMN_VALUE', 'Column booking'],
      [{ guests: 2 }, 400, 'COLUMN_UNKNOWN', 'Column guests is unknown; table stay has booking, arrival, nights, confirmed'],
      [{ Nights: 2 }, 400, 'COLUMN_UNKNOWN', 'Column Nights'],
      [`{"nights'; drop table dm_row --":1}`, 400, 'COLUMN_UNKNOWN', 'Column nights\'; drop table dm_row -- is unknown'],
      ['{"__proto__":{"nights":1}}', 400, 'COLUMN_UNKNOWN', 'Column __proto__'],
      ['{"constructor":1}', 400, 'COLUMN_UNKNOWN', 'Column constructor'],
      [`{"booking":${'['.repeat(199)}1${']'.repeat(199)}}`, 400, 'JSON_TOO_DEEP', 'more than 64'],
      [String.raw`{"booking":"\u0000"}`, 400, 'JSON_MALFORMED', 'U+0000'],
      [String.raw`{"booking":"\ud800"}`, 400, 'JSON_MALFORMED', 'surrogate'],
      [String.raw`{"\udc00":1}`, 400, 'JSON_MALFORMED', 'surrogate'],
      [{ booking: 'x'.repeat(MOST_CHARACTERS + 1) }, 413, 'COLUMN_VALUE_LONG', 'Column booking'],
      [`{"booking":"${'x'.repeat(20 * 1024 * 1024)}"}`, 413, 'BODY_TOO_LARGE', 'larger than 10485760 bytes'],
    ];
    const before = await caller.count();
    for (const [body, status, code, words] of refusals) {
      const refused = await post(body);
      const shown = String(typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 60);
      expect([refused.status, refusalOf(refused)], shown).to.deep.equal([status, code]);
      expect(refused.headers.get('x-deployteq-api-error'), shown).to.include(words);
    }
    expect(await caller.count()).to.equal(before);
  });

  it('are refused in the same way when they change a row', async () => {
    const made = await post({ nights: 1 });
    const target = new URL(made.headers.get('x-resource') ?? '').pathname.replace('/dataextension', '');
    const bad: [unknown, number, string][] = [
      ['', 400, 'ROW_FORM'], ['[]', 400, 'ROW_FORM'], ['{', 400, 'JSON_MALFORMED'], [{ nights: 'x' }, 400, 'COLUMN_VALUE'],
      [{ nobody: 1 }, 400, 'COLUMN_UNKNOWN'], [String.raw`{"booking":"\u0000"}`, 400, 'JSON_MALFORMED'],
    ];
    for (const [body, status, code] of bad) {
      const refused = await caller.send('PUT', target, { body });
      expect([refused.status, refusalOf(refused)], String(body)).to.deep.equal([status, code]);
    }
    const { headers, json } = await caller.send('GET', target);
    expect(json).to.include({ nights: 1 });
    expect(headers.get('etag')).to.match(/-1-/);
  });

  it('that are no UTF-8 are refused', async () => {
    const response = await fetch(`${gateway.url}/dataextension${customer}/stay`, {
      method: 'POST', body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      headers: { authorization: `Bearer ${caller.token}` },
    });
    expect([response.status, (await response.json() as { error: { code: string } }).error.code])
      .to.deep.equal([400, 'CHARSET_BROKEN']);
  });

  it('may hold the longest string, and texts of every kind', async () => {
    const texts = ['x'.repeat(MOST_CHARACTERS), `'; drop table dm_row; --`, '<b>&amp;</b>', '\u{1f600}\u200d', '\t\n "\\'];
    for (const label of texts) {
      const row = await rowOf(await caller.send('POST', '/extratype', { body: { label } }));
      expect((await row.json() as { label: string }).label).to.equal(label);
    }
  });
});
