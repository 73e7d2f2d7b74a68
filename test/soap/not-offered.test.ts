import { expect } from 'chai';
import { TolkError } from '../../src/errors.ts';
import { contract } from '../../src/soap/contract/index.ts';
import type { Call, OperationTable } from '../../src/soap/operation.ts';
import { operationsNotOffered } from '../../src/soap/operations/not-offered.ts';

const BUILT = new Set([
  'account', 'campaign', 'campaignObjectStatistics', 'campaignObjectStatisticsOption', 'campaignStatistics', 'customer',
  'customerSet', 'group', 'resource',
]);
const call = {} as Call;

describe('operations of families that are not built yet', () => {
  const table = operationsNotOffered as unknown as Readonly<Record<string, OperationTable['email_getAll']>>;

  it('are all that the contract has beyond the built ones', () => {
    const later = [...contract.operations.values()].filter(({ family }) => !BUILT.has(family)).map(({ name }) => name);
    expect(Object.keys(table).sort()).to.deep.equal(later.sort());
  });

  it('refuse with 501, naming the operation, but for the two that clients test a token with', () => {
    for (const [name, { act }] of Object.entries(table)) {
      if (name === 'email_listOptions' || name === 'sms_listOptions') {
        expect(act(call, {})).to.deep.equal([]);
        continue;
      }
      expect(() => act(call, {})).to.throw(TolkError, `${name} is in the contract but not offered by this gateway yet`);
    }
  });

  it('need the right that the operation will need', () => {
    const right = (name: string): string | undefined => table[name]?.right;
    for (const name of contract.operations.keys()) {
      if (/_(create|listOptions|get\w*)$/.test(name) && name in table) expect(right(name), name).to.equal('data.read');
      if (/^(email|sms)_sendTo/.test(name)) expect(right(name), name).to.equal('send');
    }
    expect(right('magento_executeAbandonedCart')).to.equal('campaign.run');
    expect([right('email_insert'), right('filemanager_makeDir')]).to.deep.equal(['data.write', 'data.write']);
  });
});
