import { expect } from 'chai';
import { ERRORS } from '../../src/errors.ts';
import { contract, contractOfVersion, docsPage, landingPage, PAGE_FILES } from '../../src/soap/contract/index.ts';
import { FAULT_MEANINGS } from '../../src/soap/contract/pages/fault-meanings.ts';

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

  it('has no inline script or style, and loads files of ours only', () => {
    for (const text of [docs, landingPage('1.24', BASE)]) {
      expect(text).to.not.match(/<script(?! type="module" src="docs\/docs.js"><\/script>)/);
      expect(text).to.not.match(/<style|\sstyle=|\son\w+=|javascript:/i);
      expect(matches(text, /<link rel="stylesheet" href="([^"]+)">/g)).to.deep.equal([`${BASE}/docs/style.css`]);
    }
    expect(PAGE_FILES.get('style.css')).to.contain('body {').and.not.match(/url\(|@import/);
    for (const [name, text] of PAGE_FILES) {
      const imports = matches(text, /from '\.\/([^']+)'/g);
      expect([...PAGE_FILES.keys()], name).to.include.members(imports);
      expect(text, name).to.not.match(/\bimport\(|innerHTML|insertAdjacentHTML|document\.write|\beval\b/);
      expect(text, name).to.not.match(/https?:\/\/(?!schemas\.xmlsoap\.org|www\.w3\.org)/);
    }
  });

  it('shows an older version as a whole: its operations, its types, its WSDL', () => {
    const old = docsPage({ baseUrl: BASE, version: '1.18' });
    const anchors = matches(old, /<article id="([^"]+)"/g);
    const { operations, types } = contractOfVersion('1.18');
    const objects = [...types.values()].filter(({ item }) => item === undefined).map(({ name }) => name);
    expect(anchors).to.have.members([...operations.keys(), ...objects]);
    expect(anchors).to.not.include('filemanager_makeDir');
    expect(old).to.contain('<option selected>1.18</option>').and.contain('index.php?version=1.18&amp;type=literal"');
    expect(old).to.contain(`<a href="${BASE}/app/api/soap/public/index.php?wsdl&amp;version=1.18">WSDL</a>`);
    expect(old).to.not.contain('<code>complaintCount</code>').and.not.contain('<ns1:complaintCount>');
    expect(matches(old, /href="#([^"]+)"/g).filter((anchor) => !old.includes(` id="${anchor}"`))).to.deep.equal([]);
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
    const article = told.slice(told.indexOf('<article id="email_insert"')).split('</article>')[0];
    expect(article).to.contain('data.write').and.contain('not offered yet');
    expect(matches(told, /<span class="mark off">(.*?)</g)).to.deep.equal(['not offered yet']);
    expect(matches(told, /<li class="off"><a href="#(.*?)"/g)).to.deep.equal(['email_insert']);
    expect(told).to.contain('MAN or &lt;WOMAN&gt;');
    expect(told).to.contain('133 operations in version 1.24').and.contain('132 are offered');
    expect(docs).to.not.contain(' are offered');
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
      expect(text).to.contain('&quot;&gt;&lt;script&gt;').and.not.contain('<script>');
    }
  });
});
