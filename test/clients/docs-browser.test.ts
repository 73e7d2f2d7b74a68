import { expect } from 'chai';
import { openBrowser, type Browser, type Tab } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { startGateway, type Gateway } from './gateway.ts';

const of = (operation: string, part: string): string => `#${operation} ${part}`;
const seen = (selector: string): string => `document.querySelector(${JSON.stringify(selector)})`;
/** How many of these can be seen. */
const count = (selector: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((each) => each.checkVisibility()).length`;

describe('the page /docs in a browser', function () {
  // A browser on a busy machine.
  let browser: Browser | undefined;
  let gateway: Gateway;
  let tab: Tab;

  before(async function () {
    browser = await openBrowser(this);
    gateway = await startGateway();
  });
  after(() => Promise.all([browser?.close(), browser && gateway.stop()]));
  beforeEach(async () => {
    tab = await browser!.tab();
    await tab.open(`${gateway.url}/docs`);
    await tab.until('!document.getElementById("token").parentElement.hidden');
  });

  /** Opens the form of an operation, sends it as it is or with other text, and gives the status and answer shown. */
  async function send(operation: string, edit: (text: string) => string = (text) => text): Promise<string> {
    const text = of(operation, 'textarea');
    if (!await tab.value(`${seen(text)} !== null`)) {
      await tab.click(of(operation, 'details.request summary'));
      await tab.until(seen(text));
    }
    const now = await tab.value<string>(`${seen(text)}.value`);
    if (edit(now) !== now) await tab.fill(text, edit(now));
    await tab.click(of(operation, 'button[type="submit"]'));
    await tab.until(`!${seen(of(operation, 'button[type="submit"]'))}.disabled`);
    return tab.value(`${seen(of(operation, 'output'))}.textContent + ${seen(of(operation, '.received'))}.textContent`);
  }

  it('lets a new user make a first call: token, Send, and there is the customer', async () => {
    const token = await gateway.token();
    await tab.fill('#token', token);
    expect(await tab.value('document.getElementById("token").type')).to.equal('password');
    tab.consent(true);
    expect(await send('customer_insert')).to.match(/^HTTP 200, \d+ ms, [\d,]+ bytes.*<ns1:id>\d+<\/ns1:id>/s);

    const answer = await send('customer_getByEmailAddress', (text) =>
      text.replace(/(<emailAddress>).*(?=<\/)/, '$1V.Visser@example.com'));
    expect(answer).to.match(/^HTTP 200, /).and.contain('\n          <ns1:lastname>Visser</ns1:lastname>\n');

    const keeps = 'location.href + document.cookie + JSON.stringify(localStorage) + document.body.innerHTML';
    expect(await tab.value(keeps)).to.not.contain(token);
    await tab.open(`${gateway.url}/docs`);
    expect(await tab.value('document.getElementById("token").value')).to.equal(token);
    expect(tab.complaints).to.deep.equal([]);
  });

  it('sends nothing without a token, and no change as the sample has it unless that is meant', async () => {
    expect(await send('customer_getAll')).to.equal('Put your token into the field at the top first.');
    expect(await tab.value('document.activeElement.id')).to.equal('token');
    await tab.fill('#token', await gateway.token());
    tab.consent(false);
    expect(await send('customer_insert')).to.equal('');
    expect(await send('customer_getTotalNumberOfCustomers')).to.contain('<ns1:msg>0</ns1:msg>');
  });

  for (const soap of ['1.1', '1.2']) {
    it(`shows what a fault says, in SOAP ${soap}`, async () => {
      await tab.click(`input[name="soap"][value="${soap}"]`);
      await tab.fill('#token', '<no token> & "more"');
      expect(await send('customer_getById')).to.match(/^HTTP (500|400), /).and.contain('Fault 202 The token is unknown')
        .and.contain(soap === '1.2' ? 'http://www.w3.org/2003/05/soap-envelope' : '<faultcode>202<');
      await tab.fill('#token', await gateway.token());
      expect(await send('customer_getById')).to.contain('Fault 213 Customer 1 not found');
      expect(await send('customer_getById', () => '<no-xml')).to.match(/^HTTP (500|400), .*Fault (Client|Sender) /s);
    });
  }

  it('shows an older version where the reader is, and sends in that version', async () => {
    await tab.value('location.hash = "#customer_getById"');
    await tab.value(`${seen('#version')}.value = '1.18'`);
    await tab.click('.bar form button');
    await tab.until('location.search === "?version=1.18" && document.readyState === "complete"');
    expect(await tab.value('location.hash')).to.equal('#customer_getById');
    await tab.fill('#token', await gateway.token());
    expect(await send('customer_create')).to.match(/^HTTP 200/).and.contain('<ns1:lastname').and.not.contain('complaintCount');
    expect(await tab.value(seen('#filemanager_makeDir'))).to.equal(null);
  });

  it('finds operations, and leaves out what is not offered', async () => {
    await tab.fill('#filter', 'group MEMB');
    const found = await tab.value<string>('document.getElementById("found").textContent');
    expect(found).to.match(/^\d+ of 133$/);
    expect(await tab.value(count('section.family article'))).to.equal(Number.parseInt(found));
    expect(await tab.value(count('nav li'))).to.equal(Number.parseInt(found));
    expect(await tab.value(count('#email_sendToGroup, #group_addMember'))).to.equal(2);
    await tab.click('#offered');
    expect(await tab.value(count('#email_sendToGroup, #group_addMember'))).to.equal(1);
    await tab.value('location.hash = "#resource_free"');
    await tab.until(`${count('#email_sendToGroup, #resource_free')} === 2`);
  });

  it('shows the description of the data model, with the token in no address', async () => {
    await tab.click('#describe');
    expect(await tab.value(`${seen('#described')}.textContent`)).to.equal('Put your token into the field at the top first.');
    await tab.fill('#token', await gateway.token());
    await tab.click('#describe');
    const described = async () => (await browser!.pages()).find(({ title }) => title.startsWith('Data model of '));
    await until(async () => await described() !== undefined);
    expect((await described())?.url).to.match(/^blob:/);

    await tab.fill('#token', 'nobody');
    await tab.click('#describe');
    await tab.until(`${seen('#described')}.textContent.includes('unknown or not active')`);
  });

  for (const width of [400, 1400]) {
    it(`fits a screen of ${width} points`, async () => {
      await tab.resize(width);
      await tab.open(`${gateway.url}/docs`);
      expect(await tab.value('document.documentElement.scrollWidth <= innerWidth')).to.equal(true);
      expect(await tab.value(count('main h1, #token, nav #filter'))).to.equal(3);
    });
  }
});
