import { expect } from 'chai';
import { ERRORS } from '../../src/errors.ts';
import { contract, docsPage, landingPage, PAGE_STYLE } from '../../src/soap/contract/index.ts';
import { FAULT_MEANINGS } from '../../src/soap/contract/pages/fault-meanings.ts';
import { sampleAnswer, sampleRequest } from '../../src/soap/contract/pages/sample.ts';
import { bodyOf, expectToFit } from '../clients/schema-check.ts';

const BASE = 'https://soap.example';

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

describe('the page for people', () => {
  const docs = docsPage({ baseUrl: BASE });

  it('shows every operation and every type, each under its own anchor', () => {
    const anchors = matches(docs, / id="([^"]+)"/g);
    expect(new Set(anchors).size).to.equal(anchors.length);
    expect(anchors).to.include.members([...contract.operations.keys(), ...contract.types.keys()]);
    expect(matches(docs, /href="#([^"]+)"/g).filter((anchor) => !anchors.includes(anchor))).to.deep.equal([]);
  });

  it('needs no script and no inline style, so that a strict content policy lets it pass', () => {
    for (const text of [docs, landingPage('1.24', BASE)]) {
      expect(text).to.not.match(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
      expect(matches(text, /<link rel="stylesheet" href="([^"]+)">/g)).to.deep.equal([`${BASE}/docs/style.css`]);
    }
    expect(PAGE_STYLE).to.contain('body {').and.not.match(/url\(|@import/);
  });

  it('links the WSDL of every version', () => {
    const wsdl = `${BASE}/app/api/soap/public/index.php?wsdl`;
    expect(docs).to.contain(`href="${wsdl}"`).and.contain(`href="${wsdl}&amp;version=1.0-edm"`);
    expect(landingPage('1.24', BASE)).to.contain(`href="${wsdl}"`);
    expect(landingPage('1.18', BASE)).to.contain(`href="${wsdl}&amp;version=1.18"`).and.contain('126 operations');
  });

  it('shows what it is told of operations and fields', () => {
    const told = docsPage({
      baseUrl: BASE,
      operations: new Map([['email_insert', { right: 'data.write', isRefused: true }]]),
      fieldNotes: new Map([['Customer.gender', 'MAN or <WOMAN>']]),
    });
    const article = told.slice(told.indexOf('<article id="email_insert">')).split('</article>')[0];
    expect(article).to.contain('data.write').and.contain('not offered yet');
    expect(matches(told, /(not offered yet)/g)).to.have.length(1);
    expect(told).to.contain('MAN or &lt;WOMAN&gt;');
  });

  it('says since which version something exists', () => {
    expect(docs).to.match(/<a href="#filemanager_makeDir">filemanager_makeDir<\/a> <span class="mark">since 1\.23</);
    expect(docs).to.match(/<code>complaintCount<\/code><\/td><td>.*<\/td><td>since 1\.23</);
  });

  it('explains every fault code that the gateway knows', () => {
    for (const { fault } of Object.values(ERRORS)) {
      expect(FAULT_MEANINGS[fault], fault).to.be.a('string');
      expect(docs).to.contain(`<td><code>${fault}</code></td>`);
    }
  });

  it('lets no base URL out of its quotes', () => {
    for (const text of [docsPage({ baseUrl: '"><script>x</script>' }), landingPage('1.24', '"><script>x</script>')]) {
      expect(text).to.contain('&quot;&gt;&lt;script&gt;').and.not.contain('<script');
    }
  });
});

describe('sample envelopes', () => {
  it('fit the schema', () => {
    for (const operation of contract.operations.values()) {
      const request = bodyOf(sampleRequest(operation));
      expect([request.name, request.uri]).to.deep.equal([operation.name, contract.targetNamespace]);
      expectToFit(request, operation.request, contract, operation.name);
      const answer = bodyOf(sampleAnswer(operation));
      expect([answer.name, answer.uri]).to.deep.equal([`${operation.name}Response`, contract.targetNamespace]);
      expectToFit(answer, operation.response, contract, `${operation.name}Response`);
    }
  });

  it('give every parameter in a request and every field in an answer', () => {
    const customer = contract.types.get('Customer')!.fields.map((field) => field.name);
    for (const operation of contract.operations.values()) {
      const names = operation.request.map((field) => field.name);
      expect(bodyOf(sampleRequest(operation)).children.map((child) => child.name)).to.deep.equal(names);
    }
    const [, msg] = bodyOf(sampleAnswer(contract.operations.get('customer_getById')!)).children;
    expect(msg!.children.map((child) => child.name)).to.deep.equal(customer);
  });
});
