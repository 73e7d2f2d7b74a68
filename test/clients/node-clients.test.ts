import { expect } from 'chai';
import { VERSIONS } from '../../src/soap/contract/index.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { nodeSoapClient, strongSoapClient } from './node-clients.ts';
import { roundTrip, SEEN_BY_EVERY_CLIENT } from './round-trip.ts';

describe('clients of Node', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.stop());

  it('soap (node-soap) does the round trip', async () => {
    const token = await gateway.token();
    expect(await roundTrip(await nodeSoapClient(gateway.wsdl(), token))).to.deep.equal(SEEN_BY_EVERY_CLIENT);
  });

  it('strong-soap does the round trip', async () => {
    const token = await gateway.token();
    expect(await roundTrip(await strongSoapClient(gateway.wsdl(), token))).to.deep.equal(SEEN_BY_EVERY_CLIENT);
  });

  for (const version of VERSIONS) {
    it(`soap (node-soap) does the round trip with version ${version}`, async () => {
      const token = await gateway.token();
      const ask = await nodeSoapClient(gateway.wsdl(version), token);
      expect(await roundTrip(ask)).to.deep.equal(SEEN_BY_EVERY_CLIENT);
    });
  }
});
