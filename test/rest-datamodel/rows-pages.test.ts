import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { refusalOf, type Answer } from './model-calls.ts';
import { rowCaller, type RowCaller } from './row-calls.ts';

interface Shown {
  readonly code: string;
  readonly price: number | null;
}

describe('pages of rows over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
    const rows = Array.from({ length: 25 }, (_, i) => ({ code: `C${i}`, label: i % 2 === 0 ? 'even & more' : 'odd', price: i }));
    expect((await caller.send('POST', '/extratype', { body: rows })).status).to.equal(201);
  });
  after(() => gateway.stop());

  const get = (query: string, wish = {}) => caller.send('GET', `/extratype?${query}`, wish);
  const codes = ({ json }: Answer) => (json as Shown[]).map(({ code }) => code);
  const nextOf = ({ headers }: Answer) => /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

  /** Follows the links as a client does: as they are, with its token in the header. */
  async function walk(query: string, root = '/dataextension'): Promise<string[]> {
    let page = await get(query, { root });
    const seen = codes(page);
    for (let next = nextOf(page); next !== undefined; next = nextOf(page)) {
      const { pathname, search, origin } = new URL(next);
      expect([origin, pathname]).to.deep.equal([gateway.url, `${root}/extratype`]);
      page = await caller.send('GET', search, { root: pathname });
      seen.push(...codes(page));
    }
    return seen;
  }

  it('are asked for; a plain GET gives all rows and no link', async () => {
    const all = await get('format=json');
    expect(codes(all)).to.have.length(25);
    expect(all.headers.get('link')).to.equal(null);
    for (const query of ['limit=25', 'offset=0', 'sort=price', 'filter[label]=odd&limit=1000']) {
      expect((await get(query)).headers.get('link'), query).to.equal(null);
    }
    expect(codes(await get('limit=25'))).to.deep.equal(codes(all));
  });

  it('lead from one to the next until all rows were there once, under both roots', async () => {
    const all = codes(await get(''));
    for (const root of ['/dataextension', '/app/api/dataextension']) {
      expect(await walk('limit=4', root)).to.deep.equal(all);
      expect(await walk('limit=7&sort=-price', root)).to.deep.equal(all.toReversed());
    }
  });

  it('keep the question in the link, and never the token', async () => {
    const page = await caller.send('GET',
      `/extratype?limit=2&token=${caller.token}&sort=-price&filter[label]=even%20%26%20more&format=json&offset=1`, { token: null });
    expect(page.status).to.equal(200);
    const link = page.headers.get('link') ?? '';
    expect(link).not.to.include('token').and.not.include(caller.token);
    const { searchParams } = new URL(nextOf(page) ?? '');
    expect(Object.fromEntries(searchParams)).to.include({ limit: '2', sort: '-price', 'filter[label]': 'even & more', format: 'json' });
    expect([...searchParams.keys()]).to.have.members(['limit', 'sort', 'filter[label]', 'format', 'after']);
    expect(codes(page)).to.deep.equal(['C22', 'C20']);
    expect(await walk('limit=2&sort=-price&filter[label]=even%20%26%20more&offset=1'))
      .to.deep.equal(Array.from({ length: 12 }, (_, i) => `C${22 - 2 * i}`));
  });

  it('have 100 rows when not said otherwise', async () => {
    const other = await rowCaller(gateway);
    await other.send('POST', '/season', { body: Array.from({ length: 101 }, () => ({})) });
    const page = await other.send('GET', '/season?offset=0');
    expect(page.json).to.have.length(100);
    expect(nextOf(page)).to.be.a('string');
    expect((await other.send('GET', '/season?limit=1000')).json).to.have.length(101);
  });

  it('have as many as an operator allows', async () => {
    const strict = await startGateway({ databaseUrl: gateway.databaseUrl, env: { ROW_PAGE_MAX: '10' } });
    try {
      const refused = await get('limit=11', { gateway: strict });
      expect([refused.status, refused.headers.get('x-deployteq-api-error')])
        .to.deep.equal([400, 'Field limit: must be between 1 and 10 (11)']);
      expect((await get('sort=price', { gateway: strict })).json).to.have.length(10);
    } finally {
      await strict.stop();
    }
  });

  it('name the member that is not acceptable', async () => {
    const refusals = {
      'limit=0': 'limit', 'limit=1001': 'limit', 'limit=-1': 'limit', 'limit=ten': 'limit', 'limit=': 'limit',
      'limit=1e2': 'limit', 'offset=-1': 'offset', 'offset=x': 'offset', 'offset=99999999999999999999': 'offset',
      'after=': 'after', 'after=abc': 'after', 'page=2': 'page', 'fitler[code]=1': 'fitler[code]', 'unique=code': 'unique',
      'limit=1&limit=2': 'limit', 'filter[code]=a&filter[code]=b': 'filter[code]', 'filter=code': 'filter',
      'sort=price&sort=code': 'sort', 'limit=5&__proto__=1': '__proto__', 'filter[code]=%00': 'filter[code]',
      'limit[x]=1': 'limit[x]',
    };
    for (const [query, member] of Object.entries(refusals)) {
      const refused = await get(query);
      expect([refused.status, refusalOf(refused)], query).to.deep.equal([400, 'FIELD_VALUE']);
      expect(refused.headers.get('x-deployteq-api-error'), query).to.include(`Field ${member}: `);
    }
  });

  it('name the column that is unknown, whatever it is called', async () => {
    for (const name of ['nothing', 'Code', '', 'code,price', `code'; drop table dm_row --`, '__proto__', 'clang_nothing']) {
      for (const query of [`sort=${encodeURIComponent(name)}`, `filter[${encodeURIComponent(name)}]=1`]) {
        const refused = await get(query);
        expect([refused.status, refusalOf(refused)], query).to.deep.equal([400, 'COLUMN_UNKNOWN']);
      }
    }
    const refused = await get('filter[price]=cheap');
    expect(refused.headers.get('x-deployteq-api-error')).to.match(/^Column price: .*\(cheap\)$/);
    expect(codes(await get('sort=price&limit=1'))).to.deep.equal(['C0']);
  });

  it('refuse members on a row, which has no pages', async () => {
    const row = await caller.make('/season', {});
    for (const target of [`${row}?limit=1`, `${row}?x=1`, `${await caller.customer()}?limit=1`]) {
      const refused = await caller.send('GET', target);
      expect([refused.status, refusalOf(refused)], target).to.deep.equal([400, 'FIELD_VALUE']);
    }
    const put = await caller.send('PUT', `${row}?unique=code`, { body: {} });
    expect(put.status).to.equal(400);
  });
});
