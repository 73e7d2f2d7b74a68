import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { refusalOf } from './model-calls.ts';
import { idOf, rowCaller, type RowCaller } from './row-calls.ts';

describe('entity tags of rows', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  let row: string;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
  });
  after(() => gateway.stop());
  let count = 0;
  beforeEach(async () => { row = await caller.make('/extratype', { code: `C${++count}`, price: 1 }); });

  const tagOf = async (query = '') => (await caller.send('GET', row + query)).headers.get('etag') ?? '';
  const put = (tag: string, price: number) => caller.send('PUT', row, { body: { price }, headers: { 'if-match': tag } });
  const price = async () => ((await caller.send('GET', row)).json as { price: number }).price;

  it('are strong, made of id and revision, and change with every change of the row', async () => {
    const before = await tagOf();
    expect(before).to.match(new RegExp(`^"${idOf(row)}-1-[\\w-]+"$`)).and.equal(await tagOf());
    const changed = await caller.send('PUT', row, { body: { price: 2 } });
    expect(changed.headers.get('etag')).to.equal(`"${idOf(row)}-2"`);
    expect(await tagOf()).to.match(new RegExp(`^"${idOf(row)}-2-[\\w-]+"$`));
  });

  it('differ between the formats of a row', async () => {
    expect(new Set([await tagOf(), await tagOf('?format=xml'), await tagOf('?format=html')]).size).to.equal(3);
  });

  it('spare an answer that the caller has', async () => {
    const tag = await tagOf();
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*', `"a,b",${tag}`]) {
      const answer = await caller.send('GET', row, { headers: { 'if-none-match': known } });
      expect([answer.status, answer.text, answer.headers.get('etag')], known).to.deep.equal([304, '', tag]);
      expect((await caller.send('HEAD', row, { headers: { 'if-none-match': known } })).status).to.equal(304);
    }
    for (const other of ['"x"', `"${idOf(row)}-1"`, tag.replace('-1-', '-2-')]) {
      expect((await caller.send('GET', row, { headers: { 'if-none-match': other } })).status, other).to.equal(200);
    }
    await caller.send('PUT', row, { body: { price: 5 } });
    expect((await caller.send('GET', row, { headers: { 'if-none-match': tag } })).status).to.equal(200);
  });

  it('tell an answer that the model has changed from the one before', async () => {
    const other = await rowCaller(gateway);
    const its = await other.make('/season', { starts: '2026-05-01' });
    const tag = (await other.send('GET', its)).headers.get('etag') ?? '';
    const renamed = await other.send('POST', '/_model/tables/season/columns', { body: { name: 'note', type: 'string' } });
    expect(renamed.status, renamed.text).to.be.oneOf([200, 201]);
    const answer = await other.send('GET', its, { headers: { 'if-none-match': tag } });
    expect([answer.status, (answer.json as { note: unknown }).note]).to.deep.equal([200, null]);
  });

  it('let a change through that knows the row as it is', async () => {
    const tag = await tagOf();
    const tags = [tag, '*', `"other", ${await tagOf('?format=xml')}`];
    expect((await put(tags[0] ?? '', 2)).status).to.equal(200);
    expect((await put('*', 3)).status).to.equal(200);
    const chain = await put(`"${idOf(row)}-3"`, 4);
    expect(chain.status).to.equal(200);
    expect((await put(chain.headers.get('etag') ?? '', 5)).status).to.equal(200);
    expect(await price()).to.equal(5);
  });

  it('stop one that does not, and a deletion too', async () => {
    const tag = await tagOf();
    await put('*', 2);
    const strange = [
      tag, `W/${await tagOf()}`, '"x"', `"clang_0000000000000-2"`, `"${idOf(row)}-02x"`, `"${idOf(row)}-99999999999"`, '""',
    ];
    for (const known of strange) {
      const refused = await put(known, 9);
      expect([refused.status, refusalOf(refused)], known).to.deep.equal([412, 'ROW_CHANGED']);
      const kept = await caller.send('DELETE', row, { headers: { 'if-match': known } });
      expect([kept.status, refusalOf(kept)], known).to.deep.equal([412, 'ROW_CHANGED']);
    }
    expect(await price()).to.equal(2);
    expect((await caller.send('DELETE', row, { headers: { 'if-match': await tagOf() } })).status).to.equal(204);
    expect((await caller.send('GET', row)).status).to.equal(404);
    expect((await put('*', 1)).status).to.equal(404);
  });

  it('are refused when they are none', async () => {
    for (const bad of ['x', '"x', '"a" "b"', `'a'`, 'W/', '*, "a"', ',']) {
      for (const [method, name] of [['PUT', 'if-match'], ['DELETE', 'if-match'], ['GET', 'if-none-match']] as const) {
        const wish = { headers: { [name]: bad }, ...method === 'PUT' ? { body: { price: 9 } } : {} };
        const refused = await caller.send(method, row, wish);
        expect([refused.status, refusalOf(refused)], `${method} ${bad}`).to.deep.equal([400, 'FIELD_VALUE']);
      }
    }
    expect(await price()).to.equal(1);
  });

  it('let one of many writers win who know the same revision; without them the last wins', async () => {
    const tag = await tagOf();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => put(tag, i + 10)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array.from({ length: 7 }, () => 412)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await price()).to.equal(winner + 10);
    const blind = await Promise.all([1, 2, 3].map((value) => caller.send('PUT', row, { body: { price: value } })));
    expect(blind.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    expect(await tagOf()).to.match(/-5-/);
  });
});
