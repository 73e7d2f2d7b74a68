import { expect } from 'chai';
import { PATH, envelope, faultOf, openDoor, operationXml, post, type TestDoor } from './support/door.ts';

describe('versions of the contract at the SOAP door', () => {
  let door: TestDoor;
  before(async () => {
    door = await openDoor({
      customer_getById: () => ({ complaintCount: '3', id: '1', title: null }),
      campaign_execute: () => [{ name: 'a', value: 'b' }],
      campaign_getAllExecutable: () => [],
    });
  });
  after(() => door.close());

  const message = async (operation: string, query: string): Promise<string> => {
    const { text } = await post(door, envelope(operationXml(operation)), { path: `${PATH}${query}` });
    return /<ns1:msg>(.*)<\/ns1:msg>|<ns1:msg\/>/.exec(text)?.[0] ?? text;
  };

  it('give each caller the fields that its version knows, nil only from 1.24 on', async () => {
    for (const query of ['', '?version=1.24&type=literal', '?type=literal', '?version=', '?version=x', '?wsdl', '?version=2.0']) {
      expect(await message('customer_getById', query)).to.match(/^<ns1:msg><ns1:complaintCount>3<\/ns1:complaintCount><ns1:accounts xsi:nil="true"\/>/);
      expect(door.acted.at(-1)?.call.version).to.equal('1.24');
    }
    for (const [query, version] of [
      ['?version=1.22', '1.22'], ['?type=literal&version=1.21', '1.20'], ['?version=1.0-edm', '1.0-edm'], ['?version=1.19', '1.18'],
    ] as const) {
      expect(await message('customer_getById', query)).to.equal('<ns1:msg><ns1:id>1</ns1:id></ns1:msg>');
      expect(door.acted.at(-1)?.call.version).to.equal(version);
    }
    expect(await message('customer_getById', '?version=1.23')).to.equal(
      '<ns1:msg><ns1:complaintCount>3</ns1:complaintCount><ns1:id>1</ns1:id></ns1:msg>',
    );
  });

  it('answer campaign_execute with a boolean up to 1.20', async () => {
    expect(await message('campaign_execute', '?version=1.20')).to.equal('<ns1:msg>true</ns1:msg>');
    expect(await message('campaign_execute', '?version=1.22')).to.include('<ns1:name>a</ns1:name>');
  });

  it('lack the operations that came later', async () => {
    const reply = await post(door, envelope(operationXml('campaign_getAllExecutable')), { path: `${PATH}?version=1.20` });
    expect(faultOf(reply)).to.deep.equal(
      { code: 'SOAP-ENV:Server', text: "Procedure 'campaign_getAllExecutable' not present" },
    );
    expect(await message('campaign_getAllExecutable', '?version=1.22')).to.equal('<ns1:msg/>');
  });

  it('are told apart however many queries were seen', async () => {
    for (let query = 0; query < 1100; query++) {
      expect(await message('customer_getById', `?version=1.22&n=${query}`)).to.equal('<ns1:msg><ns1:id>1</ns1:id></ns1:msg>');
    }
  });
});
