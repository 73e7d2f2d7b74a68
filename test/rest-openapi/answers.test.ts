import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { define, EXAMPLE } from './model.ts';
import { readerOf, type Asked, type Got } from './reader.ts';
import type { Document } from './sample.ts';

describe('a client that knows nothing but the OpenAPI document', () => {
  let gateway: TestGateway;
  let call: (operationId: string, asked?: Asked) => Promise<Got>;
  let customerId: string;

  before(async () => {
    gateway = await startGateway();
    const { token, scope } = await makeToken(gateway.sql, { brand: gateway.brand, rights: RIGHTS });
    await define(scope, EXAMPLE);
    const answer = await fetch(`${gateway.url}/openapi.json`, { headers: { authorization: `Bearer ${token}` } });
    call = readerOf(await answer.json() as Document, token);
    const { body } = await call('postCustomer', { body: { lastname: 'Visser', emailaddress: 'v@shop.example' } });
    customerId = `clang_${(body as { id: number }).id}`;
  });

  after(() => gateway.stop());

  const idOf = ({ headers }: Got) => /\/(clang_[0-9a-f]{13})\?format=json$/.exec(headers.get('x-resource') ?? '')?.[1] ?? '';

  /** A call that goes well. */
  async function done(operationId: string, asked?: Asked): Promise<Got> {
    const got = await call(operationId, asked);
    expect(got.status, JSON.stringify(got.body)).to.be.lessThan(300);
    return got;
  }

  it('makes, reads, changes and deletes a row', async () => {
    const made = await call('addRow_extratype', { body: { code: 'BIKE', label: 'Bicycle hire', price: 12.5 } });
    expect(made.status).to.equal(201);
    const path = { extratypeId: idOf(made) };
    const read = await call('getRow_extratype', { path });
    expect(read.body).to.deep.include({ code: 'BIKE', label: 'Bicycle hire', price: 12.5, clang_id: path.extratypeId });
    const tag = { 'If-Match': read.headers.get('etag') ?? '' };
    expect((await call('changeRow_extratype', { path, headers: tag, body: { price: 13 } })).status).to.equal(200);
    expect((await call('changeRow_extratype', { path, headers: tag, body: { price: 14 } })).status).to.equal(412);
    expect((await call('getRow_extratype', { path })).body).to.include({ price: 13 });
    expect((await call('deleteRow_extratype', { path })).status).to.equal(204);
    expect((await call('getRow_extratype', { path })).status).to.equal(404);
  });

  it('goes down a chain of rows, and reads values of every type', async () => {
    const body = { booking: 'Z-5521', arrival: 'July 4, 2026', nights: 7, confirmed: 'yes' };
    const stayId = idOf(await call('addRow_stay', { path: { customerId }, body }));
    const path = { customerId, stayId };
    expect((await call('addRow_extra', { path, body: { code: 'BIKE', amount: 2 } })).status).to.equal(201);
    expect((await call('listRows_extra', { path })).body).to.have.length(1);
    expect((await call('getRow_stay', { path })).body)
      .to.include({ arrival: '2026-07-04', nights: 7, confirmed: true });
    await call('addRow_season', { body: { begins: '2026-07-04', opens: '4PM', sale: '2026-07-04 16:00' } });
    await call('addRow_season', { body: {} });
    expect((await call('listRows_season')).body).to.have.length(2);
    expect((await call('getCustomerNode', { path: { customerId } })).body).to.deep.equal({ clang_id: customerId });
    expect((await call('describeModel')).body).to.have.nested.property('tables.length', 5);
  });

  it('sends many rows and learns what became of each', async () => {
    const asked = { path: { customerId }, query: { unique: 'booking' }, headers: { Prefer: 'handling=lenient' } };
    const body = [{ booking: 'Z-1', nights: 1 }, { booking: 'Z-2', nights: 'many' }, { booking: 'Z-1', nights: 2 }];
    const { status, body: verdicts } = await call('addRow_stay', { ...asked, body });
    expect(status).to.equal(200);
    expect(verdicts).to.have.nested.property('[1].error.column', 'nights');
    expect((await call('addRow_season', { body: [{}, {}] })).status).to.equal(201);
    expect((await call('addRow_stay', { path: { customerId }, body: { booking: 'Z-1' } })).status).to.equal(409);
    expect((await call('addRow_stay', { path: { customerId }, body: { nights: 'many' } })).status).to.equal(400);
  });

  it('turns pages', async () => {
    await call('addRow_extratype', { body: ['A', 'B', 'C'].map((code) => ({ code })) });
    const page = await done('listRows_extratype', { query: { limit: '2', sort: '-code' } });
    expect(page.body).to.have.length(2);
    const after = /[?&]after=([^&>]+)/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const next = await done('listRows_extratype', { query: { limit: '2', sort: '-code', after: decodeURIComponent(after) } });
    expect(next.body).to.have.length(1).and.have.nested.property('[0].code', 'A');
    expect((await done('listRows_extratype', { query: { 'filter[code]': 'B' } })).body).to.have.length(1);
  });

  it('knows customers by their members', async () => {
    const id = customerId.slice('clang_'.length);
    expect((await call('getCustomerById', { path: { id } })).body).to.include({ lastname: 'Visser' });
    expect((await call('getCustomer', { query: { emailaddress: 'v@shop.example' } })).body).to.have.length(1);
    expect((await call('putCustomerById', { path: { id }, body: { city: 'Delft' } })).body).to.include({ city: 'Delft' });
    expect((await call('putCustomerById', { path: { id }, body: { optin: 'perhaps' } })).status).to.equal(400);
  });

  it('reads and changes the definition of the model', async () => {
    expect((await call('getModel')).body).to.have.nested.property('tables.length', 4);
    const body = { name: 'voucher', description: 'For friends', columns: [] };
    expect((await call('postModelTables', { query: { dryRun: 'true' }, body })).status).to.equal(200);
    expect((await call('postModelTables', { body })).status).to.equal(201);
    expect((await call('deleteModelTablesByTable', { path: { table: 'voucher' } })).status).to.equal(200);
  });

  it('manages the brand', async () => {
    await done('getSession');
    await done('getBrand');
    await done('putOptionsByName', { path: { name: 'shoe' }, body: { type: 'text' } });
    await done('getOptions');
    const { body: user } = await done('postUsers', { body: { name: 'Till in Utrecht' } }) as { body: { id: string } };
    const { body: token } = await done('postTokens', { body: { user: user.id } }) as { body: { id: string } };
    await done('getUsers');
    await done('getUsersByUser', { path: { user: user.id } });
    await done('getTokens', { query: { limit: '1' } });
    await done('getTokensByToken', { path: { token: token.id } });
    await done('getCustomersByIdHistory', { path: { id: customerId.slice('clang_'.length) } });
    await done('deleteTokensByToken', { path: { token: token.id } });
    expect((await call('getTokensByToken', { path: { token: '999999' } })).status).to.equal(404);
  });
});
