/** Changes the key of TOLK_DATA again and again until it is killed: `node doomed-rotation.ts URL FOLDER`. */
import { readConfig } from '../../src/config.ts';
import { openStore } from '../../src/db/index.ts';
import { rotateKey } from '../../src/vault/index.ts';

const [url = '', folder = ''] = process.argv.slice(2);
const sql = openStore({ url, connections: 2, prepare: true });
const settings = readConfig({ TOLK_DATA: folder });
for (;;) {
  await rotateKey(sql, settings);
  process.stdout.write('.');
}
