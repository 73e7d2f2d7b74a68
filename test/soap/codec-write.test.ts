import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import { escapeText } from '../../src/soap/codec/index.ts';
import { sourceOfWriters } from '../../src/soap/codec/write.ts';
import { contract, contractOfVersion } from '../../src/soap/contract/index.ts';
import { writeMessage } from './support/codec.ts';

const written = (value: string): string => Buffer.from(escapeText(value), 'latin1').toString('utf8');

describe('writing answers', () => {
  it('writes fields in schema order, whatever their order in the object', () => {
    const group = { customerCount: '3', name: 'Top', id: '7' };
    const xml = writeMessage('group_getById', group, '1.18');
    expect(xml).to.equal('<ns1:msg><ns1:id>7</ns1:id><ns1:name>Top</ns1:name><ns1:customerCount>3</ns1:customerCount></ns1:msg>');
    const names = [...writeMessage('customer_getById', {}).matchAll(/<ns1:(\w+) xsi:nil="true"\/>/g)].map(([, name]) => name);
    expect(names).to.deep.equal(contract.types.get('Customer')?.fields.map(({ name }) => name));
  });

  it('writes what is not given as nil in 1.24, and not at all before', () => {
    expect(writeMessage('customer_getByExternalId', [{ title: null }])).to.match(
      /^<ns1:msg><ns1:Customer><ns1:complaintCount xsi:nil="true"\/>.*<ns1:title xsi:nil="true"\/>/);
    expect(writeMessage('customer_getByExternalId', [{ title: null, lastname: undefined, prefix: '' }], '1.23'))
      .to.equal('<ns1:msg><ns1:Customer><ns1:prefix/></ns1:Customer></ns1:msg>');
  });

  it('writes empty texts and lists as empty elements', () => {
    const xml = writeMessage('customer_getById', { title: '', options: [], accounts: [] });
    expect(xml).to.include('<ns1:title/>').and.to.include('<ns1:options></ns1:options>').and.to.include('<ns1:accounts></ns1:accounts>');
  });

  it('writes nothing found as an empty msg', () => {
    expect(writeMessage('customer_getByExternalId', [])).to.equal('<ns1:msg/>');
    expect(writeMessage('customerSet_getCustomerIds', [])).to.equal('<ns1:msg/>');
    expect(writeMessage('customer_getByExternalId', undefined)).to.equal('<ns1:msg/>');
  });

  it('writes scalars and lists of scalars', () => {
    expect(writeMessage('customer_delete', true)).to.equal('<ns1:msg>true</ns1:msg>');
    expect(writeMessage('customer_delete', false)).to.equal('<ns1:msg>false</ns1:msg>');
    expect(writeMessage('customer_getAll', '9223372036854775807')).to.equal('<ns1:msg>9223372036854775807</ns1:msg>');
    expect(writeMessage('customerSet_getCustomerIds', ['1', '-2']))
      .to.equal('<ns1:msg><ns1:integer>1</ns1:integer><ns1:integer>-2</ns1:integer></ns1:msg>');
  });

  it('writes numbers as XML Schema has them', () => {
    const priced = (price: number): string => /<ns1:price>(.*?)<\/ns1:price>/.exec(
      writeMessage('magentoProduct_upsert', { price }))?.[1] ?? '';
    expect([1.5, -0.25, 1e21, 0, Infinity, -Infinity, NaN].map(priced))
      .to.deep.equal(['1.5', '-0.25', '1e+21', '0', 'INF', '-INF', 'NaN']);
  });

  it('gives the fields and answers of each version', () => {
    const customer = { complaintCount: '2', id: '1' };
    expect(writeMessage('customer_getById', customer, '1.22')).to.equal('<ns1:msg><ns1:id>1</ns1:id></ns1:msg>');
    expect(writeMessage('customer_getById', customer)).to.match(/^<ns1:msg><ns1:complaintCount>2</);
    expect(writeMessage('campaign_execute', [{ name: 'a', value: 'b' }], '1.20')).to.equal('<ns1:msg>true</ns1:msg>');
    expect(writeMessage('campaign_execute', [], '1.22')).to.equal('<ns1:msg/>');
  });

  it('escapes what has a meaning in XML and keeps white space', () => {
    expect(written('<a href="x">&amp;</a>]]>')).to.equal('&lt;a href="x"&gt;&amp;amp;&lt;/a&gt;]]&gt;');
    expect(written('  a\tb\n\nc  ')).to.equal('  a\tb\n\nc  ');
    expect(written('a\r\nb\r')).to.equal('a&#13;\nb&#13;');
  });

  it('writes all characters in UTF-8', () => {
    for (const text of ['Café', 'Ÿ\u0080', 'Łódź €', '漢字', 'a😀b', '\u{10ffff}', '\u2028', 'é&ł<😀>']) {
      expect(parsed(written(text))).to.equal(text);
    }
  });

  it('puts U+FFFD in the place of what XML cannot hold', () => {
    expect(written('a\0b\u001fc')).to.equal('a\ufffdb\ufffdc');
    expect(written('a\u0001é')).to.equal('a\ufffdé');
    expect(written('ł\u0001\ufffe\uffff')).to.equal('ł\ufffd\ufffd\ufffd');
    expect(written('\ud800a')).to.equal('\ufffda');
    expect(written('a\udc00')).to.equal('a\ufffd');
    expect(written('\ude00\ud83d')).to.equal('\ufffd\ufffd');
  });

  it('makes XML of any char', () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    const xml = all.map((char) => written(`a${char}b`)).join(' ');
    expect(parsed(xml)).to.have.length.above(all.length * 3);
  });

  it('parts a long list into pieces that are not long', () => {
    const xml = writeMessage('customer_getByExternalId', Array.from({ length: 200 }, (_, id) => ({ id: String(id) })));
    expect([...xml.matchAll(/<ns1:id>(\d+)<\/ns1:id>/g)].map(([, id]) => Number(id)))
      .to.deep.equal(Array.from({ length: 200 }, (_, id) => id));
  });

  it('is made of a program that can be read', () => {
    expect(sourceOfWriters(contractOfVersion('1.24'))).to.include([
      'write.Account = (object) => {',
      '  if (object == null) return "";',
      '  let xml = "", value;',
      "  value = object.network; if (value == null) xml += '<ns1:network xsi:nil=\"true\"/>'; " +
        "else if (value === '') xml += '<ns1:network/>'; else xml += '<ns1:network>' + text(value) + '</ns1:network>';",
    ].join('\n'));
  });

  it('is made of plain names only', () => {
    const field = { name: "x');process.exit(9);//", type: 'string', list: false, nillable: true, optional: true } as const;
    const types = new Map([['Bad', { name: 'Bad', fields: [field], item: undefined }]]);
    expect(() => sourceOfWriters({ ...contract, types })).to.throw('not plain');
  });
});

/** What an XML parser makes of a piece of text. */
function parsed(xml: string): string {
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => { throw error; });
  parser.on('text', (piece) => { text += piece; });
  parser.write(`<a>${xml}</a>`).close();
  return text;
}
