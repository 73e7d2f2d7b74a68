import { expect } from 'chai';
import xml2js from 'xml2js';
import { SaxesParser } from 'saxes';
import { makeBrand } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { call, callerOf, EXAMPLE, refusalOf, type Caller } from './model-calls.ts';

const NASTY = `<script>alert(1)</script> " onload="x" ' ]]> &amp; <!-- \u{1f600}`;

describe('the description of a data model', () => {
  let gateway: TestGateway;
  let caller: Caller;
  before(async () => {
    gateway = await startGateway();
    const brand = await makeBrand(gateway.sql, { name: `Hotel ${NASTY}` });
    caller = await callerOf(gateway, { brand });
    const [stay, ...others] = EXAMPLE.tables;
    const tables = [{ ...stay, description: NASTY }, ...others];
    expect((await caller.call('PUT', '/_model', { ...EXAMPLE, tables })).status).to.equal(200);
  });
  after(() => gateway.stop());

  const get = (format: string) => caller.call('GET', `?format=${format}`);

  describe('as a page', () => {
    /** The part of a table, as text without tags, a line per line of it. */
    async function partOf(table: string): Promise<string[]> {
      const { text } = await get('html');
      const [, part = ''] = new RegExp(`<article id="table-${table}">([^]*?)</article>`).exec(text) ?? [];
      const lines = part.replaceAll('</td><td', '</td> | <td').replaceAll('</th><th', '</th> | <th')
        .replace(/<[^>]*>/g, '').split('\n').map((line) => line.trim());
      return lines.filter((line) => line !== '');
    }

    it('names the brand and begins with the system table', async () => {
      const { status, text, headers } = await get('html');
      expect([status, headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
      for (const tag of ['title', 'h1']) expect(text).to.contain(`<${tag}>Data model of Hotel &lt;script&gt;`);
      expect([...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading)).to.deep.equal(
        ['customer', 'stay', 'extra', 'extratype', 'season'].map((name) => `Table: ${name}`));
    });

    it('says of the system table that it cannot be read', async () => {
      const [heading, note, ...rest] = await partOf('customer');
      expect(heading).to.equal('Table: customer');
      expect(note).to.match(/^This is a system table: its data cannot be read directly/);
      expect(rest).to.deep.equal([
        'Defined columns', 'none', 'Defined relations', 'customer contains one or more entries from stay',
        'Address', `${gateway.url}/dataextension/customer/{clang_id}`,
      ]);
    });

    it('has name, type and description of columns, and relations from both sides', async () => {
      expect(await partOf('extratype')).to.deep.equal([
        'Table: extratype', 'What can be booked with a stay',
        'Defined columns', 'Name | Type | Description',
        'code unique | string |', 'label | string |', 'price | decimal | In euros',
        'Defined relations', 'column code of extra refers to column code of extratype',
        'Address', `${gateway.url}/dataextension/extratype`,
      ]);
      expect((await partOf('extra')).slice(-5)).to.deep.equal([
        'Defined relations', 'stay contains one or more entries from extra',
        'column code of extra refers to column code of extratype',
        'Address', `${gateway.url}/dataextension/customer/{clang_id}/stay/{clang_id}/extra`,
      ]);
      expect(await partOf('stay')).to.include.members([
        'booking unique within customer | string | Number at the booking site',
        'customer contains one or more entries from stay', 'stay contains one or more entries from extra',
      ]);
    });

    it('draws what contains what', async () => {
      const [, overview = ''] = /<section id="overview">([^]*?)<\/section>/.exec((await get('html')).text) ?? [];
      const bare = overview.replace(/<\/?a[^>]*>|\n/g, '');
      expect(bare).to.contain('<li>customer<ul><li>stay<ul><li>extra <small>code &rarr; extratype.code</small></li></ul></li></ul></li>')
        .and.contain('<li>season</li>');
    });

    it('shows texts as texts; links lead to its own parts, none has the token', async () => {
      const { text } = await call(`${gateway.url}/dataextension?format=html&token=${caller.token}`, undefined, 'GET');
      expect(text).not.to.match(/<script|<style|style=|<!--| onload="x"/);
      expect(text).not.to.contain(caller.token);
      const ids = new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id));
      for (const [, link = ''] of text.matchAll(/<a href="([^"]*)"/g)) expect(ids).to.include(link.slice(1));
    });

    it('has the addresses of the root that was called', async () => {
      const { text } = await call(`${gateway.url}/app/api/dataextension?format=html`, caller.token, 'GET');
      expect(text).to.contain(`<code>${gateway.url}/app/api/dataextension/extratype</code>`);
    });
  });

  it('is JSON when nothing else is asked for', async () => {
    const [plain, named] = [await caller.call('GET', ''), await get('json')];
    expect(plain.status).to.equal(200);
    expect(plain.json).to.deep.equal(named.json).and.have.property('brand', `Hotel ${NASTY}`);
    const { tables } = plain.json as { tables: { name: string }[] };
    expect(tables.map(({ name }) => name)).to.deep.equal(['customer', 'stay', 'extra', 'extratype', 'season']);
    expect(tables[0]).to.deep.equal({
      name: 'customer', description: '', system: true, columns: [], contains: ['stay'], lookups: [],
    });
    expect(tables[1]).to.deep.include({ name: 'stay', description: NASTY, system: false, contains: ['extra'] });
    expect(tables[2]).to.deep.equal({
      name: 'extra', description: '', system: false, columns: EXAMPLE.tables[1]?.columns, contains: [],
      lookups: [{ column: 'code', table: 'extratype', targetColumn: 'code' }],
    });
  });

  it('is XML with the same in it', async () => {
    const { status, headers, text } = await get('xml');
    expect([status, headers.get('content-type')]).to.deep.equal([200, 'application/xml; charset=utf-8']);
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => { throw error; });
    parser.write(text).close();
    const { datamodel } = await xml2js.parseStringPromise(text, { explicitArray: false }) as {
      datamodel: { brand: string; tables: { table: Record<string, unknown>[] } };
    };
    expect(datamodel.brand).to.equal(`Hotel ${NASTY}`);
    const [customer, stay, extra] = datamodel.tables.table;
    expect(customer).to.deep.include({ name: 'customer', system: 'true', columns: '', contains: { table: 'stay' } });
    expect(stay).to.deep.include({ name: 'stay', description: NASTY, contains: { table: 'extra' } });
    expect(extra).to.deep.include({
      columns: {
        column: [
          { name: 'code', type: 'string', description: '', unique: 'false' },
          { name: 'amount', type: 'number', description: '', unique: 'false' },
        ],
      },
      lookups: { lookup: { column: 'code', table: 'extratype', targetColumn: 'code' } },
    });
  });

  it('is there for a brand that has no tables', async () => {
    const { json } = await (await callerOf(gateway)).call('GET', '');
    expect((json as { tables: { name: string }[] }).tables.map(({ name }) => name)).to.deep.equal(['customer']);
  });

  it('is refused without a token, without the right, in another format, by another method', async () => {
    const writer = await callerOf(gateway, { rights: ['data.write', 'model'] });
    const refusals = [
      await call(`${gateway.url}/dataextension?format=html`, undefined, 'GET'),
      await writer.call('GET', ''),
      await get('csv'),
      await caller.call('GET', '?fromat=html'),
      await caller.call('POST', '', {}),
      await caller.call('DELETE', ''),
    ];
    expect(refusals.map((answer) => [answer.status, refusalOf(answer)])).to.deep.equal([
      [401, 'TOKEN_MISSING'], [403, 'RIGHT_MISSING'], [400, 'FORMAT_UNKNOWN'], [400, 'FIELD_VALUE'], [405, 'METHOD_NOT_OFFERED'],
      [405, 'METHOD_NOT_OFFERED'],
    ]);
    expect(refusals.at(-1)?.headers.get('allow')).to.equal('GET, HEAD, OPTIONS');
    const options = await caller.call('OPTIONS', '');
    expect([options.status, options.headers.get('allow')]).to.deep.equal([204, 'GET, HEAD, OPTIONS']);
  });
});
