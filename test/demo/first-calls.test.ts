import { expect } from 'chai';
import { startService } from '../../src/app/service.ts';
import { readConfig } from '../../src/config.ts';
import { welcome } from '../../src/demo/index.ts';
import { createLog } from '../../src/log.ts';
import { contract } from '../../src/soap/contract/index.ts';
import { samplesOf } from '../../src/soap/contract/pages/sample.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { operationsNotOffered } from '../../src/soap/operations/not-offered.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

/** Whose samples answer without a record: nobody in the demo has a password, and the group has no group below it. */
const EMPTY = ['customer_getByUserNameAndPassword', 'group_getChildren'];

describe('first calls on the demo brand', () => {
  let database: TestDatabase;
  let service: Awaited<ReturnType<typeof startService>>;
  let words = '';
  let token = '';

  before(async () => {
    database = await testDatabase();
    const config = readConfig({ PORT: '0', DATABASE_URL: database.url, DRAIN_GRACE: '0', TOLK_DEMO: '1' });
    service = await startService({ config, log: createLog('error') });
    const address = { url: database.url, directUrl: database.url, release: () => Promise.resolve() };
    words = await welcome(config, address, service.url) ?? '';
    [, token = ''] = /^ {2}token +(\S+)$/m.exec(words) ?? [];
  });
  after(async () => {
    await service.stop();
    await database.drop();
  });

  /** What a sample of /docs is answered with. */
  async function answerTo(name: string): Promise<string> {
    const body = samplesOf(contract).request(contract.operations.get(name)!).replace('TOKEN', token);
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    return (await fetch(service.url + SOAP_PATH, { method: 'POST', headers, body })).text();
  }

  const offered = [...contract.operations.keys()].filter((name) => !Object.hasOwn(operationsNotOffered, name));
  // What deletes or frees comes last, as a reader would do it.
  const last = (name: string): number => Number(/_(delete|free)/.test(name));
  const inTurn = offered.toSorted((one, other) => last(one) - last(other));

  it('find something with every sample of /docs', async () => {
    expect(inTurn).to.have.length.greaterThan(40);
    for (const name of inTurn) {
      const [, found = ''] = /<ns1:msg>(.*)<\/ns1:msg>/s.exec(await answerTo(name)) ?? [];
      if (EMPTY.includes(name)) expect(found, name).to.equal('');
      else expect(found, name).to.not.be.oneOf(['', 'false']);
    }
  });

  it('work as they are printed at the first start', async () => {
    const [, address = ''] = /'(http\S+\/stay)'/.exec(words) ?? [];
    const headers = { authorization: `Bearer ${token}` };
    const stays = await fetch(address, { headers });
    expect(stays.status).to.equal(200);
    expect(await stays.json()).to.have.nested.property('[0].booking', 'Z-5521');
    const description = await fetch(`${service.url}/dataextension?format=html`, { headers });
    expect(await description.text()).to.contain('Table: extratype').and.contain('refers to');
    for (const [, link = ''] of words.matchAll(/^ {2}(?:docs|REST|campaigns|WSDL) +(\S+)$/gm)) {
      expect((await fetch(link)).status, link).to.equal(200);
    }
  });
});
