import { expect } from 'chai';
import { TolkError } from '../../src/errors.ts';
import { XmlReader } from '../../src/soap/envelope/index.ts';
import { XML_LIMITS, ownText, ownTree, saxesTree, withoutText } from './support/saxes-tree.ts';

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

const WELL_FORMED: readonly string[] = [
  '<a/>',
  '<a></a>',
  '<a ></a >',
  '<?xml version="1.0"?><a/>',
  "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<a/>\n",
  '<a><b/><b></b><c><d/></c></a>',
  '<a xmlns="urn:x"><b xmlns=""><c/></b><b/></a>',
  '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c/></p:b><p:d/></p:a>',
  '<a xmlns:p="urn:1" xmlns:q="urn:1"><p:b q:c="1" c="2"/></a>',
  `<a xmlns:xsi="${XSI}"><b xsi:nil="true"/><b xsi:nil = 'false' ></b></a>`,
  '<a b="1"\n\tc="&lt;&amp;&#10;x"/>',
  '<a><!-- <b> --><b/><!----></a>',
  '<!-- before --><a/><!-- after -->',
  '<a><![CDATA[<b>]]><b/></a>',
  '<a>text<b/>more</a>',
  '<a>&#x10FFFF;<b/></a>',
  '<é><ü-1.x·/></é>',
  '<a.b-c_d><_1/></a.b-c_d>',
  '<a xml:lang="nl"/>',
  '<a b=">"/>',
  '<__proto__><constructor/></__proto__>',
];

const MALFORMED: readonly string[] = [
  '', ' ', 'text', '<', '<a', '<a>', '<a/', '</a>', '<a></b>', '<a></a', '<a></a><b/>', '<a/>text', 'text<a/>',
  '<a><b></a></b>', '<a></aa>', '<aa></a>', '<a b></a>', '<a b=1/>', '<a b="1/>', '<a b="1"c="2"/>', '<a b="<"/>',
  '<a b="1" b="2"/>', '<a xmlns:p="urn:1" xmlns:q="urn:1" p:b="1" q:b="2"/>', '<a xmlns="1" xmlns="2"/>',
  '<p:a/>', '<a p:b="1"/>', '<a><b xmlns:p="urn:1"/><p:c/></a>', '<a xmlns:p=""/>', '<a xmlns:xmlns="urn:1"/>',
  '<a xmlns:xml="urn:1"/>', '<a xmlns:p="http://www.w3.org/XML/1998/namespace"/>',
  '<a xmlns="http://www.w3.org/2000/xmlns/"/>', '<xmlns:a/>',
  '<:a/>', '<a:/>', '<a:b:c xmlns:a="urn:1"/>', '<1a/>', '<-a/>', '< a/>', '<a / >', '<a\u00d7/>',
  '<a :b="1"/>', '<a b:="1"/>', '<a 1="1"/>',
  '<a>&</a>', '<a>&amp</a>', '<a>&nbsp;</a>', '<a>&#0;</a>', '<a>&#xD800;</a>', '<a>&#x110000;</a>', '<a>&#;</a>',
  '<a>&#x;</a>', '<a>&#1a;</a>', '<a b="&x;"/>', '<a>&AMP;</a>', '<a>&#xFFFE;</a>', '<a>&#8;</a>',
  '<a>]]></a>', '<a><b/>]]></a>', '<a><!-- a -- b --></a>', '<a><!-- a ---></a>', '<a><!-- a</a>', '<a><![CDATA[ ]]</a>',
  '<a><![cdata[]]></a>', '<![CDATA[x]]><a/>', '<a/><![CDATA[x]]>', '<a><!x></a>',
  ' <?xml version="1.0"?><a/>', '<?xml version=1.0?><a/>', '<?xml version="1.0"><a/>',
  '<?xml?><a/>', '<?xml encoding="utf-8"?><a/>', '<?xml version="1.0" standalone="maybe"?><a/>',
  '<?xml version="1.0" encoding=""?><a/>',
  '<a>\u0000</a>', '<a>\u0001</a>', '<a b="\u001f"/>', '<a>\ufffe</a>', '<a>\uffff</a>', '<a\u0000/>',
];

/** Well-formed, but SOAP forbids it: SOAP 1.1 section 3, SOAP 1.2 part 1 section 5; or it is no XML 1.0. */
const FORBIDDEN: readonly string[] = [
  '<?xml version="1.1"?><a/>',
  '<!DOCTYPE a><a/>',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
  '<?php echo 1 ?><a/>',
  '<a><?php echo 1 ?></a>',
  '<a/><?end?>',
];

describe('the XML reader', () => {
  for (const text of WELL_FORMED) {
    it(`reads ${JSON.stringify(text)} as saxes does`, () => {
      const asked = [[XSI, 'nil'], ['', 'b'], ['', 'c'], ['urn:1', 'c'], ['http://www.w3.org/XML/1998/namespace', 'lang']] as const;
      expect(ownTree(text, asked)).to.deep.equal(withoutText(saxesTree(text)));
    });
  }

  for (const text of MALFORMED) {
    it(`refuses ${JSON.stringify(text)}, as saxes does`, () => {
      expect(() => saxesTree(text)).to.throw();
      expect(codeOf(text)).to.equal('XML_MALFORMED');
    });
  }

  for (const text of FORBIDDEN) {
    it(`refuses ${JSON.stringify(text)}, which SOAP forbids`, () => expect(codeOf(text)).to.equal('XML_MALFORMED'));
  }

  it('puts the text of a leaf together from plain text, references, CDATA and comments', () => {
    const text = '<a> x&lt;&#x41;&#66;<![CDATA[<&]]>]]&gt;<!-- no -->\r\n\ry </a>';
    expect(ownText(text)).to.equal(' x<AB<&]]>\n\ny ');
    expect(ownText(text)).to.equal(saxesTree(text).text);
  });

  it('keeps a carriage return that is written as a reference', () => {
    expect(ownText('<a>1&#13;2&#xD;\n3\r4</a>')).to.equal('1\r2\r\n3\n4');
  });

  it('gives no text for an element that holds elements', () => {
    expect(ownText('<a>x<b/>y</a>')).to.equal(undefined);
  });

  it('normalizes blanks in the value of an attribute, but not those written as references', () => {
    const x = new XmlReader('<a b=" 1\t2\r\n3&#10;4 "/>', XML_LIMITS);
    x.root();
    expect(x.attribute('', 'b')).to.equal(' 1 2 3\n4 ');
  });

  it('notes text between elements, but not what stands in elements that are passed over', () => {
    const x = new XmlReader('<a><b>deep</b> \n</a>', XML_LIMITS);
    x.root();
    x.child();
    x.skip();
    expect(x.child()).to.equal(false);
    expect(x.stray).to.equal('');
    const y = new XmlReader('<a><b/> loose <c/></a>', XML_LIMITS);
    y.root();
    while (y.child()) y.skip();
    expect(y.stray).to.equal('loose');
  });

  it('tells line and column of what is wrong', () => {
    expect(failureOf('<a>\n <b>\n  <c></d>\n</a>').message).to.equal('The XML has an end tag where </c> belongs (line 3, column 6)');
  });

  it('takes elements as deep as the limit, and no deeper', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(ownTree(nested(64)).name).to.equal('{}a');
    expect(codeOf(nested(65))).to.equal('XML_TOO_DEEP');
    expect(codeOf('<a>'.repeat(1_000_000))).to.equal('XML_TOO_DEEP');
  });

  it('takes as many namespace declarations in force as the limit, and no more', () => {
    const declaring = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => ` xmlns:p${from + index}="urn:${index}"`).join('');
    expect(ownTree(`<a${declaring(0, 60)}><p1:b${declaring(60, 40)}/><c${declaring(60, 40)}/></a>`).children).to.have.length(2);
    expect(codeOf(`<a${declaring(0, 60)}><b${declaring(60, 41)}/></a>`)).to.equal('XML_TOO_MANY_PREFIXES');
  });

  it('reads what a sticky expression matches as if it had read element by element', () => {
    const x = new XmlReader('<n:a xmlns:n="urn:1"><n:b>1</n:b><n:c>2</n:c><n:d/></n:a>', XML_LIMITS);
    x.root();
    expect(x.lead).to.equal('n:');
    expect(x.namespaceOf('n')).to.equal('urn:1');
    expect(x.match(/<n:x>/y)).to.equal(undefined);
    expect(x.match(/<n:b>([^<&]*)<\/n:b>(?:<n:c>([^<&]*)<\/n:c>)?/y)?.slice(1)).to.deep.equal(['1', '2']);
    expect(x.child()).to.equal(true);
    expect(x.local).to.equal('d');
  });
});

function failureOf(text: string): TolkError {
  try {
    ownTree(text);
  } catch (error) {
    if (error instanceof TolkError) return error;
    throw error;
  }
  throw new Error(`was read: ${text}`);
}

function codeOf(text: string): string {
  return failureOf(text).code;
}
