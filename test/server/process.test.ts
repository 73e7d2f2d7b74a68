import { expect } from 'chai';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { startTolk, tolk, type Settings } from '../cli/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { answerOf, openRaw } from '../support/raw-http.ts';
import { soapCall } from '../support/soap-call.ts';
import { tlsPath } from '../support/tls/index.ts';

type Line = Record<string, unknown>;

/** The service as a process. */
interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: readonly Line[];
  /** Waits for a line of the log. */
  said(msg: string): Promise<Line>;
  end(): Promise<{ code: number | null; signal: string | null }>;
}

describe('the process', () => {
  let database: TestDatabase;
  let token: string;
  const children: ChildProcess[] = [];
  before(async () => {
    database = await testDatabase();
    token = (await makeToken(database.sql, { brand: await makeBrand(database.sql) })).token;
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database.drop();
  });

  function spawned(env: Settings = {}, nodeOptions: readonly string[] = []): Omit<Served, 'url'> {
    const child = startTolk(['serve'], { PORT: '0', DATABASE_URL: database.url, DRAIN_GRACE: '0', ...env }, nodeOptions);
    children.push(child);
    const lines: Line[] = [];
    const closed = once(child, 'close') as Promise<[number | null, string | null]>;
    createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Line));
    child.stderr.resume();
    return {
      child, lines,
      async said(msg) {
        for (;;) {
          const line = lines.find((each) => each['msg'] === msg);
          if (line !== undefined) return line;
          if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode} and never said: ${msg}`);
          await sleep(5);
        }
      },
      end: async () => {
        const [code, signal] = await closed;
        return { code, signal };
      },
    };
  }

  async function served(env: Settings = {}, nodeOptions: readonly string[] = []): Promise<Served> {
    const running = spawned(env, nodeOptions);
    const { url } = await running.said('ready');
    return { ...running, url: url as string };
  }

  it('says in one line that it is ready, and ends with 0 at SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { child, lines, end } = await served();
      child.kill(signal);
      expect(await end()).to.deep.equal({ code: 0, signal: null });
      expect(lines.map(({ msg }) => msg)).to.deep.equal(['ready', 'draining', 'stopped']);
      expect(lines[0]).to.include({ level: 'info', role: 'all' });
    }
  });

  it('ends at once at the second signal', async () => {
    const { child, url, said, end } = await served({ DRAIN_LIMIT: '60000' });
    const half = openRaw(url, 'POST /app/api/soap/public/index.php HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 9\r\n\r\n<');
    const cut = answerOf(half);
    await fetch(`${url}/healthz`); // what was sent before has arrived
    child.kill('SIGTERM');
    await said('draining');
    child.kill('SIGTERM');
    expect(await end()).to.deep.equal({ code: 143, signal: null });
    await cut;
  });

  it('answers every call of clients under load while it ends', async () => {
    const { child, url, lines, end } = await served({ DRAIN_GRACE: '300' });
    const statuses: number[] = [];
    const broken: unknown[] = [];
    let isEnding = false;
    const client = async () => {
      while (!isEnding) {
        await soapCall({ url, token }, 'customer_insert', '<customer><lastname>Load</lastname></customer>')
          .then(({ status }) => statuses.push(status), (error: unknown) => broken.push(error));
      }
    };
    const clients = Array.from({ length: 8 }, client);
    while (statuses.length < 50) await sleep(5);
    child.kill('SIGTERM');
    await sleep(100); // inside the grace
    isEnding = true;
    await Promise.all(clients);
    expect(await end()).to.deep.equal({ code: 0, signal: null });
    expect(broken).to.deep.equal([]);
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    const [{ count } = { count: '' }] = await database.sql('customer').where({ lastname: 'Load' }).count<{ count: string }[]>();
    expect(Number(count)).to.equal(statuses.length);
    expect(lines.filter(({ operation }) => operation === 'customer_insert')).to.have.length(statuses.length);
  });

  it('keeps what it has answered when it is killed, and starts again', async () => {
    const first = await served();
    await soapCall({ url: first.url, token }, 'customer_insert', '<customer><externalId>K-kill</externalId></customer>');
    first.child.kill('SIGKILL');
    expect(await first.end()).to.deep.equal({ code: null, signal: 'SIGKILL' });
    const second = await served();
    const { text } = await soapCall({ url: second.url, token }, 'customer_getByExternalId', '<externalId>K-kill</externalId>');
    expect(text).to.include('<ns1:externalId>K-kill</ns1:externalId>');
    second.child.kill('SIGTERM');
    await second.end();
  });

  it('ends with one line and code 1 when something breaks that nobody caught', async () => {
    const bomb = `--import=data:text/javascript,process.on('SIGUSR2',()=>{Promise.reject(new Error('boom'))})`;
    const { child, lines, end } = await served({}, [bomb]);
    child.kill('SIGUSR2');
    expect(await end()).to.deep.equal({ code: 1, signal: null });
    expect(lines.at(-1)).to.include({ level: 'fatal', msg: 'the process is broken and ends' })
      .and.have.nested.property('err.message', 'boom');
  });

  it('ends at SIGTERM while it waits for the database', async () => {
    const { child, said, end } = spawned({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x' });
    await said('waiting for the database');
    child.kill('SIGTERM');
    expect(await end()).to.deep.equal({ code: 0, signal: null });
  });

  it('reads the TLS files again at SIGHUP', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tolk-hup-'));
    const files = { TLS_CERT: path.join(folder, 'cert'), TLS_KEY: path.join(folder, 'key') };
    const put = (name: 'first' | 'second') => Promise.all([
      copyFile(tlsPath(`${name}.crt`), files.TLS_CERT), copyFile(tlsPath(`${name}.key`), files.TLS_KEY),
    ]);
    await put('first');
    const { child, url, said, end } = await served(files);
    expect(await certificateName(url)).to.equal('first.tolk.test');
    await put('second');
    child.kill('SIGHUP');
    await said('TLS files read again');
    expect(await certificateName(url)).to.equal('second.tolk.test');
    child.kill('SIGTERM');
    expect((await end()).code).to.equal(0);
    await rm(folder, { recursive: true });
  });

  it('ends at SIGHUP without TLS files: its terminal is gone', async () => {
    const { child, end } = await served();
    child.kill('SIGHUP');
    expect(await end()).to.deep.equal({ code: 0, signal: null });
  });

  it('tells in one line that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, out, err } = await tolk(['serve'], { DATABASE_URL: database.url, PORT: String(port) });
    expect({ code, out, err }).to.deep.equal({
      code: 1, out: '', err: `tolk: 127.0.0.1:${port} is taken by another process; set PORT to a free one\n`,
    });
    other.close();
  });
});

function certificateName(url: string): Promise<unknown> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
