import { expect } from 'chai';
import { contract } from '../../src/soap/contract/index.ts';

describe('the contract', () => {
  it('has all operations and types', () => {
    expect(contract.operations.size).to.equal(133);
    expect(contract.types.size).to.equal(61);
    expect([...contract.types.values()].filter((type) => type.item !== undefined)).to.have.length(27);
    expect([...contract.types.values()].flatMap((type) => type.fields)).to.have.length(485);
  });

  it('begins every request with the token and answers code and msg', () => {
    for (const { name, request, response } of contract.operations.values()) {
      expect(request[0], name).to.deep.equal(
        { name: 'uuid', type: 'string', list: false, nillable: false, optional: false },
      );
      expect(response.map((each) => each.name), name).to.deep.equal(['code', 'msg']);
      expect(response[0]?.type, name).to.equal('integer');
    }
  });

  it('explains every operation', () => {
    for (const { name, documentation } of contract.operations.values()) {
      expect(documentation, name).to.match(/^[A-Z].{20,}\.$/);
    }
    expect(contract.documentation).to.contain('uuid');
  });

  it('lets every field of a type be nil but the items of the plain lists', () => {
    const firm = [...contract.types.values()].filter((type) => type.fields.some((each) => !each.nillable));
    expect(firm.map((type) => type.name)).to.deep.equal(['ArrayOfInt', 'ArrayOfString']);
  });

  it('answers true or false to filemanager_makeDir', () => {
    expect(contract.operations.get('filemanager_makeDir')?.response[1]?.type).to.equal('boolean');
  });

  it('knows no operation by the name of an object property', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect(contract.operations.get(name)).to.equal(undefined);
      expect(contract.types.get(name)).to.equal(undefined);
    }
  });
});
