import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import { createClientAsync } from 'soap';
import { soap as strongSoap } from 'strong-soap';
import { contractOfVersion, VERSIONS, wsdlText, type Contract } from '../../src/soap/contract/index.ts';
import { readContract } from '../../src/soap/contract/model.ts';

const HOSTILE = [
  'https://a.example/"/><evil a="',
  "https://a.example/'&lt;&amp;<!-- ]]>",
  'https://a.example/\u0000\n\u0007\ud800é€😀',
  'https://a.example/$&$1$`',
];

/** Reads XML strictly and returns the attributes of every element called `name`. */
function attributesOf(xml: string, name: string): Record<string, string>[] {
  const found: Record<string, string>[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => { throw error; });
  parser.on('opentag', (tag) => {
    const attributes = Object.entries(tag.attributes).map(([key, value]) => [key, value.value]);
    if (tag.name === name) found.push(Object.fromEntries(attributes) as Record<string, string>);
  });
  parser.write(xml).close();
  return found;
}

function addressIn(xml: string): string | undefined {
  const [address, ...more] = attributesOf(xml, 'soap:address');
  expect(more).to.deep.equal([]);
  return address?.['location'];
}

/** A model as plain data, so that two of them can be compared in content and order. */
function plain(contract: Contract): unknown {
  return JSON.parse(JSON.stringify({
    ...contract, operations: [...contract.operations], types: [...contract.types],
  }));
}

describe('the WSDL of a version', () => {
  it('says what the model says', async () => {
    for (const version of VERSIONS) {
      const read = await readContract(wsdlText(version, 'http://127.0.0.1:8080'), version);
      expect(plain(read)).to.deep.equal(plain(contractOfVersion(version)));
    }
  });

  it('names the address of this host with its version and flavour', () => {
    expect(addressIn(wsdlText('1.24', 'https://soap.example:8443'))).to.equal(
      'https://soap.example:8443/app/api/soap/public/index.php?version=1.24&type=literal',
    );
    expect(addressIn(wsdlText('1.0-edm', 'http://a.example/under/'))).to.equal(
      'http://a.example/under/app/api/soap/public/index.php?version=1.0-edm&type=literal',
    );
  });

  it('is well-formed whatever the base URL holds', () => {
    for (const base of HOSTILE) {
      const address = addressIn(wsdlText('1.24', base));
      expect(address).to.match(/^https:\/\/a\.example\/[!-~]*\/app\/api\/soap\/public\/index\.php\?/);
    }
  });

  it('keeps the names of the service for every host', () => {
    const tns = 'https://secure.myclang.com/app/api/soap/public/index.php';
    for (const version of VERSIONS) {
      const text = wsdlText(version, 'http://a.example');
      expect(attributesOf(text, 'wsdl:definitions')[0]).to.include({ name: 'clangAPI', targetNamespace: tns });
      expect(attributesOf(text, 'xsd:schema')).to.deep.equal([
        { targetNamespace: tns, elementFormDefault: 'qualified' },
      ]);
      expect(attributesOf(text, 'wsdl:portType')).to.deep.equal([{ name: 'clangService' }]);
      expect(attributesOf(text, 'wsdl:binding')).to.deep.equal([{ name: 'clangBinding', type: 'tns:clangService' }]);
      expect(attributesOf(text, 'wsdl:service')).to.deep.equal([{ name: 'clangAPI' }]);
      expect(attributesOf(text, 'wsdl:port')).to.deep.equal([{ name: 'clangPort', binding: 'tns:clangBinding' }]);
      expect(attributesOf(text, 'soap:binding')).to.deep.equal([
        { style: 'document', transport: 'http://schemas.xmlsoap.org/soap/http' },
      ]);
    }
  });

  it('gives every operation two messages, an empty soapAction and literal bodies', () => {
    for (const version of VERSIONS) {
      const text = wsdlText(version, 'http://a.example');
      const names = [...contractOfVersion(version).operations.keys()];
      const expected = names.flatMap((name) => [`${name}Request`, `${name}Response`]);
      expect(attributesOf(text, 'wsdl:message').map((each) => each['name'])).to.deep.equal(expected);
      expect(attributesOf(text, 'wsdl:part').map((each) => each['element'])).to.deep.equal(
        names.flatMap((name) => [`tns:${name}`, `tns:${name}Response`]),
      );
      expect(attributesOf(text, 'soap:operation')).to.deep.equal(names.map(() => ({ soapAction: '' })));
      expect(attributesOf(text, 'soap:body')).to.deep.equal(expected.map(() => ({ use: 'literal' })));
    }
  });

  it('calls ids xsd:int in 1.20 only', () => {
    const typesOf = (version: string, name: string): (string | undefined)[] => [...new Set(
      attributesOf(wsdlText(version, 'http://a.example'), 'xsd:element')
        .filter((each) => each['name'] === name).map((each) => each['type']),
    )];
    expect(typesOf('1.20', 'customerId')).to.deep.equal(['xsd:int']);
    expect(typesOf('1.20', 'msg')).to.include('xsd:int').and.not.include('xsd:long');
    expect(typesOf('1.20', 'softBounceCount')).to.deep.equal(['xsd:long']);
    for (const version of VERSIONS.filter((each) => each !== '1.20')) {
      expect(wsdlText(version, 'http://a.example')).to.not.contain('xsd:int"');
    }
  });

  it('speaks of nothing but itself', () => {
    expect(wsdlText('1.24', 'http://a.example')).to.not.match(/<!--|soapenc|<\w*:?import/);
  });
});

describe('clients', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tolk-wsdl-'));
    for (const version of VERSIONS) {
      await writeFile(join(folder, `${version}.wsdl`), wsdlText(version, 'http://127.0.0.1:8080'));
    }
  });

  after(() => rm(folder, { recursive: true }));

  it('load every version with the soap package', async () => {
    for (const version of VERSIONS) {
      const client = await createClientAsync(join(folder, `${version}.wsdl`));
      const described = client.describe() as Record<string, Record<string, Record<string, unknown>>>;
      expect(Object.keys(described['clangAPI']?.['clangPort'] ?? {})).to.deep.equal(
        [...contractOfVersion(version).operations.keys()],
      );
    }
  });

  it('load every version with strong-soap', async () => {
    for (const version of VERSIONS) {
      const methods = await new Promise<string[]>((done, fail) => {
        strongSoap.createClient(join(folder, `${version}.wsdl`), {}, (error, client) => {
          if (error) return fail(error);
          const described = client.describe();
          done(Object.keys(described['clangAPI']?.['clangPort'] ?? {}));
        });
      });
      expect(methods).to.deep.equal([...contractOfVersion(version).operations.keys()]);
    }
  });
});
