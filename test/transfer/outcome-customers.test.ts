import { expect } from 'chai';
import { sources } from '../../src/app/sources.ts';
import { deleteCustomer } from '../../src/customer/index.ts';
import { createResources } from '../../src/resource/index.ts';
import type { Scope } from '../../src/db/index.ts';
import { createLog } from '../../src/log.ts';
import { importCustomersSource } from '../../src/transfer/index.ts';
import { allPages, manager, refusal, type Manager } from '../rest-management/support.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { faultOf, scopeOf } from '../support/scope.ts';
import { notedRun, someCustomers } from './outcome-support.ts';

const IMPORT = '7';

describe('the customers of a run of an import', () => {
  let gateway: TestGateway;
  let mine: Manager;
  let scope: Scope;
  before(async () => { gateway = await startGateway(); });
  after(() => gateway.stop());
  beforeEach(async () => {
    mine = await manager(gateway);
    scope = scopeOf(gateway.sql, mine.brand);
  });

  /** Three new ones, one changed and one unchanged, over two steps. */
  async function run(): Promise<{ id: string; ids: string[] }> {
    const ids = await someCustomers(scope, 5);
    const [a = '', b = '', c = '', d = '', e = ''] = ids;
    const steps = [{ inserted: [c, a], updated: [d] }, { inserted: [b], unchanged: [e] }];
    return { id: await notedRun(scope, { importId: IMPORT }, ...steps), ids };
  }
  const asked = async (id: string, query = '') => (await mine.ask('GET', `/runs/${id}/customers${query}`)).body;

  it('are asked for as a whole, or the new and the updated ones apart', async () => {
    const { id, ids } = await run();
    expect(await asked(id)).to.deep.equal(ids);
    expect(await asked(id, '?which=new')).to.deep.equal(ids.slice(0, 3));
    expect(await asked(id, '?which=updated')).to.deep.equal(ids.slice(3, 4));
    expect(refusal(await mine.ask('GET', `/runs/${id}/customers?which=old`))).to.equal('400 FIELD_VALUE');
  });

  it('come in pages, without those deleted since', async () => {
    const { id, ids } = await run();
    const [first = '', second = '', ...others] = ids;
    await deleteCustomer(scope, second);
    expect(await allPages(mine.ask, `/runs/${id}/customers?limit=2`))
      .to.deep.equal([[first], others.slice(0, 2), others.slice(2)]);
    for (const query of ['limit=0', 'limit=10001', 'after=x']) {
      expect(refusal(await mine.ask('GET', `/runs/${id}/customers?${query}`)), query).to.equal('400 FIELD_VALUE');
    }
  });

  it('are nobody when the run merged nobody, and no other brand\'s', async () => {
    const id = await notedRun(scope, { importId: IMPORT });
    expect(await asked(id)).to.deep.equal([]);
    const other = await manager(gateway);
    const theirs = (await run()).id;
    expect(refusal(await other.ask('GET', `/runs/${theirs}/customers`))).to.equal('404 RUN_NOT_FOUND');
    expect(refusal(await other.ask('GET', '/runs/x/customers'))).to.equal('404 RUN_NOT_FOUND');
  });

  it('fill result sets', async () => {
    const { id, ids } = await run();
    const resources = createResources({ sources, log: createLog('silent') });
    await deleteCustomer(scope, ids[0] ?? '');
    const set = await resources.createSet(scope, 'CUSTOMER_SET', await importCustomersSource(scope, id, 'new'));
    const page = { resourceId: set, type: 'CUSTOMER_SET', offset: '0', size: '50' } as const;
    expect(await resources.pageOfIds(scope, page)).to.deep.equal(ids.slice(1, 3));
    expect(await faultOf(importCustomersSource(scope, '999', 'new'))).to.match(/^213 /);
  });
});
