import { execFile, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { testDatabase } from '../support/database.ts';
import { startTolk, tolk, type Settings } from './support.ts';

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  /** everything on stdout up to now */
  readonly lines: readonly string[];
  /** Waits for words on stderr. @returns all of them */
  says(words: RegExp): Promise<string>;
  /** Ends it. @returns what it wrote to stderr */
  stop(signal: NodeJS.Signals): Promise<string>;
}

const started: ChildProcess[] = [];

/** Until it says that it is ready. */
async function serve(env: Settings): Promise<Served> {
  const child = startTolk(['serve'], { PORT: '0', DRAIN_GRACE: '0', ...env });
  started.push(child);
  const lines: string[] = [];
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => { words += chunk; });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      const { msg, url } = JSON.parse(line) as { msg: string; url: string };
      if (msg === 'ready') resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await once(child, 'close');
    return words;
  };
  const says = async (wanted: RegExp) => {
    while (!wanted.test(words)) await once(child.stderr, 'data');
    return words;
  };
  return { child, url, lines, says, stop };
}

const TOKEN = /^ {2}token +(\S{36})$/m;

describe('tolk serve', () => {

  let folder = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tolk-serve-'));
    await chmod(folder, 0o755);
  });
  after(async () => {
    for (const child of started) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('makes a demo from nothing, tells its token once, and the printed curl command answers with a customer', async () => {
    const first = await serve({ TOLK_DATA: folder });
    const words = await first.says(/curl .*\n/);
    const second = await serve({ TOLK_DATA: folder });
    await first.stop('SIGTERM');
    expect(first.child.exitCode).to.equal(0);
    const lines = [...words.matchAll(/^ {2}(\w+) +(http\S+)$/gm)];
    const shown = Object.fromEntries(lines.map(([, name, address]) => [name, address]));
    expect(shown).to.include({ WSDL: `${first.url}/app/api/soap/public/index.php?wsdl`, docs: `${first.url}/docs` });
    const [, token = ''] = TOKEN.exec(words) ?? [];
    expect(first.lines.join('\n')).to.not.contain(token);

    const [command = ''] = /^ {2}curl .*$/m.exec(words) ?? [];
    if (spawnSync('curl', ['--version']).status === 0) {
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command.replaceAll(first.url, second.url)]);
      expect(stdout).to.contain('<ns1:firstname>Sanne</ns1:firstname>');
    }

    expect(await second.stop('SIGKILL'), 'said once, by one of two instances').to.equal('');
    const third = await serve({ TOLK_DATA: folder });
    const { out } = await tolk(['call', 'customer_getById', 'customerId=1', '--url', third.url, '--token', token]);
    expect(out).to.match(/^firstname: Sanne$/m);
    expect(await third.stop('SIGTERM')).to.equal('');
  });

  it('says on a database of others how to make a brand, and makes the demo only when asked', async () => {
    const { url, drop } = await testDatabase();
    try {
      const plain = await (await serve({ DATABASE_URL: url })).stop('SIGTERM');
      expect(plain)
        .to.match(/no brand yet.*\n +npx tolk brand create .*\n +npx tolk user create .*\n +npx tolk token create/);
      const demo = await serve({ DATABASE_URL: url, TOLK_DEMO: '1', PUBLIC_URL: 'https://soap.example/' });
      const words = await demo.stop('SIGTERM');
      expect(words).to.match(TOKEN).and.match(/^ {2}WSDL +https:\/\/soap\.example\/app\/api\//m);
      expect(await (await serve({ DATABASE_URL: url, TOLK_DEMO: '1' })).stop('SIGTERM')).to.equal('');
    } finally {
      await drop();
    }
  });

  it('tells in one line why it does not start', async () => {
    const exposed = await tolk(['serve'], { TOLK_DATA: folder, HOST: '0.0.0.0' });
    expect(exposed).to.include({ code: 1, out: '' });
    expect(exposed.err).to.match(/^tolk: HOST=0\.0\.0\.0 is reachable .*\n$/);
    const closed = await tolk(['serve'], { TOLK_DATA: '/dev/null/data' });
    expect(closed.err).to.match(/^tolk: Cannot make the folder .*TOLK_DATA.*DATABASE_URL\n$/);
    expect(closed).to.include({ code: 1, out: '' });
  });
});
