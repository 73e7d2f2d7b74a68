import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { openBrowser, type Browser, type Tab } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { customersOf, paged } from './page-support.ts';

const FIELDS = [
  { field: 'emailAddress', label: 'E-mail' }, { field: 'firstname', label: 'First name' },
  { field: 'smsOptIn', label: 'Text me', type: 'checkbox' },
];

describe('a form of a campaign in a browser', () => {
  let browser: Browser | undefined;
  let gateway: TestGateway;
  let shop: Server;
  let tab: Tab;
  let frame = '';

  before(async function () {
    browser = await openBrowser(this);
    gateway = await startGateway();
    shop = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(`<iframe src="${frame}"></iframe>`);
    });
    await new Promise<void>((resolve) => void shop.listen(0, '127.0.0.1', resolve));
    tab = await browser.tab();
  });
  after(async () => {
    await browser?.close();
    shop?.close();
    await gateway?.stop();
  });

  const form = (rest: object = {}) => paged(gateway, [['in', 'form', { title: 'News', fields: FIELDS, ...rest }]]);

  it('is filled in on a phone; what is wrong is told where visitors go on', async () => {
    const mine = await form();
    await tab.resize(360);
    await tab.open(mine.urls['in'] ?? '');
    expect(await tab.value('document.documentElement.scrollWidth')).to.equal(360);
    expect(await tab.value(`document.querySelector('#website').getBoundingClientRect().right < 0`)).to.equal(true);
    await tab.fill('#f0', 'anna@x');
    await tab.fill('#f1', 'Anna');
    await tab.click('label[for=f2]');
    await tab.click('form button');
    await tab.until(`document.querySelector('#f0-error')`);
    await tab.until(`document.activeElement?.id === 'f0'`);
    expect(await tab.value(`document.querySelector('#f1').value + document.querySelector('#f2').checked`)).to.equal('Annatrue');
    await tab.fill('#f0', 'anna@x.example');
    await tab.click('form button');
    await tab.until(`document.querySelector('h1')?.innerText === 'Thank you'`);
    expect(await customersOf(gateway, mine)).to.deep.equal([{ email_address: 'anna@x.example', firstname: 'Anna', options: {} }]);
    // Chromium calls an answer of 400 a page that did not load.
    expect(tab.complaints.filter((text) => !text.includes('400'))).to.deep.equal([]);
  });

  it('leads on to another site, and stands in frames of sites that it names', async () => {
    const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const named = await form({ frames: [origin], answer: { redirect: `${origin}/thanks` } });
    const other = await browser?.tab() as Tab;
    await other.open(named.urls['in'] ?? '');
    await other.fill('#f0', 'bert@x.example');
    await other.click('form button');
    await other.until(`location.pathname === '/thanks'`);
    frame = named.urls['in'] ?? '';
    await other.open(origin);
    expect(other.complaints).to.deep.equal([]);
    frame = (await form()).urls['in'] ?? '';
    await other.open(origin);
    expect(other.complaints.join()).to.contain('frame-ancestors');
  });
});
