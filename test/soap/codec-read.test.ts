import { expect } from 'chai';
import { readCall } from './support/codec.ts';

/** What a test of one value says: the content of the element, and what the argument is then. */
type Case = readonly [xml: string, value: unknown];

const LONGS: readonly Case[] = [
  ['7', '7'], ['0', '0'], ['-7', '-7'], ['+7', '7'], ['007', '7'], ['-0', '0'], [' \n7\t', '7'], ['&#55;', '7'],
  ['9223372036854775807', '9223372036854775807'], ['-9223372036854775808', '-9223372036854775808'],
  ['<!-- a -->12<![CDATA[34]]>', '1234'], ['', undefined], [' ', undefined],
];
const WRONG_LONGS = ['9223372036854775808', '-9223372036854775809', '1.0', '1e3', '0x10', '1 2', 'abc', '--1', '٣', '1,000', '<x/>', '1<x/>'];
const BOOLEANS: readonly Case[] = [['true', true], ['1', true], ['false', false], ['0', false], [' true ', true], ['', undefined]];
const WRONG_BOOLEANS = ['TRUE', 'yes', '2', 'true false', '<x/>'];
const DOUBLES: readonly Case[] = [['1', 1], ['-1.50', -1.5], ['.5', 0.5], ['5.', 5], ['1e3', 1000], ['1E-2', 0.01], ['', undefined]];
const WRONG_DOUBLES = ['INF', 'NaN', '1e999', '1,5', '0x1', 'e3', '.', '-', '1 2'];

const customerOf = (xml: string): unknown => readCall('customer_insert', `<customer>${xml}</customer>`).args['customer'];
const complaint = (field: string, why: string, value: string): string => `Field ${field}: ${why} (${value})`;

describe('reading arguments', () => {
  for (const [xml, value] of LONGS) {
    it(`takes ${JSON.stringify(xml)} as the long ${String(value)}`, () => {
      const { args, wrong } = readCall('customer_getById', `<customerId>${xml}</customerId>`);
      expect(args).to.deep.equal(value === undefined ? {} : { customerId: value });
      expect(wrong).to.equal(undefined);
    });
  }
  for (const xml of WRONG_LONGS) {
    it(`refuses ${JSON.stringify(xml)} as a long`, () => {
      expect(readCall('customer_getById', `<customerId>${xml}</customerId>`).wrong?.code).to.equal('FIELD_VALUE');
    });
  }
  for (const [xml, value] of BOOLEANS) {
    it(`takes ${JSON.stringify(xml)} as the boolean ${String(value)}`, () => {
      const { args } = readCall('group_getMembers', `<recursive>${xml}</recursive>`);
      expect(args).to.deep.equal(value === undefined ? {} : { recursive: value });
    });
  }
  for (const xml of WRONG_BOOLEANS) {
    it(`refuses ${JSON.stringify(xml)} as a boolean`, () => {
      expect(readCall('group_getMembers', `<recursive>${xml}</recursive>`).wrong?.code).to.equal('FIELD_VALUE');
    });
  }
  for (const [xml, value] of DOUBLES) {
    it(`takes ${JSON.stringify(xml)} as the double ${String(value)}`, () => {
      const { args } = readCall('magentoProduct_upsert', `<product><price>${xml}</price></product>`);
      expect(args).to.deep.equal({ product: value === undefined ? {} : { price: value } });
    });
  }
  for (const xml of WRONG_DOUBLES) {
    it(`refuses ${JSON.stringify(xml)} as a double`, () => {
      const { wrong } = readCall('magentoProduct_upsert', `<product><price>${xml}</price></product>`);
      expect(wrong?.message).to.equal(complaint('product.price', 'is not a finite number', xml));
    });
  }

  it('keeps absent, nil and empty apart for texts', () => {
    expect(customerOf('<title/><lastname></lastname><firstname xsi:nil="true"/><prefix> </prefix>'))
      .to.deep.equal({ title: '', lastname: '', prefix: ' ' });
  });

  it('takes nil as not given, whatever stands in the element', () => {
    expect(customerOf('<id xsi:nil="1">x</id><title xsi:nil=" true "><a/></title><optIn xsi:nil="false">N</optIn>'))
      .to.deep.equal({ optIn: 'N' });
    expect(readCall('customer_insert', '<customer xsi:nil="true"><id>x</id></customer>')).to.deep.include(
      { args: {}, wrong: undefined },
    );
  });

  it('takes only the nil of XML Schema for one', () => {
    expect(customerOf('<title nil="true">a</title><prefix n:nil="true">b</prefix>')).to.deep.equal({ title: 'a', prefix: 'b' });
  });

  it('takes empty lists as not given', () => {
    expect(customerOf('<options/><accounts></accounts><title>x</title>')).to.deep.equal({ title: 'x' });
    expect(readCall('email_sendToCustomers', '<customerIds/>').args).to.deep.equal({});
  });

  it('takes an object in which nothing is given as an object', () => {
    expect(customerOf('')).to.deep.equal({});
    expect(readCall('customer_insert', '<customer/>').args).to.deep.equal({ customer: {} });
    expect(readCall('customer_insert', '<customer>\n</customer>').args).to.deep.equal({ customer: {} });
    expect(customerOf('<id xsi:nil="true"/>')).to.deep.equal({});
    expect(customerOf('<unknown/>')).to.deep.equal({});
  });

  it('reads lists item by item, leaving out what is not given', () => {
    const ids = '<integer>3</integer><integer/><integer xsi:nil="true"/><other>4</other><integer>-05</integer>';
    expect(readCall('email_sendToCustomers', `<customerIds>${ids}</customerIds>`).args).to.deep.equal({ customerIds: ['3', '-5'] });
    const options = '<CustomerOption><name>a</name><value/></CustomerOption><CustomerOption/><CustomerOption><name>b</name></CustomerOption>';
    expect(customerOf(`<options>${options}</options>`)).to.deep.equal({ options: [{ name: 'a', value: '' }, {}, { name: 'b' }] });
    expect(readCall('customer_insertUnique', '<uniqueCustomerFields><string>a</string><string/></uniqueCustomerFields>').args)
      .to.deep.equal({ uniqueCustomerFields: ['a', ''] });
  });

  it('finds elements by local name in any order and namespace, and passes over those it does not know', () => {
    const content = '<x:customerId xmlns:x="urn:other">1</x:customerId><uuid xmlns="urn:third">t</uuid><title>x</title>';
    expect(readCall('customer_getById', content)).to.deep.equal({ token: 't', args: { customerId: '1' }, wrong: undefined });
    expect(customerOf('<lastname>b</lastname><title>a</title><Title>c</Title><address2><id>1</id></address2>'))
      .to.deep.equal({ title: 'a', lastname: 'b' });
  });

  it('ignores xsi:type, encodingStyle and other attributes', () => {
    expect(customerOf('<title xsi:type="n:string" e="1">x</title>')).to.deep.equal({ title: 'x' });
  });

  it('does not mistake names of JavaScript for fields', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
    const args = readCall('customer_getById', names.map((name) => `<${name}><a>1</a></${name}>`).join('')).args;
    expect(args).to.deep.equal({});
    expect(Object.getPrototypeOf(args)).to.equal(Object.prototype);
    expect(customerOf(names.map((name) => `<${name}>1</${name}>`).join(''))).to.deep.equal({});
  });

  it('gives the token apart, the first one when there are two', () => {
    expect(readCall('customer_getById', '<uuid>a</uuid>')).to.deep.equal({ token: 'a', args: {}, wrong: undefined });
    expect(readCall('customer_getById', '<uuid/>').token).to.equal('');
    expect(readCall('customer_getById', '<uuid xsi:nil="true"/>').token).to.equal(undefined);
    expect(readCall('customer_getById', '<uuid><a/></uuid>').token).to.equal(undefined);
    const two = readCall('customer_getById', '<uuid>a</uuid><uuid>b</uuid>');
    expect(two.token).to.equal('a');
    expect(two.wrong?.message).to.equal(complaint('uuid', 'is given more than once', ''));
  });

  it('says which element is wrong and how, the first one', () => {
    const wrongOf = (operation: string, xml: string): string | undefined => readCall(operation, xml).wrong?.message;
    expect(wrongOf('customer_getById', '<customerId>a</customerId><uuid>t</uuid>'))
      .to.equal(complaint('customerId', 'is not a whole number of at most 64 bits', 'a'));
    expect(wrongOf('customer_insert', '<customer><id>1</id><id>2</id><softBounceCount>x</softBounceCount></customer>'))
      .to.equal(complaint('customer.id', 'is given more than once', ''));
    expect(wrongOf('customer_insert', '<customer>hello</customer>'))
      .to.equal(complaint('customer', 'holds text where elements belong', 'hello'));
    expect(wrongOf('customer_insert', '<customer><title>a<b/></title></customer>'))
      .to.equal(complaint('customer.title', 'holds elements where text belongs', ''));
    expect(wrongOf('customer_insert', '<customer><options>x</options></customer>'))
      .to.equal(complaint('customer.options', 'holds text where elements belong', 'x'));
    expect(wrongOf('customer_insert', 'x<customer><title>a</title></customer>'))
      .to.equal(complaint('customer_insert', 'holds text where elements belong', 'x'));
    expect(wrongOf('customer_insertBulkUnique', '<customers><Customer><id>x</id></Customer></customers>'))
      .to.equal(complaint('customers.Customer.id', 'is not a whole number of at most 64 bits', 'x'));
  });

  it('reads a long list and a long text', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => String(index));
    const list = ids.map((id) => `<integer>${id}</integer>`).join('');
    expect(readCall('email_sendToCustomers', `<customerIds>${list}</customerIds>`).args).to.deep.equal({ customerIds: ids });
    const text = 'x'.repeat(9_000_000);
    expect(customerOf(`<title>${text}</title><lastname>a&amp;${text}</lastname>`)).to.deep.equal({ title: text, lastname: `a&${text}` });
  });
});
