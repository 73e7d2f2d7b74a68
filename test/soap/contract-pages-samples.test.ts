import { expect } from 'chai';
import { PlainForms, compileCodec } from '../../src/soap/codec/index.ts';
import { contractOfVersion, VERSIONS, type Contract } from '../../src/soap/contract/index.ts';
import { samplesOf } from '../../src/soap/contract/pages/sample.ts';
import { XmlReader } from '../../src/soap/envelope/index.ts';
import { bodyOf, expectToFit } from '../clients/schema-check.ts';
import { XML_LIMITS } from './support/saxes-tree.ts';

/** Reads the element in the Body of an envelope as the gateway reads calls. */
function read(codecs: ReturnType<typeof compileCodec>, name: string, envelope: string) {
  const x = new XmlReader(envelope, XML_LIMITS);
  x.root();
  x.child();
  x.child();
  return codecs.get(name)!.read(x);
}

/** A contract whose calls are the answers of another one, so that our reader reads those. */
function ofAnswers(contract: Contract): Contract {
  const operations = [...contract.operations.values()].map((each) => ({ ...each, request: each.response }));
  return { ...contract, operations: new Map(operations.map((each) => [each.name, each])) };
}

describe('sample envelopes', () => {
  for (const version of VERSIONS) {
    const contract = contractOfVersion(version);
    const samples = samplesOf(contract);

    it(`fit the schema of version ${version}`, () => {
      for (const operation of contract.operations.values()) {
        const request = bodyOf(samples.request(operation));
        expect([request.name, request.uri]).to.deep.equal([operation.name, contract.targetNamespace]);
        expectToFit(request, operation.request, contract, operation.name);
        const answer = bodyOf(samples.answer(operation));
        expect([answer.name, answer.uri]).to.deep.equal([`${operation.name}Response`, contract.targetNamespace]);
        expectToFit(answer, operation.response, contract, `${operation.name}Response`);
      }
    });

    it(`are read by the gateway in version ${version}: every parameter, and a token`, () => {
      const codecs = compileCodec(contract, new PlainForms());
      for (const operation of contract.operations.values()) {
        const { token, args, wrong } = read(codecs, operation.name, samples.request(operation));
        expect([token, wrong], operation.name).to.deep.equal(['TOKEN', undefined]);
        const names = operation.request.map((field) => field.name).filter((name) => name !== 'uuid');
        expect(Object.keys(args), operation.name).to.have.members(names);
      }
    });

    it(`are written by the gateway in version ${version}: what an answer says comes out as the same answer`, () => {
      const writers = compileCodec(contract, new PlainForms());
      const readers = compileCodec(ofAnswers(contract), new PlainForms());
      for (const operation of contract.operations.values()) {
        const sample = samples.answer(operation);
        const { args, wrong } = read(readers, operation.name, sample);
        expect(wrong, operation.name).to.equal(undefined);
        const written = writers.get(operation.name)!.write(args['msg'], '', '').join('');
        const body = sample.replace(/^[^]*<SOAP-ENV:Body>|<\/SOAP-ENV:Body>[^]*$/g, '').replace(/\n */g, '');
        expect(Buffer.from(written, 'latin1').toString('utf8'), operation.name).to.equal(body);
      }
    });
  }

  it('give every parameter in a request and every field in an answer', () => {
    const contract = contractOfVersion('1.24');
    const samples = samplesOf(contract);
    const customer = contract.types.get('Customer')!.fields.map((field) => field.name);
    for (const operation of contract.operations.values()) {
      const names = operation.request.map((field) => field.name);
      expect(bodyOf(samples.request(operation)).children.map((child) => child.name)).to.deep.equal(names);
    }
    const [, msg] = bodyOf(samples.answer(contract.operations.get('customer_getById')!)).children;
    expect(msg!.children.map((child) => child.name)).to.deep.equal(customer);
  });
});
