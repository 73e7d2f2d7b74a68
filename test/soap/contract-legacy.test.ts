import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { differences, factsThatTablesTell } from '../../scripts/contract/compare.ts';
import { factsOfTables, factsOfWsdl } from '../../scripts/contract/wsdl-facts.ts';
import { wsdlText } from '../../src/soap/contract/index.ts';

const OWN_HOST = 'https://secure.myclang.com';
const DECISIONS = [
  'schema http://schemas.xmlsoap.org/soap/encoding/: elementFormDefault unqualified -> absent',
  'element filemanager_makeDirResponse/msg: xsd:complexType 1..1 -> xsd:boolean 1..1',
];

/** The WSDL that the legacy service served, as the clang package carries it. */
function legacyWsdl(): string {
  return readFileSync(createRequire(import.meta.url).resolve('clang/lib/wsdl/version-1.24.xml'), 'utf8');
}

function legacyAgainst(version: string): string[] {
  return differences(factsOfWsdl(legacyWsdl()), factsOfWsdl(wsdlText(version, OWN_HOST)));
}

describe('our WSDL beside the legacy one', () => {
  it('differs in nothing but the two decisions', () => {
    expect(legacyAgainst('1.24')).to.deep.equal(DECISIONS);
  });

  it('differs as 1.23 only in what may be nil', () => {
    const others = legacyAgainst('1.23').filter((line) => !/: (.*) nillable -> \1$/.test(line));
    expect(others).to.deep.equal([
      'schema http://schemas.xmlsoap.org/soap/encoding/: elementFormDefault unqualified -> absent',
      'element filemanager_makeDirResponse/msg: xsd:complexType 1..1 -> xsd:boolean 1..1',
      'soap:address: ' +
        'https://secure.myclang.com/app/api/soap/public/index.php?version=1.24&type=literal -> ' +
        'https://secure.myclang.com/app/api/soap/public/index.php?version=1.23&type=literal',
    ]);
  });

  it('differs as 1.18 in nothing that 1.18 is not known to lack', () => {
    const gone = new Set<string>();
    const changed: string[] = [];
    for (const line of legacyAgainst('1.18').filter((each) => !/: (.*) nillable -> \1$/.test(each))) {
      const [, kind = '', name = ''] = /^(\S+) ([^\s/:]+).*-> absent$/.exec(line) ?? [];
      if (kind === '') changed.push(line);
      else gone.add(kind === 'type' && /^type \S+\//.test(line) ? line.slice(0, line.indexOf(':')) : name);
    }
    const operations = [
      'campaign_executeAsync', 'campaign_getAllExecutable', 'filemanager_makeDir', 'magentoCreditMemo_insert',
      'magentoOrder_update', 'magentoShipment_create', 'magentoShipment_insert',
    ];
    const types = ['MagentoShipment', 'MagentoCreditMemo', 'MagentoCreditMemoItem', 'ArrayOfMagentoCreditMemoItem'];
    const ofOldTypes = [...gone].filter((each) => !types.some((type) => each.startsWith(`type ${type}/`)));
    expect(ofOldTypes).to.have.members([
      'http', ...operations, ...operations.map((name) => `${name}Response`), ...types,
      'type Customer/complaintCount', 'type MagentoProduct/storeId', 'type MagentoProduct/orderItemId',
    ]);
    expect(changed.map((line) => line.slice(0, line.indexOf(':', 6)))).to.have.members([
      'element campaign_executeResponse/msg', 'type Customer', 'type MagentoProduct', 'soap:address',
    ]);
    expect(changed).to.include('element campaign_executeResponse/msg: ArrayOfOption 1..1 -> xsd:boolean 1..1');
  });
});

describe('the comparison of contracts', () => {
  const ours = wsdlText('1.24', OWN_HOST);

  it('sees every kind of difference', () => {
    const changes: [string, string, string][] = [
      ['<xsd:element name="customerId" type="xsd:long"/>', '<xsd:element name="customerId" type="xsd:int"/>', 'type'],
      ['minOccurs="0" nillable="true"', 'minOccurs="0"', 'nillable'],
      ['minOccurs="0" maxOccurs="unbounded"', 'minOccurs="0"', 'occurrence'],
      ['elementFormDefault="qualified"', '', 'form'],
      ['soapAction=""', 'soapAction="x"', 'action'],
      ['use="literal"', 'use="encoded"', 'use'],
      ['name="clangPort"', 'name="otherPort"', 'port'],
    ];
    for (const [from, to, what] of changes) {
      expect(differences(factsOfWsdl(ours), factsOfWsdl(ours.replace(from, to))), what).to.have.length(1);
    }
  });

  it('sees the order of fields', () => {
    const [network, account] = ['name="network" type="xsd:string"', 'name="accountId" type="xsd:string"'];
    const swapped = ours.replace(network, '@').replace(account, network).replace('@', account);
    expect(differences(factsOfWsdl(ours), factsOfWsdl(swapped))).to.deep.equal([
      'type Account: network accountId -> accountId network',
    ]);
  });

  it('reads tables too', () => {
    const operations = 'operation\tinput\toutput_msg\na_b\tuuid:xsd:string, x:List\txsd:long\n';
    const types = 'type\tfield\txsd_type\tminOccurs\tmaxOccurs\tnillable\nList\tItem\txsd:string\t0\tunbounded\ttrue\n';
    const facts = factsOfTables(operations, types);
    expect(facts.get('element a_b')).to.equal('uuid x');
    expect(facts.get('element a_bResponse/msg')).to.equal('xsd:long 1..1');
    expect(facts.get('type List/Item')).to.equal('xsd:string 0..unbounded nillable');
    expect(differences(facts, factsThatTablesTell(facts))).to.deep.equal([]);
  });
});
