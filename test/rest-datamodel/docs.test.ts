import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { inFolder, run } from '../clients/tools.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `npm run -s tolk -- ...`, from whatever folder. */
const NPM = `npm() { shift 4; ${process.execPath} ${ROOT}/src/cli/tolk.js "$@"; }`;

/** All commands of the page, one after the other, as a reader would run them. */
function commandsOf(page: string, url: string): string {
  const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, text]) => text);
  return [NPM, ...blocks].join('\n').replace(/^GW=\S+/m, `GW=${url}`);
}

/** curl writes headers of an answer since 7.84. */
async function hasCurl(): Promise<boolean> {
  const said = await run('curl', ['--version']).catch(() => '');
  const [, major = 0, minor = 0] = /^curl (\d+)\.(\d+)/.exec(said) ?? [];
  return Number(major) > 7 || Number(major) === 7 && Number(minor) >= 84;
}

describe('docs/datamodel.md', () => {
  let gateway: TestGateway;
  before(async function () {
    if (!await hasCurl()) this.skip();
    gateway = await startGateway();
  });
  after(() => gateway?.stop());

  it('works as it is written', async () => {
    const script = commandsOf(readFileSync(path.join(ROOT, 'docs/datamodel.md'), 'utf8'), gateway.url);
    const env = { DATABASE_URL: gateway.databaseUrl };
    const said = await inFolder((cwd) => run('bash', ['-e', '-c', script], { cwd, env }));
    const answers = [...said.matchAll(/^(\d{3}) (\S*)$/gm)].map(([, status]) => status);
    expect(answers, said).to.deep.equal([
      '200', '200', '201', '201', '200', '201', '200', '200', '400', '404', '200', '200', '200', '412',
    ]);
    expect(said).to.contain('"booking":"Z-5521","arrival":"2026-07-04","nights":7,"confirmed":true,"clang_id":"clang_')
      .and.contain('<nights>8</nights>').and.contain('nights: is not a whole number (many)')
      .and.match(/\{"index":0,"id":"clang_[0-9a-f]{13}","created":false\},\{"index":1,.*"created":true\}/);
    const [, page = ''] = /^(http\S+format=html\S+)$/m.exec(said) ?? [];
    expect(await (await fetch(page)).text()).to.contain('<h1>Data model of hotel</h1>');
  });
});
