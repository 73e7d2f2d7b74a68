import { expect } from 'chai';
import { contractOfVersion } from '../../src/soap/contract/index.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { startGateway, type Gateway } from './gateway.ts';

describe('a browser', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await startGateway();
  });

  after(() => gateway.stop());

  it('finds the documentation with its style, and nothing in it that its policy forbids', async () => {
    const response = await fetch(`${gateway.url}/docs`);
    const page = await response.text();
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-security-policy')).to.contain("script-src 'self'").and.not.contain('unsafe-eval');
    expect(page).to.contain('<article id="customer_getByExternalId"').and.contain('not offered yet');
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(page) ?? [];
    const sheet = await fetch(style);
    expect(sheet.headers.get('content-type')).to.contain('text/css');
    expect(await sheet.text()).to.contain('body {');
  });

  for (const version of ['1.24', '1.18']) it(`shows sample requests that the gateway understands, every one of ${version}`, async () => {
    const page = await (await fetch(`${gateway.url}/docs?version=${version}`)).text();
    const token = await gateway.token();
    const samples = [...page.matchAll(/Sample request<\/summary>\s*<pre>([^<]*)<\/pre>/g)].map(([, text = '']) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&').replace('TOKEN', token));
    expect(samples).to.have.length(contractOfVersion(version).operations.size);
    for (const body of samples) {
      const headers = { 'content-type': 'text/xml; charset=utf-8' };
      const answer = await (await fetch(`${gateway.url}${SOAP_PATH}?version=${version}`, { method: 'POST', headers, body })).text();
      const [, fault = 'none'] = /<faultcode>(.*)<\/faultcode>/.exec(answer) ?? [];
      // An empty brand has not what many of them ask for, and some operations are not offered yet.
      expect(['none', '213', '501'], answer + body).to.include(fault);
    }
  });

  it('comes from the address of the service to the WSDL and the documentation', async () => {
    const page = await (await fetch(gateway.wsdl().replace('?wsdl', ''))).text();
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).to.deep.equal([gateway.wsdl(), `${gateway.url}/docs`]);
    for (const link of links) expect((await fetch(link)).status).to.equal(200);
  });
});
