import { expect } from 'chai';
import type { Context } from 'mocha';
import { FOREIGN_CLIENTS, type ForeignClient } from './foreign-clients.ts';
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

  async function expectRoundTrip(test: Context, client: ForeignClient, version?: string): Promise<void> {
    if (!await client.isInstalled()) {
      test.test!.title += ` (not installed: ${client.needs})`;
      test.skip();
    }
    const seen = await client.roundTrip(gateway.wsdl(version), await gateway.token());
    expect(JSON.parse(seen)).to.deep.equal(SEEN_BY_EVERY_CLIENT);
  }

  for (const client of FOREIGN_CLIENTS) {
    it(`${client.name} does the round trip`, async function () {
      await expectRoundTrip(this, client);
    });
  }

  for (const version of ['1.18', '1.23']) {
    for (const client of FOREIGN_CLIENTS.filter((each) => !each.compiles)) {
      it(`${client.name} does the round trip with version ${version}`, async function () {
        await expectRoundTrip(this, client, version);
      });
    }
  }
});
