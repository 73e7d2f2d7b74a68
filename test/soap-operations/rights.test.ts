import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { createOperations } from '../../src/soap/index.ts';
import type { Resources } from '../../src/resource/index.ts';
import { makeToken } from '../support/access.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { soapCall } from '../support/soap-call.ts';

/** What writes although its name does not say so, or the other way round. */
const NEEDS: Readonly<Record<string, string>> = {
  conversionTracking_track: 'data.write', group_calculate: 'data.write', filemanager_makeDir: 'data.write',
  magento_executeAbandonedCart: 'campaign.run',
  campaign_addMember: 'campaign.run', campaign_removeMember: 'campaign.run',
};
const VERBS: readonly (readonly [RegExp, string])[] = [
  [/_sendTo/, 'send'],
  [/^campaign_execute/, 'campaign.run'],
  [/_(insert|update|upsert|delete|move|add|remove|customerInsert)/, 'data.write'],
  [/_(create|free|get|has|list|test)/, 'data.read'],
];
/** The right that an operation's name lets expect (design.md 6). */
const expectedRight = (name: string) => NEEDS[name] ?? VERBS.find(([verb]) => verb.test(name))?.[1];

describe('rights of operations', () => {
  const operations = Object.entries(createOperations({ resources: {} as Resources }));
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.stop());

  it('are those that the name of each of the 133 operations lets expect', () => {
    const stated = Object.fromEntries(operations.map(([name, { right }]) => [name, right]));
    expect(stated).to.deep.equal(Object.fromEntries(operations.map(([name]) => [name, expectedRight(name)])));
    expect(operations).to.have.length(133);
  });

  for (const right of new Set(operations.map(([, operation]) => operation.right))) {
    it(`without ${right} every operation that needs it is refused with 203 before its arguments are looked at`, async () => {
      const rights = RIGHTS.filter((each) => each !== right);
      const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights });
      for (const [name] of operations.filter(([, operation]) => operation.right === right)) {
        const { status, text } = await soapCall({ url: gateway.url, token }, name, '<customerId>x</customerId><groupId>x</groupId>');
        expect(status, name).to.equal(500);
        expect(text, name).to.include('<faultcode>203</faultcode>')
          .and.include(`This token lacks the right ${right}, which ${name} needs`);
      }
      expect(await gateway.sql('customer').pluck('id')).to.deep.equal([]);
      expect(await gateway.sql('customer_group').pluck('id')).to.deep.equal([]);
    });
  }

  it('are enough alone: no operation asks for more than its own', async () => {
    for (const right of RIGHTS) {
      const { token } = await makeToken(gateway.sql, { brand: gateway.brand, rights: [right] });
      for (const [name, operation] of operations) {
        if (operation.right !== right) continue;
        const { fault } = await soapCall({ url: gateway.url, token }, name);
        expect(fault, name).not.to.equal('203');
      }
    }
  });
});
