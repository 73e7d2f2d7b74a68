import { expect } from 'chai';
import { manager } from '../rest-management/support.ts';
import { openBrowser, type Browser, type Tab } from '../support/browser.ts';
import { startFilesHouse, type FilesHouse } from '../transfer/locations-support.ts';
import { got } from '../transfer/support.ts';
import { until } from '../support/until.ts';
import { opened, SETTLED } from './settled.ts';

const PUT = '#operations-Locations-putLocationsByLocationFilesByName';
const GET = '#operations-Locations-getLocationsByLocationFilesByName';
const TEXT = 'e-mail;city\nada@harbour.example;Delft\n';

describe('files on /docs/rest in a browser', () => {
  let browser: Browser | undefined;
  let house: FilesHouse | undefined;
  let tab: Tab;

  before(async function () {
    browser = await openBrowser(this);
    house = await startFilesHouse();
    tab = await browser.tab();
  });
  after(async () => {
    await browser?.close();
    await house?.stop();
  });

  it('are sent from the machine of who looks, and offered to be saved', async () => {
    const { gateway, folderOf } = house as FilesHouse;
    const { ask, token, brand } = await manager(gateway);
    await ask('POST', '/locations', { name: 'desk', kind: 'folder' });
    await tab.open(`${gateway.url}/docs/rest`);
    await tab.until(`document.querySelector('.opblock-tag')`);
    await tab.fill('#token', token);
    await tab.click('#access button');
    await tab.until(`document.querySelector('#told').innerText !== ''`);

    await filled(PUT);
    await tab.until(`document.querySelector('${PUT} input[type=file]')`);
    await tab.value(`(() => {
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(TEXT)}], 'customers.csv'));
      const input = document.querySelector('${PUT} input[type=file]');
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    expect(await sent(PUT)).to.equal('201');
    expect(got(folderOf(brand.id), 'in/customers.csv')).to.equal(TEXT);

    await filled(GET);
    expect(await sent(GET)).to.equal('200');
    await tab.until(`document.querySelector('${GET} .live-responses-table a[download]')`);
    const offered = `document.querySelector('${GET} .live-responses-table a[download]')`;
    expect(await tab.value(`${offered}.download`)).to.equal('customers.csv');
    expect(await tab.value(`${offered}.href`)).to.match(/^blob:/);
    const told = await tab.value<string>(`document.querySelector('${GET} .live-responses-table').innerText`);
    expect(told).to.include(`content-length: ${TEXT.length}`);
  });

  /** Opens a call and fills in which file is meant. */
  async function filled(call: string): Promise<void> {
    await tab.value(SETTLED);
    await until(() => tab.value<boolean>(opened(call)));
    await tab.value(SETTLED);
    await tab.until(`document.querySelector('${call} .opblock-summary-control')`);
    await tab.value(`document.querySelector('${call} .opblock-summary-control').click()`);
    for (const [name, text] of [['location', 'desk'], ['name', 'in/customers.csv']] as const) {
      const field = `${call} tr[data-param-name="${name}"] input`;
      await tab.until(`document.querySelector('${field}')`);
      await tab.value(SETTLED);
      await tab.fill(field, text);
    }
    await tab.value(SETTLED); // what is typed counts a little later
  }

  async function sent(call: string): Promise<string> {
    await tab.value(`document.querySelector('${call} .execute').click()`);
    const status = `document.querySelector('${call} .live-responses-table .response .response-col_status')`;
    await tab.until(status);
    return tab.value(`${status}.innerText`);
  }
});
