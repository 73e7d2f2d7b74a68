import { expect } from 'chai';
import { RIGHTS } from '../../src/access/index.ts';
import { makeToken } from '../support/access.ts';
import { openBrowser, type Browser, type Tab } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { until } from '../support/until.ts';
import { opened, SETTLED } from './settled.ts';

describe('/docs/rest in a browser', () => {
  let browser: Browser | undefined;
  let gateway: TestGateway | undefined;
  let tab: Tab;
  let url: string;
  let token: string;
  let sender: string;

  before(async function () {
    browser = await openBrowser(this);
    gateway = await startGateway();
    url = gateway.url;
    ({ token } = await makeToken(gateway.sql, { brand: gateway.brand, rights: RIGHTS }));
    sender = (await makeToken(gateway.sql, { brand: gateway.brand, rights: ['send'] })).token;
    tab = await browser.tab();
    await tab.open(`${url}/docs/rest`);
    await tab.until(`document.querySelector('.opblock-tag')`);
  });

  after(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  it('shows all calls, and everything that it needs comes from here', async () => {
    for (const id of ['Data_model-putModel', 'Imports-postImports', 'Health-getHealthz']) await shown(`#operations-${id}`);
    const hosts = await tab.value<string[]>(
      `[...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))]`);
    expect(hosts).to.deep.equal([url]);
    expect(tab.complaints).to.deep.equal([]);
  });

  it('says so when a token is none, and goes on', async () => {
    await use('not-a-token');
    await tab.until(`document.querySelector('#told').className === 'refused'`);
    expect(await tab.value(`document.querySelector('#told').innerText`)).to.equal('The token is unknown or not active');
    expect(await tab.value(`document.querySelectorAll('.opblock-tag').length > 0`)).to.equal(true);
    await use('');
    await tab.until(`document.querySelector('#told').innerText === 'Calls are made without a token.'`);
  });

  it('lets a newcomer define tables, and write and read a row, with nothing but clicks', async () => {
    await use(token);
    await tab.until(`document.querySelector('#told').innerText.includes('no tables yet')`);
    expect(await send('Data_model-putModel')).to.equal('200');
    await tab.until(`document.querySelector('#told').innerText.includes('press Use')`);
    await tab.click('#access button');
    await tab.until(`document.querySelector('[data-tag="Rows of extratype"]')`);
    expect(await send('Rows_of_extratype-addRow_extratype')).to.equal('201');
    expect(await send('Rows_of_extratype-listRows_extratype')).to.equal('200');
    const answer = await tab.value<string>(`document.querySelector('#operations-Rows_of_extratype-listRows_extratype .live-responses-table .response .response-col_description').innerText`);
    expect(answer).to.include('"price": 12.5').and.match(/"clang_id": "clang_[0-9a-f]{13}"/);
    expect(tab.complaints.filter((one) => !one.includes('401'))).to.deep.equal([]);
  });

  it('has the token in no address', async () => {
    const asked = await tab.value<string[]>(`[location.href, ...performance.getEntriesByType('resource').map(({ name }) => name)]`);
    expect(asked.join()).to.include('/dataextension/extratype').and.not.include(token);
  });

  it('takes a token that may not read for what it may', async () => {
    await use(sender);
    await tab.until(`document.querySelector('#told').innerText.includes('lacks the right data.read')`);
    expect(await tab.value(`document.querySelector('[data-tag="Rows of extratype"]')`)).to.equal(null);
    expect(await send('Management-getSession')).to.equal('200');
  });

  it('forgets the token with the page', async () => {
    await tab.open(`${url}/docs/rest`);
    await tab.until(`document.querySelector('.opblock-tag')`);
    expect(await tab.value(`document.querySelector('[data-tag="Rows of extratype"]')`)).to.equal(null);
    expect(await tab.value(`[document.querySelector('#token').value, document.cookie, localStorage.length, sessionStorage.length]`))
      .to.deep.equal(['', '', 0, 0]);
  });

  /** Opens a call and sends it as it is there. @returns the status */
  async function send(id: string): Promise<string> {
    const call = `#operations-${id}`;
    await tab.value(SETTLED);
    await shown(call);
    await tab.value(SETTLED);
    // Not by the mouse: what opens and loads above moves it away meanwhile.
    for (const part of ['.opblock-summary-control', '.execute']) {
      await tab.until(`document.querySelector('${call} ${part}')`);
      await tab.value(SETTLED);
      await tab.value(`document.querySelector('${call} ${part}').click()`);
    }
    const status = `document.querySelector('${call} .live-responses-table .response .response-col_status')`;
    await tab.until(status);
    return tab.value(`${status}.innerText`);
  }

  const shown = (call: string) => until(() => tab.value<boolean>(opened(call)));

  async function use(text: string): Promise<void> {
    await tab.fill('#token', text);
    await tab.click('#access button');
  }
});
