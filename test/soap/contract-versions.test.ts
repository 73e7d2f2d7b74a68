import { expect } from 'chai';
import { contract, contractOfVersion, NEWEST, VERSIONS, versionOf } from '../../src/soap/contract/index.ts';
import { lackOf } from '../../src/soap/contract/versions.ts';

const LATER_OPERATIONS = [
  'campaign_executeAsync', 'campaign_getAllExecutable', 'filemanager_makeDir', 'magentoCreditMemo_insert',
  'magentoOrder_update', 'magentoShipment_create', 'magentoShipment_insert',
];

function missing(version: string): string[] {
  const has = contractOfVersion(version).operations;
  return [...contract.operations.keys()].filter((name) => !has.has(name));
}

function fieldNames(version: string, type: string): string[] {
  return contractOfVersion(version).types.get(type)?.fields.map((each) => each.name) ?? [];
}

describe('the version of a call', () => {
  it('is the known one that is named', () => {
    for (const version of VERSIONS) expect(versionOf(version)).to.equal(version);
  });

  it('is the lower one of the two around it', () => {
    expect(versionOf('1.21')).to.equal('1.20');
    expect(versionOf('1.19')).to.equal('1.18');
    expect(versionOf('1.11')).to.equal('1.10');
    expect(versionOf('1.0')).to.equal('1.0-edm');
    expect(versionOf('1.9')).to.equal('1.0-edm');
  });

  it('is the newest when none, an unknown newer one or nonsense is named', () => {
    for (const asked of [undefined, null, '', ' ', '*', 'abc', '2.0', '1.25', '1.240', '0.9', '1', '1.2.3', '-1.20',
      '__proto__', '1.20\n<', '٣.١', '1e3.1', 'Infinity', '9'.repeat(400)]) {
      expect(versionOf(asked), String(asked)).to.equal(NEWEST);
    }
    expect(NEWEST).to.equal('1.24');
  });
});

describe('the contract of a version', () => {
  it('is made once', () => {
    for (const version of VERSIONS) expect(contractOfVersion(version)).to.equal(contractOfVersion(version));
    expect(contractOfVersion('1.24')).to.equal(contract);
  });

  it('does not exist for a version that is not known', () => {
    expect(() => contractOfVersion('1.21')).to.throw('No version of the contract: 1.21');
  });

  it('lacks up to 1.18 the seven later operations and the four later types', () => {
    for (const version of ['1.0-edm', '1.10', '1.18']) {
      expect(missing(version)).to.have.members(LATER_OPERATIONS);
      expect(contractOfVersion(version).operations.size).to.equal(126);
      expect(contractOfVersion(version).types.size).to.equal(57);
      expect(contractOfVersion(version).types.has('MagentoShipment')).to.equal(false);
    }
  });

  it('gets its operations one version after the other', () => {
    expect(missing('1.20')).to.have.members(['campaign_getAllExecutable', 'filemanager_makeDir']);
    expect(missing('1.22')).to.have.members(['filemanager_makeDir']);
    expect(missing('1.23')).to.deep.equal([]);
  });

  it('answers a boolean to campaign_execute up to 1.20, options after', () => {
    const answer = (version: string): unknown =>
      contractOfVersion(version).operations.get('campaign_execute')?.response[1]?.type;
    for (const version of ['1.0-edm', '1.10', '1.18', '1.20']) expect(answer(version), version).to.equal('boolean');
    for (const version of ['1.22', '1.23', '1.24']) {
      expect(answer(version), version).to.deep.equal({ complex: 'ArrayOfOption' });
    }
  });

  it('has complaintCount as the first field of a customer from 1.23', () => {
    expect(fieldNames('1.22', 'Customer')).to.have.length(61).and.not.include('complaintCount');
    expect(fieldNames('1.23', 'Customer')).to.have.length(62);
    expect(fieldNames('1.23', 'Customer')[0]).to.equal('complaintCount');
  });

  it('has the shop fields from the version that brought them', () => {
    expect(fieldNames('1.18', 'MagentoProduct')[0]).to.equal('attributes');
    expect(fieldNames('1.20', 'MagentoProduct').slice(0, 2)).to.deep.equal(['orderItemId', 'attributes']);
    expect(fieldNames('1.20', 'MagentoCreditMemoItem')[0]).to.equal('orderItemId');
    expect(fieldNames('1.22', 'MagentoProduct').slice(0, 2)).to.deep.equal(['storeId', 'orderItemId']);
    expect(fieldNames('1.22', 'MagentoCreditMemoItem')[0]).to.equal('storeId');
  });

  it('lets nothing be nil before 1.24', () => {
    for (const version of VERSIONS.slice(0, -1)) {
      for (const type of contractOfVersion(version).types.values()) {
        expect([...type.fields, type.item].filter((each) => each?.nillable), type.name).to.deep.equal([]);
      }
    }
  });

  it('lacks only what the contract declares', () => {
    const oldest = lackOf('1.0-edm');
    for (const name of [...oldest.operations, ...oldest.booleanAnswers]) {
      expect(contract.operations.has(name), name).to.equal(true);
    }
    for (const name of oldest.types) expect(contract.types.has(name), name).to.equal(true);
    for (const name of oldest.fields) {
      const [type = '', field] = name.split('.');
      expect(contract.types.get(type)?.fields.map((each) => each.name), name).to.include(field);
    }
  });
});
