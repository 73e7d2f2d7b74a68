import { expect } from 'chai';
import { SaxesParser } from 'saxes';
import { manager, type Manager } from '../rest-management/support.ts';
import { openBrowser, type Browser } from '../support/browser.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { drawing } from './support.ts';

const NAME = 'Who lives <here> & "there"';
const GRAPH = drawing([
  ['in', 'startEvent', {}, { continue: 'delft' }],
  ['delft', 'condition', { condition: { field: 'city', is: 'Delft' } }, { match: 'rest', noMatch: 'rest' }],
  ['rest', 'wait', { for: { days: 1 } }, { continue: 'delft' }],
]);

describe('the picture of a campaign', () => {
  let gateway: TestGateway;
  let mine: Manager;
  let browser: Browser | undefined;

  before(async () => {
    gateway = await startGateway();
    mine = await manager(gateway);
    const { objects } = GRAPH as { objects: { id: string }[] };
    await mine.ask('POST', '/campaigns', {
      ...GRAPH, objects: objects.map((one) => (one.id === 'delft' ? { ...one, name: NAME } : one)),
    });
  });
  after(async () => {
    await browser?.close();
    await gateway.stop();
  });

  it('is SVG with a box for each object and an arrow for each exit that leads on', async () => {
    const answer = await fetch(`${gateway.url}/api/v1/campaigns/test/graph`, { headers: { Authorization: `Bearer ${mine.token}` } });
    expect(answer.headers.get('content-type')).to.include('image/svg+xml');
    const texts: string[] = [];
    const reader = new SaxesParser();
    reader.on('text', (text) => void texts.push(text.trim()));
    reader.on('error', (error) => { throw error; });
    reader.write(await answer.text()).close();
    expect(texts.filter((text) => text !== '').sort()).to.deep.equal([
      `${NAME} (delft)`, 'condition', 'continue 0', 'continue 0', 'in', 'in 0, here 0', 'in 0, here 0', 'in 0, here 0',
      'match 0', 'noMatch 0', 'rest', 'startEvent', 'wait',
    ].sort());
    const other = await manager(gateway);
    expect((await other.ask('GET', '/campaigns/test/graph')).status).to.equal(404);
  });

  it('is refused when it takes too long', async () => {
    const hurried = await startGateway({ databaseUrl: gateway.databaseUrl, env: { CAMPAIGN_PICTURE_TIME: '1' } });
    const answer = await fetch(`${hurried.url}/api/v1/campaigns/test/graph`, { headers: { Authorization: `Bearer ${mine.token}` } });
    expect([answer.status, await answer.text()].join(' ')).to.match(/^409 .*CAMPAIGN_PICTURE.*3 objects/);
    await hurried.stop();
  });

  it('is on /docs/campaigns, for who has a token', async function () {
    browser = await openBrowser(this);
    const tab = await browser.tab();
    await tab.open(`${gateway.url}/docs/campaigns`);
    await tab.fill('#token', 'not-a-token');
    await tab.click('#access button');
    await tab.until(`document.querySelector('#told').className === 'refused'`);
    expect(await tab.value(`document.querySelector('main').hidden`)).to.equal(true);
    await tab.fill('#token', mine.token);
    await tab.click('#access button');
    await tab.until(`document.querySelectorAll('#objects tr').length === 3`);
    expect(await tab.value(`document.querySelector('#graph svg text[font-weight]').textContent`)).to.equal('in');
    expect(await tab.value(`document.querySelector('#objects tr:nth-child(2) td').textContent`)).to.equal(`${NAME} (delft)`);
    expect(await tab.value(`document.querySelector('#state').textContent`)).to.match(/^stopped, version 1/);

    await mine.ask('POST', '/campaigns', drawing([['alone', 'startEvent', {}]], { name: 'small' }));
    await tab.click('#access button');
    await tab.until(`document.querySelectorAll('#objects tr').length === 1`); // the first by name
    // the answers about one campaign are held back until another one, chosen after it, is drawn
    await tab.value(`{
      const real = fetch;
      const held = new Promise((go) => { window.letGo = go; });
      window.fetch = async (url, ...rest) => {
        const answer = await real(url, ...rest);
        if (url.includes('/campaigns/' + document.querySelector('#campaign').options[1].value)) await held;
        return answer;
      };
      window.choose = (place) => {
        const choice = document.querySelector('#campaign');
        choice.selectedIndex = place;
        choice.dispatchEvent(new Event('change'));
      };
      choose(1);
    }`);
    expect(await tab.value(`document.querySelector('#state').textContent`)).to.equal('is being drawn');
    await tab.value(`choose(0)`);
    await tab.until(`document.querySelector('#state').textContent !== 'is being drawn'`);
    await tab.value(`letGo(); new Promise((go) => setTimeout(go, 300))`);
    expect(await tab.value(`document.querySelectorAll('#objects tr').length`)).to.equal(1);

    const [refused = '', ...others] = tab.complaints;
    expect(refused).to.include('401 (Unauthorized)');
    expect(others).to.deep.equal([]);
  });
});
