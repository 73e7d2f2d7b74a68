import { expect } from 'chai';
import { contractOfVersion, VERSIONS } from '../../src/soap/contract/index.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { bodyOf, expectToFit, type Element } from './schema-check.ts';

const OPTION = '<options><CustomerOption><name>shoe</name><value>42</value></CustomerOption></options>';

describe('answers of a version', () => {
  let gateway: Gateway;
  let token: string;

  before(async () => {
    gateway = await startGateway();
    token = await gateway.token();
  });

  after(() => gateway.stop());

  /** Calls as a client of a version does; without one in the address when `version` is undefined. */
  async function call(version: string | undefined, operation: string, content = ''): Promise<Element> {
    const query = version === undefined ? '' : `?version=${version}&type=literal`;
    const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>
      <${operation}><uuid>${token}</uuid>${content}</${operation}></e:Body></e:Envelope>`;
    const headers = { 'content-type': 'text/xml; charset=utf-8' };
    const response = await fetch(gateway.url + SOAP_PATH + query, { method: 'POST', headers, body });
    return bodyOf(await response.text());
  }

  function expectToBeOf(version: string, answer: Element): void {
    const contract = contractOfVersion(version);
    const operation = contract.operations.get(answer.name.replace('Response', ''))!;
    expectToFit(answer, operation.response, contract, `${version} ${answer.name}`);
  }

  function isNilAnywhere(element: Element): boolean {
    return Object.keys(element.attributes).length > 0 || element.children.some(isNilAnywhere);
  }

  it('hold what the WSDL of the version declares, and nothing else', async () => {
    for (const version of VERSIONS) {
      const stored = await call(version, 'customer_insert', `<customer><lastname>V</lastname>${OPTION}</customer>`);
      expectToBeOf(version, stored);
      expect(stored.children[1]!.children.some((field) => field.name === 'complaintCount'))
        .to.equal(['1.23', '1.24'].includes(version));
      for (const operation of ['customer_create', 'group_create', 'group_getAll', 'email_listOptions']) {
        expectToBeOf(version, await call(version, operation));
      }
    }
  });

  it('are nil in 1.24 only', async () => {
    for (const version of VERSIONS) {
      expect(isNilAnywhere(await call(version, 'customer_create')), version).to.equal(version === '1.24');
    }
  });

  it('are those of 1.24 without a readable version, and those of the lower one between two', async () => {
    expect(isNilAnywhere(await call(undefined, 'customer_create'))).to.equal(true);
    expect(isNilAnywhere(await call('1.22.5', 'customer_create'))).to.equal(true);
    const fields = (await call('1.21', 'customer_create')).children[1]!.children.map((field) => field.name);
    expect(fields).to.not.include('complaintCount');
  });

  it('are a fault where the version has no such operation', async () => {
    const fault = await call('1.18', 'filemanager_makeDir');
    expect(fault.name).to.equal('Fault');
    expect(fault.children.map((child) => child.text)).to.deep.equal([
      'SOAP-ENV:Server', "Procedure 'filemanager_makeDir' not present",
    ]);
    expect((await call('1.23', 'filemanager_makeDir')).children[0]!.text).to.equal('501');
  });
});
