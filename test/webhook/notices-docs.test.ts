import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NOTICE_NAMES } from '../../src/webhook/index.ts';
import { signedHeaders } from '../../src/webhook/notices/secret.ts';
import { inFolder, run, works } from '../clients/tools.ts';

const PAGE = readFileSync(path.resolve(import.meta.dirname, '../../docs/subscriptions.md'), 'utf8');
const example = (language: string) => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(PAGE)?.[1] ?? '';

/** How each language asks its example, with a JSON list of [secret, headers, body] on its input. */
const LANGUAGES: Record<string, { command: string; file: string; whole: (code: string) => string }> = {
  js: {
    command: process.execPath, file: 'check.mjs',
    whole: (code) => `${code}
let given = '';
for await (const piece of process.stdin) given += piece;
console.log(JSON.stringify(JSON.parse(given).map((one) => isGenuine(...one))));`,
  },
  php: {
    command: 'php', file: 'check.php',
    whole: (code) => `<?php\n${code}
echo json_encode(array_map(fn ($one) => is_genuine(...$one), json_decode(file_get_contents('php://stdin'), true)));`,
  },
  python: {
    command: 'python3', file: 'check.py',
    whole: (code) => `${code}
import json, sys
print(json.dumps([is_genuine(secret, headers, body.encode()) for secret, headers, body in json.load(sys.stdin)]))`,
  },
};

describe('docs/subscriptions.md', () => {
  for (const [language, { command, file, whole }] of Object.entries(LANGUAGES)) {
    it(`checks signatures in ${language}`, async function () {
      if (!await works(command, ['--version'])) this.skip();
      const [key, other] = [randomBytes(32), randomBytes(32)];
      const secret = `whsec_${key.toString('base64')}`;
      const now = Math.floor(Date.now() / 1000);
      const body = '{"type":"ping","data":{"name":"é"}}';
      const signed = (keys: Buffer[], timestamp = now) => signedHeaders({ id: 'msg_1', timestamp: String(timestamp), body }, keys);
      const cases = [
        [secret, signed([key]), body], [secret, signed([other, key]), body], [secret, signed([other]), body],
        [secret, signed([key]), `${body} `], [secret, signed([key], now - 3600), body], [secret, signed([key], now + 3600), body],
        [secret, { ...signed([key]), 'webhook-id': 'msg_2' }, body],
      ];
      const said = await inFolder((folder) => {
        writeFileSync(path.join(folder, file), whole(example(language)));
        return run(command, [path.join(folder, file)], { input: JSON.stringify(cases) });
      });
      expect(JSON.parse(said)).to.deep.equal([true, true, false, false, false, false, false]);
    });
  }

  it('names every event that can be told', () => {
    expect(NOTICE_NAMES.filter((name) => !PAGE.includes(`\`${name}\``))).to.deep.equal([]);
  });
});
