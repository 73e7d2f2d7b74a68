import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { refusalOf } from './model-calls.ts';
import { rowCaller, type RowCaller } from './row-calls.ts';

interface Told {
  readonly index: number;
  readonly id?: string;
  readonly created?: boolean;
  readonly error?: { readonly code: string; readonly column?: string; readonly message: string };
}

describe('many rows, and rows found by a unique column, over REST', () => {
  let gateway: TestGateway;
  let caller: RowCaller;
  before(async () => { gateway = await startGateway(); });
  beforeEach(async () => { caller = await rowCaller(gateway); });
  after(() => gateway.stop());

  const post = (body: unknown, { query = '', headers = {} } = {}) =>
    caller.send('POST', `/extratype${query}`, { body, headers });
  const lenient = { headers: { prefer: 'handling=lenient' } };
  const codes = async () =>
    ((await caller.send('GET', '/extratype')).json as { code: string; price: number }[]).map(({ code, price }) => `${code} ${price}`);

  it('are made together, with a verdict each', async () => {
    const made = await post([{ code: 'A', price: 1 }, { code: 'B', price: 2 }]);
    expect(made.status).to.equal(201);
    expect(made.headers.get('preference-applied')).to.equal(null);
    const told = made.json as Told[];
    expect(told.map(({ index, created }) => [index, created])).to.deep.equal([[0, true], [1, true]]);
    expect((await caller.send('GET', `/extratype/${told[1]?.id}`)).json).to.include({ code: 'B', price: 2 });
    const none = await post([]);
    expect([none.status, none.json]).to.deep.equal([200, []]);
  });

  it('are all refused when one is, with its place, column and value', async () => {
    const refused = await post([{ code: 'A' }, { code: 'B', price: 'dear' }, { code: 'C' }]);
    expect([refused.status, refusalOf(refused)]).to.deep.equal([400, 'ROW_REFUSED']);
    expect(refused.headers.get('x-deployteq-api-error')).to.match(/^Row 1: Column price: .*\(dear\); nothing was changed$/);
    expect(await caller.count()).to.equal(0);
    await post([{ code: 'A' }]);
    const taken = await post([{ code: 'B' }, { code: 'A' }]);
    expect([taken.status, refusalOf(taken)]).to.deep.equal([409, 'ROW_REFUSED_TAKEN']);
    expect(await caller.count()).to.equal(1);
  });

  it('keep the good ones when asked to be lenient (RFC 7240)', async () => {
    const rows = [{ code: 'A', price: 1 }, { code: 'B', price: 'dear' }, 7, { code: 'A' }, { nobody: 1 }, { code: 'C', price: 3 }];
    const made = await post(rows, lenient);
    expect([made.status, made.headers.get('preference-applied')]).to.deep.equal([200, 'handling=lenient']);
    const told = made.json as Told[];
    expect(told.map(({ error }) => error?.code)).to.deep.equal(
      [undefined, 'COLUMN_VALUE', 'ROW_FORM', 'COLUMN_VALUE_TAKEN', 'COLUMN_UNKNOWN', undefined]);
    expect(told.map(({ index }) => index)).to.deep.equal([0, 1, 2, 3, 4, 5]);
    expect(told[1]?.error).to.include({ column: 'price' }).and.have.property('message').that.includes('(dear)');
    expect(await codes()).to.deep.equal(['A 1', 'C 3']);
    expect((await post([{ code: 'D' }], lenient)).status).to.equal(201);
  });

  it('read the preference as the RFC writes it', async () => {
    const bad = [{ price: 'dear' }];
    for (const prefer of ['handling=lenient', 'respond-async, handling=lenient', 'Handling = "lenient"; x=1', 'wait=5,handling=lenient']) {
      expect((await post(bad, { headers: { prefer } })).status, prefer).to.equal(200);
    }
    for (const prefer of ['handling=strict', 'lenient', 'handling=strict, handling=lenient', 'xhandling=lenient', 'handling=lenients']) {
      expect((await post(bad, { headers: { prefer } })).status, prefer).to.equal(400);
    }
  });

  it('are found by a unique column and changed, or made', async () => {
    const by = { query: '?unique=code' };
    const first = await post({ code: 'A', label: 'one', price: 1 }, by);
    const second = await post({ code: 'A', price: 2 }, by);
    expect([first.status, second.status]).to.deep.equal([201, 200]);
    expect(second.headers.get('x-resource')).to.equal(first.headers.get('x-resource'));
    const many = await post([{ code: 'A', price: 3 }, { code: 'B', price: 4 }], by);
    expect([many.status, (many.json as Told[]).map(({ created }) => created)]).to.deep.equal([200, [false, true]]);
    expect(await codes()).to.deep.equal(['A 3', 'B 4']);
    expect((await post([{ code: 'C' }], by)).status).to.equal(201);
    const [row] = (await caller.send('GET', '/extratype?filter[code]=A')).json as { label: string }[];
    expect(row?.label).to.equal('one');
  });

  it('say what is wrong with a single row as if it came alone', async () => {
    const by = { query: '?unique=code' };
    const refused = await post({ code: 'A', price: 'dear' }, by);
    expect([refused.status, refusalOf(refused)]).to.deep.equal([400, 'COLUMN_VALUE']);
    expect(refused.headers.get('x-deployteq-api-error')).to.match(/^Column price: /);
    const without = await post({ price: 1 }, by);
    expect([without.status, refusalOf(without)]).to.deep.equal([400, 'COLUMN_VALUE']);
    expect((await post(7, by)).status).to.equal(400);
  });

  it('cannot be found by a column that is not unique, or not there', async () => {
    const refusals = { label: [400, 'COLUMN_NOT_UNIQUE'], nothing: [404, 'COLUMN_NOT_FOUND'], '': [404, 'COLUMN_NOT_FOUND'] };
    for (const [column, told] of Object.entries(refusals)) {
      for (const body of [{ code: 'A' }, [{ code: 'A' }]]) {
        const refused = await post(body, { query: `?unique=${column}` });
        expect([refused.status, refusalOf(refused)], column).to.deep.equal(told);
      }
    }
    expect((await post({ code: 'A' }, { query: '?limit=1' })).status).to.equal(400);
    expect((await post({ code: 'A' }, { query: '?unique=code&unique=code' })).status).to.equal(400);
    expect(await caller.count()).to.equal(0);
  });

  it('have a value that another row has refused, and named', async () => {
    await post({ code: 'A' });
    const taken = await post({ code: 'A' });
    expect([taken.status, refusalOf(taken)]).to.deep.equal([409, 'COLUMN_VALUE_TAKEN']);
    expect(taken.headers.get('x-deployteq-api-error')).to.include('Column code').and.include('(A)');
  });

  it('are no more than an operator allows', async () => {
    const strict = await startGateway({ databaseUrl: gateway.databaseUrl, env: { ROWS_MAX: '2' } });
    try {
      const refused = await caller.send('POST', '/extratype', { body: [{}, {}, {}], gateway: strict });
      expect([refused.status, refusalOf(refused)]).to.deep.equal([400, 'ITEMS_EXCEEDED']);
      expect(await caller.count()).to.equal(0);
    } finally {
      await strict.stop();
    }
  });
});
