import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { inFolder, run, works } from '../clients/tools.ts';
import { manager } from '../rest-management/support.ts';
import { startFilesHouse, type FilesHouse } from './locations-support.ts';
import { got } from './support.ts';

const PAGE = readFileSync(path.join(import.meta.dirname, '../../docs/files.md'), 'utf8');
const [, SCRIPT = ''] = /^## Files by REST$[^]*?^```sh\n([^]*?)^```$/m.exec(PAGE) ?? [];
const TEXT = 'e-mail;city\nada@harbour.example;Delft\n';

describe('the calls for files in docs/files.md', () => {
  let house: FilesHouse | undefined;
  before(async function () {
    if (!await works('curl', ['--version'])) this.skip();
    house = await startFilesHouse();
  });
  after(() => house?.stop());

  it('work as they stand', async () => {
    const { gateway, folderOf } = house as FilesHouse;
    const { token, brand } = await manager(gateway);
    const script = SCRIPT.replace(/^GW=.*$/m, `GW=${gateway.url}`);
    await inFolder(async (cwd) => {
      const said = await run('bash', ['-e', '-o', 'pipefail', '-c', script], { cwd, env: { TOKEN: token } });
      expect(said).to.include('{"name":"in/customers.csv","size":38}').and.include('"name":"in/customers.csv.gz"');
      expect(readFileSync(path.join(cwd, 'copy.csv'), 'utf8')).to.equal(TEXT);
      expect(gunzipSync(readFileSync(path.join(cwd, 'customers.csv.gz'))).toString()).to.equal(TEXT);
    });
    const folder = path.join(folderOf(brand.id), 'desk');
    expect([got(folder, 'in/customers.csv'), got(folder, 'in/customers.csv.gz') === undefined]).to.deep.equal([undefined, false]);
  });
});
