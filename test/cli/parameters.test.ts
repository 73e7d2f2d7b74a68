import { expect } from 'chai';
import { readParameters, type Shape } from '../../src/cli/call/parameters.ts';

const CUSTOMER = { lastname: 'xsd:string', options: { 'CustomerOption[]': { name: 'xsd:string', value: 'xsd:string' } } };
const SHAPE: Shape = {
  uuid: 'xsd:string', customer: CUSTOMER, customers: { 'Customer[]': CUSTOMER }, ids: { 'integer[]': 'xsd:integer' },
  targetNSAlias: 'tns',
};
const read = (...given: string[]) => readParameters('an_operation', SHAPE, given);

describe('parameters of tolk call', () => {
  it('become what the soap package sends', () => {
    expect(read('customer.lastname=a=b', 'ids=1', 'ids=2')).to.deep.equal({
      customer: { lastname: 'a=b' }, ids: { integer: ['1', '2'] },
    });
    expect(read('customers.0.lastname=A', 'customers.1.options.0.name=n', 'customers.1.options.0.value=')).to.deep.equal({
      customers: { Customer: [{ lastname: 'A' }, { options: { CustomerOption: [{ name: 'n', value: '' }] } }] },
    });
  });

  it('must have the form and the names of the contract', () => {
    const refused: [given: string, why: RegExp][] = [
      ['lastname', /not of the form name=value/],
      ['=x', /not of the form name=value/],
      ['lastname=x', /lastname of an_operation is not known; there are customer, customers, ids/],
      ['uuid=x', /is not known/],
      ['targetNSAlias=x', /is not known/],
      ['__proto__.x=1', /is not known/],
      ['customer.constructor=x', /is not known; there are lastname, options/],
      ['customer=x', /is made of lastname, options: give those/],
      ['customer.lastname.first=x', /has nothing inside it \(first\)/],
      ['customers=x', /is made of/],
      ['customers.1.lastname=x', /is a list: 1 should be one of 0 to 0/],
      ['customers.x.lastname=x', /is a list: x should be/],
    ];
    for (const [given, why] of refused) expect(() => read(given), given).to.throw(why);
  });
});
