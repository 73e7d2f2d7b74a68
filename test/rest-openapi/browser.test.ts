import { expect } from 'chai';
import { makeToken } from '../support/access.ts';
import { openBrowser, type Browser, type Tab } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { define, EXAMPLE } from './model.ts';

describe('/docs/rest in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let gateway: TestGateway | undefined;
  let tab: Tab;
  let url: string;
  let token: string;

  before(async function () {
    browser = await openBrowser(this);
    gateway = await startGateway();
    url = gateway.url;
    const made = await makeToken(gateway.sql, { brand: gateway.brand });
    token = made.token;
    await define(made.scope, EXAMPLE);
    tab = await browser.tab();
    await tab.open(`${url}/docs/rest`);
    await tab.until(`document.querySelector('.opblock')`);
  });

  after(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  it('shows all calls, and everything that it needs comes from here', async () => {
    const shown = await tab.value<string[]>(`[...document.querySelectorAll('.opblock-summary-path')].map((one) => one.innerText)`);
    expect(shown.map((path) => path.replaceAll('\u200b', ''))).to.include.members(['/dataextension/{table}', '/healthz']);
    const hosts = await tab.value<string[]>(
      `[...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))]`);
    expect(hosts).to.deep.equal([url]);
    expect(tab.complaints).to.deep.equal([]);
  });

  it('says so when a token is none, and goes on', async () => {
    await use('not-a-token');
    await tab.until(`document.querySelector('#told').className === 'refused'`);
    expect(await tab.value(`document.querySelector('#told').innerText`)).to.equal('The token is unknown or not active');
    expect(await tab.value(`document.querySelectorAll('.opblock').length > 0`)).to.equal(true);
  });

  it('shows the tables of a token\'s brand and makes a call of them, the token in no address', async () => {
    await use(token);
    await tab.until(`document.querySelector('[data-tag="Rows of extratype"]')`);
    const call = '#operations-Rows_of_extratype-listRows_extratype';
    await tab.click(`${call} .opblock-summary-control`);
    await tab.until(`document.querySelector('${call} .execute')`);
    await tab.click(`${call} .execute`);
    await tab.until(`document.querySelector('${call} .live-responses-table .response')`);
    expect(await tab.value(`document.querySelector('${call} .live-responses-table .response .response-col_status').innerText`)).to.match(/^200/);
    expect(await tab.value(`document.querySelector('${call} .request-url').innerText`))
      .to.include(`${url}/dataextension/extratype?format=json`).and.not.include(token);
    expect(await tab.value<string>('location.href')).not.to.include(token);
    const asked = await tab.value<string[]>(`performance.getEntriesByType('resource').map(({ name }) => name)`);
    expect(asked.join()).not.to.include(token);
  });

  it('forgets the token with the page', async () => {
    await tab.open(`${url}/docs/rest`);
    await tab.until(`document.querySelector('.opblock')`);
    expect(await tab.value(`document.querySelector('[data-tag="Rows of extratype"]')`)).to.equal(null);
    expect(await tab.value(`[document.querySelector('#token').value, document.cookie, localStorage.length, sessionStorage.length]`))
      .to.deep.equal(['', '', 0, 0]);
  });

  async function use(text: string): Promise<void> {
    await tab.fill('#token', text);
    await tab.click('#access button');
  }
});
