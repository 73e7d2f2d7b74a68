import { expect } from 'chai';
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
    expect(page).to.contain('<article id="customer_getByExternalId">').and.contain('not offered yet');
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec(page) ?? [];
    const sheet = await fetch(style);
    expect(sheet.headers.get('content-type')).to.contain('text/css');
    expect(await sheet.text()).to.contain('body {');
  });

  it('comes from the address of the service to the WSDL and the documentation', async () => {
    const page = await (await fetch(gateway.wsdl().replace('?wsdl', ''))).text();
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, link = '']) => link);
    expect(links).to.deep.equal([gateway.wsdl(), `${gateway.url}/docs`]);
    for (const link of links) expect((await fetch(link)).status).to.equal(200);
  });
});
