import { expect } from 'chai';
import {
  customerHistory, deleteCustomer, insertCustomer, updateCustomer, type HistoryEntry,
} from '../../src/customer/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { allPages, manager, nextPage, refusal, type Manager } from './support.ts';
import { soapCall } from '../support/soap-call.ts';

describe('management by REST: the history of a customer', () => {
  let gateway: TestGateway;
  let mine: Manager;

  before(async () => {
    gateway = await startGateway({ env: { HISTORY_MAX: '50' } });
  });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
  });

  const history = (id: string, query = '') => mine.ask('GET', `/customers/${id}/history${query}`);

  it('names author, door, time in the zone of the brand, and what changed', async () => {
    const { token, user, scope } = await makeToken(gateway.sql, { brand: mine.brand, door: 'rest' });
    await soapCall({ url: gateway.url, token }, 'customer_insert', '<customer><lastname>Visser</lastname></customer>');
    const [id = ''] = await gateway.sql('customer').where({ brand_id: mine.brand.id }).pluck<string[]>('id');
    await updateCustomer(scope, { id, lastname: 'Bakker' });
    await gateway.sql('customer_history').where({ customer_id: id, act: 'updated' }).update({ changed_at: '2999-07-01T12:00:00Z' });
    const { status, body } = await history(id);
    expect(status).to.equal(200);
    expect(body).to.deep.equal([...await customerHistory(scope, id)].reverse());
    expect((body as HistoryEntry[])[0]).to.deep.equal({
      changedAt: '2999-07-01 14:00:00', act: 'updated', changedBy: user.name, door: 'rest', changes: { lastname: ['Visser', 'Bakker'] },
    });
    expect((body as HistoryEntry[])[1]).to.include({ act: 'inserted', changedBy: user.name, door: 'soap' });
  });

  it('stays when the customer goes, without values', async () => {
    const { scope } = await makeToken(gateway.sql, { brand: mine.brand });
    const { id } = await insertCustomer(scope, { lastname: 'Visser' });
    await deleteCustomer(scope, id);
    const entries = (await history(id)).body as HistoryEntry[];
    expect(entries.map(({ act }) => act)).to.deep.equal(['deleted', 'inserted']);
    expect(JSON.stringify(entries)).not.to.contain('Visser');
  });

  it('is read in pages, newest first; changes of one moment are told apart', async () => {
    const { scope } = await makeToken(gateway.sql, { brand: mine.brand });
    const { id } = await insertCustomer(scope, { lastname: '0' });
    await scope.transaction(async (tx) => { // one moment for all
      for (const lastname of ['1', '2', '3', '4']) await updateCustomer(tx, { id, lastname });
    });
    await gateway.sql('customer_history').where({ customer_id: id }).update({ changed_at: '2026-11-22T12:00:00.123457Z' });
    const pages = await allPages(mine.ask, `/customers/${id}/history?limit=2`) as HistoryEntry[][];
    expect(pages.map((page) => page.map(({ changes }) => changes['lastname']?.[1])))
      .to.deep.equal([['4', '3'], ['2', '1'], ['0']]);
    const exact = await history(id, '?limit=5');
    expect([(exact.body as unknown[]).length, nextPage(exact)]).to.deep.equal([5, undefined]);
  });

  it('is 404 for a customer of another brand, and for what is none', async () => {
    const other = await makeToken(gateway.sql, { brand: gateway.brand });
    const { id } = await insertCustomer(other.scope, { lastname: 'Visser' });
    for (const one of [id, '999999', 'x', '-1', '9'.repeat(30), `1'%20or%201=1`]) {
      expect(refusal(await history(one)), one).to.equal('404 CUSTOMER_NOT_FOUND');
    }
    expect((await history(id, '?before=9999999999999999-9')).body).to.deep.equal([]);
  });

  it('has at most HISTORY_MAX changes at once, and refuses what is no page', async () => {
    const { scope } = await makeToken(gateway.sql, { brand: mine.brand });
    const { id } = await insertCustomer(scope, { lastname: '0' });
    expect((await history(id, '?limit=50')).status).to.equal(200);
    for (const query of ['limit=51', 'limit=0', 'limit=x', 'before=x', 'before=1', `before=1-1'`, 'before=-1--1', 'after=1']) {
      expect(refusal(await history(id, `?${query}`)), query).to.equal('400 FIELD_VALUE');
    }
  });
});
