import { expect } from 'chai';
import { FOREIGN_CLIENTS } from './foreign-clients.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { SEEN_BY_EVERY_CLIENT } from './round-trip.ts';

describe('clients of other languages', function () {
  // Compilers on a busy machine.
  this.timeout(600_000);
  let gateway: Gateway;

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.stop());

  for (const client of FOREIGN_CLIENTS) {
    it(`${client.name} does the round trip`, async function () {
      if (!await client.isInstalled()) {
        this.test!.title += ` (not installed: ${client.needs})`;
        return this.skip();
      }
      const seen = await client.roundTrip(gateway.wsdl(), await gateway.token());
      expect(JSON.parse(seen)).to.deep.equal(SEEN_BY_EVERY_CLIENT);
    });
  }

  for (const version of ['1.18', '1.23']) {
    for (const client of FOREIGN_CLIENTS.filter((each) => !each.compiles)) {
      it(`${client.name} does the round trip with version ${version}`, async function () {
        if (!await client.isInstalled()) return this.skip();
        const seen = await client.roundTrip(gateway.wsdl(version), await gateway.token());
        expect(JSON.parse(seen)).to.deep.equal(SEEN_BY_EVERY_CLIENT);
      });
    }
  }
});
