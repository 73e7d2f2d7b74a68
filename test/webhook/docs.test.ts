import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { inFolder, run } from '../clients/tools.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `npm run -s tolk -- ...`, from whatever folder. */
const NPM = `npm() { shift 4; ${process.execPath} ${ROOT}/src/cli/tolk.js "$@"; }`;

describe('docs/webhooks.md', () => {
  let gateway: TestGateway;
  before(async function () {
    if (await run('curl', ['--version']).catch(() => '') === '') this.skip();
    gateway = await startGateway();
  });
  after(() => gateway?.stop());

  it('works as it is written', async () => {
    const page = readFileSync(path.join(ROOT, 'docs/webhooks.md'), 'utf8');
    const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text]) => text);
    const script = [NPM, ...blocks].join('\n').replace(/^GW=\S+/m, `GW=${gateway.url}`);
    const env = { DATABASE_URL: gateway.databaseUrl };
    const said = await inFolder((cwd) => run('bash', ['-e', '-c', script], { cwd, env }));
    expect([...said.matchAll(/^(\d{3})$/gm)].map(([, status]) => status), said).eql(['200', '200']);
    const customers = await gateway.sql('customer');
    expect(customers).length(1);
    expect(customers[0]).include({ email_address: 'ada@harbour.example', external_id: 'K-20811' });
    expect(said.match(new RegExp(`"clang_customer_id":${String(customers[0].id)}`, 'g')), said).length(2);
    expect(said).include('guest.mail').include('webhook guests maps 2 values');
  });
});
