import { expect } from 'chai';
import { makeToken, makeUser } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { refusalOf } from './model-calls.ts';
import { rowCaller, type RowCaller } from './row-calls.ts';

const ID = 'clang_[0-9a-f]{13}';
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Step by step as datamodel-rest.md 5 tells it. */
describe('the worked example of the data model over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  let token: string;
  before(async () => {
    gateway = await startGateway();
    caller = await rowCaller(gateway);
    const { brand } = caller;
    const user = await makeUser(gateway.sql, [brand], 'api-booking');
    ({ token } = await makeToken(gateway.sql, { brand, user }));
  });
  after(() => gateway.stop());

  const send = (method: string, target: string, body?: object) =>
    caller.send(method, `${target}?token=${token}`, { token: null, ...body === undefined ? {} : { body } });

  for (const root of ['/dataextension', '/app/api/dataextension']) {
    it(`makes, reads and changes a row under ${root}`, async () => {
      const under = (method: string, target: string, body?: object) => caller.send(
        method, `${target}?token=${token}`, { token: null, root, ...body === undefined ? {} : { body } });
      const code = `BIKE ${root}`;
      const made = await under('POST', '/extratype', { code, label: 'Bicycle hire', price: 12.5 });
      expect([made.status, made.text]).to.deep.equal([201, '']);
      const resource = made.headers.get('x-resource') ?? '';
      expect(resource).to.match(new RegExp(`^${gateway.url}${root}/extratype/${ID}\\?format=json$`));

      const [, id = ''] = new RegExp(`(${ID})`).exec(resource) ?? [];
      const followed = await fetch(`${resource}&token=${token}`);
      const row = await followed.json() as Record<string, unknown>;
      expect(followed.status).to.equal(200);
      expect(Object.keys(row)).to.deep.equal(['code', 'label', 'price', 'clang_id', 'clang_createdat', 'clang_createdby',
        'clang_modifiedat', 'clang_modifiedby']);
      expect(row).to.include({ code, label: 'Bicycle hire', price: 12.5, clang_id: id,
        clang_createdby: 'api-booking', clang_modifiedby: 'api-booking' });
      expect(row['clang_createdat']).to.match(TIME).and.equal(row['clang_modifiedat']);

      const changed = await under('PUT', `/extratype/${id}`, { price: 13 });
      expect([changed.status, changed.text]).to.deep.equal([200, '']);
      expect((await under('GET', `/extratype/${id}`)).json).to.include({ code, label: 'Bicycle hire', price: 13 });
    });
  }

  it('makes a stay below a customer and an extra below the stay, found only through them', async () => {
    const customer = await caller.customer();
    const stay = await send('POST', `${customer}/stay`,
      { booking: 'Z-5521', arrival: '2026-07-04', nights: 7, confirmed: 'yes' });
    expect(stay.status).to.equal(201);
    const place = new URL(stay.headers.get('x-resource') ?? '').pathname.replace('/dataextension', '');
    expect(place).to.match(new RegExp(`^${customer}/stay/${ID}$`));
    expect((await send('GET', place)).json)
      .to.include({ booking: 'Z-5521', arrival: '2026-07-04', nights: 7, confirmed: true });

    expect((await send('POST', `${place}/extra`, { code: 'BIKE', amount: 2 })).status).to.equal(201);
    expect((await send('GET', `${place}/extra`)).json).to.have.length(1).and.have.nested.property('[0].amount', 2);

    const alone = await send('GET', `/stay/${place.split('/').at(-1)}`);
    expect([alone.status, refusalOf(alone)]).to.deep.equal([404, 'TABLE_CONTAINED']);
  });

  it('refuses a wrong value, naming column and value, and stores nothing', async () => {
    const customer = await caller.customer();
    const refused = await send('POST', `${customer}/stay`, { booking: 'Z-5522', nights: 'many' });
    expect([refused.status, refusalOf(refused)]).to.deep.equal([400, 'COLUMN_VALUE']);
    expect(refused.headers.get('x-deployteq-api-error')).to.equal('Column nights: is not a whole number (many)');
    expect((await send('GET', `${customer}/stay`)).json).to.deep.equal([]);
  });

  it('shows a customer as a node, and the table of customers not at all', async () => {
    const customer = await caller.customer();
    const node = await send('GET', customer);
    expect([node.status, node.json]).to.deep.equal([200, { clang_id: customer.split('/').at(-1) }]);
    const all = await send('GET', '/customer');
    expect([all.status, refusalOf(all)]).to.deep.equal([404, 'TABLE_OF_SYSTEM']);
  });

  it('deletes a row with all below it', async () => {
    const customer = await caller.customer();
    const stay = await caller.make(`${customer}/stay`, { booking: 'gone' });
    const extra = await caller.make(`${stay}/extra`, { code: 'X' });
    const gone = await send('DELETE', stay);
    expect([gone.status, gone.text]).to.deep.equal([204, '']);
    for (const target of [stay, extra, `${stay}/extra`]) expect((await send('GET', target)).status, target).to.equal(404);
    expect((await send('GET', `${customer}/stay`)).json).to.deep.equal([]);
  });
});
