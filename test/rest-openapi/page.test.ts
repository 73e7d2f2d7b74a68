import { expect } from 'chai';
import { startGateway, type TestGateway } from '../support/gateway.ts';

describe('the page /docs/rest', () => {
  let gateway: TestGateway;

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.stop());

  it('is made of files of our own, and its policy lets in no others', async () => {
    const answer = await fetch(`${gateway.url}/docs/rest`);
    const page = await answer.text();
    expect(answer.headers.get('content-type')).to.include('text/html');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).to.include("script-src 'self';").and.include("style-src 'self';").and.not.include('unsafe');
    const files = [...page.matchAll(/(?:src|href)="(rest\/[^"]+)"/g)].map(([, file = '']) => file);
    expect(files).to.have.length(4);
    for (const file of files) {
      const got = await fetch(`${gateway.url}/docs/${file}`);
      expect(got.status, file).to.equal(200);
      expect(got.headers.get('content-type')).to.match(/^text\/(css|javascript)/);
      await got.arrayBuffer();
    }
    expect(page).not.to.match(/https?:/);
  });

  it('leads to the SOAP operations and to the document', async () => {
    const page = await (await fetch(`${gateway.url}/docs/rest`)).text();
    for (const link of ['../docs', '../openapi.json']) {
      expect(page).to.include(`href="${link}"`);
      expect((await fetch(new URL(link, `${gateway.url}/docs/rest`))).status).to.equal(200);
    }
  });

  it('is found with a slash at the end too', async () => {
    const answer = await fetch(`${gateway.url}/docs/rest/`);
    expect([answer.url, answer.status]).to.deep.equal([`${gateway.url}/docs/rest`, 200]);
  });

  it('is all that is served: not the start page of the package, which shows somebody else\'s document', async () => {
    for (const file of ['index.html', 'swagger-initializer.js', 'package.json', '..%2fpackage.json', 'page.html']) {
      expect((await fetch(`${gateway.url}/docs/rest/${file}`)).status, file).to.equal(404);
    }
  });
});
