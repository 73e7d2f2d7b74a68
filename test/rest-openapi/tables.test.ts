import { expect } from 'chai';
import { makeBrand, makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { define, EXAMPLE } from './model.ts';
import { expectSound } from './judge.ts';
import { operationsOf, type Document } from './sample.ts';

describe('/openapi.json', () => {
  let gateway: TestGateway;
  let token: string;

  before(async () => {
    gateway = await startGateway();
    const made = await makeToken(gateway.sql, { brand: gateway.brand });
    token = made.token;
    await define(made.scope, EXAMPLE);
  });

  after(() => gateway.stop());

  const ask = (query = '', headers: Record<string, string> = {}) => fetch(`${gateway.url}/openapi.json${query}`, { headers });
  const read = async (query = '', headers: Record<string, string> = {}) => await (await ask(query, headers)).json() as Document;
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

  it('is a sound document for everybody, with the address by which it was asked', async () => {
    const answer = await ask();
    const document = await answer.json() as Document;
    await expectSound(document);
    expect(document.openapi).to.match(/^3\.1\./);
    expect(document.servers).to.deep.equal([{ url: gateway.url }]);
    expect(document.paths).to.include.all.keys('/dataextension/{table}', '/dataextension/_model', '/healthz', '/readyz');
    expect(JSON.stringify(document)).not.to.include('extratypeId');
    expect(answer.headers.get('content-type')).to.include('application/json');
    expect(answer.headers.get('cache-control')).to.equal('no-cache');
    expect(answer.headers.get('vary')).to.equal('Host, Authorization');
  });

  it('has the tables of the brand down their chains for its tokens, and is never kept then', async () => {
    const answer = await ask('', bearer(token));
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    const text = await answer.text();
    expect(text).not.to.include(token);
    const document = JSON.parse(text) as Document;
    await expectSound(document);
    const stay = '/dataextension/customer/{customerId}/stay';
    expect(document.paths).to.include.all.keys(
      '/dataextension/extratype', '/dataextension/season/{seasonId}', stay, `${stay}/{stayId}`,
      `${stay}/{stayId}/extra`, `${stay}/{stayId}/extra/{extraId}`, '/dataextension/{table}',
    );
    expect(document.paths).not.to.have.any.keys('/dataextension/stay', '/dataextension/extra');

    const byAddress = await ask(`?token=${token}`);
    expect(byAddress.headers.get('cache-control')).to.equal('no-store');
    expect(await byAddress.text()).to.equal(text);
  });

  it('has the columns of a table with their types and words', async () => {
    const { components: { schemas } } = await read('', bearer(token));
    expect(schemas).to.have.nested.property('extratype\\.columns.properties.code')
      .that.deep.includes({ type: ['string', 'null'], maxLength: 1_048_576, description: 'As on invoices. Unique.' });
    expect(schemas).to.have.nested.property('extra\\.columns.properties.code.description').that.includes('Refers to extratype.code.');
    expect(schemas).to.have.nested.property('stay\\.columns.properties.nights.type').that.deep.equals(['integer', 'null']);
    expect(schemas).to.have.nested.property('season\\.columns.properties.begins.format', 'date');
    expect(schemas).to.have.nested.property('RowMeta.properties.clang_createdby.readOnly', true);
  });

  it('offers upsert only by the columns that are unique', async () => {
    const operations = operationsOf(await read('', bearer(token)));
    const uniqueOf = (id: string) => operations.find(({ operationId }) => operationId === id)?.parameters
      ?.find(({ name }) => name === 'unique');
    expect(uniqueOf('addRow_stay')).to.have.deep.nested.property('schema.enum', ['booking']);
    expect(uniqueOf('addRow_extra')).to.equal(undefined);
  });

  it('has no other brand\'s tables', async () => {
    const brand = await makeBrand(gateway.sql);
    const other = await makeToken(gateway.sql, { brand });
    await define(other.scope, {
      tables: [{ name: 'zeppelin', description: 'Nobody else\'s.', columns: [] }], contains: [], lookups: [],
    });
    const theirs = await read('', bearer(other.token));
    expect(theirs.paths).to.include.all.keys('/dataextension/zeppelin').and.not.have.any.keys('/dataextension/extratype');
    expect(JSON.stringify(await read('', bearer(token)))).not.to.include('zeppelin');
    expect(JSON.stringify(await read())).not.to.include('zeppelin');
  });

  it('follows the model as it changes', async () => {
    const brand = await makeBrand(gateway.sql);
    const one = await makeToken(gateway.sql, { brand });
    expect(await read('', bearer(one.token))).to.deep.equal(await read());
    await define(one.scope, { tables: [{ name: 'late', description: '', columns: [] }], contains: [], lookups: [] });
    expect((await read('', bearer(one.token))).paths).to.have.property('/dataextension/late');
  });

  it('is refused to a token that is none, and to one that may not read', async () => {
    const { token: sender } = await makeToken(gateway.sql, { brand: gateway.brand, rights: ['send'] });
    const answers: [Response, number, string][] = [
      [await ask('', bearer('wrong')), 401, 'TOKEN_UNKNOWN'], [await ask('?token=wrong'), 401, 'TOKEN_UNKNOWN'],
      [await ask('?token='), 401, 'TOKEN_MISSING'], [await ask('', bearer(sender)), 403, 'RIGHT_MISSING'],
    ];
    for (const [answer, status, code] of answers) {
      expect([answer.status, await answer.json()]).to.have.nested.property('[1].error.code', code);
      expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([status, 'no-store']);
    }
  });
});
