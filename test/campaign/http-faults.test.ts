import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { handCampaigns, setOffCampaign } from '../../src/campaign/index.ts';
import { readConfig } from '../../src/config.ts';
import { createScope, openStore } from '../../src/db/index.ts';
import { createHttpOut } from '../../src/http-out/index.ts';
import { createLog } from '../../src/log.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { dyingInFront } from '../support/dying.ts';
import { startShop } from './http-server.ts';
import { campaigner, type Campaigner } from './support.ts';

const MEGABYTE = 1024 * 1024;
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

describe('campaigns that call a server', () => {
  let database: TestDatabase;
  let mine: Campaigner;
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  before(async () => { database = await testDatabase(); });
  beforeEach(async () => { mine = await campaigner(database.sql, { CAMPAIGN_VARIABLE_LENGTH: '1000' }); });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of servers.splice(0)) server.close();
  });
  after(() => database.drop());

  /** A server that does with a call what the test says. */
  async function server(answer: (socket: Socket) => void): Promise<string> {
    const made = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => answer(socket));
    });
    servers.push(made);
    made.listen(0, '127.0.0.1');
    await once(made, 'listening');
    return `http://127.0.0.1:${(made.address() as AddressInfo).port}/`;
  }

  /** Has each address called for a flow of its own. @returns the exits, and what became the variable */
  async function called(urls: readonly string[], settings: object = {}): Promise<[exit: string, answer?: string][]> {
    const ids: string[] = [];
    for (const [place, url] of urls.entries()) {
      const { id } = await mine.run([
        ['in', 'startEvent', {}, { continue: 'call' }],
        ['call', 'httpRequest', { url, retries: 0, timeout: 1, answer: 'answer', ...settings }],
      ], { name: `call ${place}` });
      await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [], variables: {} }));
      ids.push(id);
    }
    await mine.step();
    const httpOut = createHttpOut(readConfig({ HTTP_OUT_ALLOW: '127.0.0.1' }));
    await handCampaigns(mine.scope, {}, new AbortController().signal, { httpOut, log: createLog('silent') });
    await httpOut.close();
    expect(await mine.sql('campaign_handing').where({ brand_id: mine.scope.brand.id })).to.deep.equal([]);
    return Promise.all(ids.map(async (campaign_id) => {
      const [flow] = await mine.sql('campaign_flow').where({ campaign_id }).pluck<{ answer?: string }[]>('variables');
      const [exit = ''] = await mine.sql('campaign_way').where({ campaign_id }).whereNot({ exit: 'continue' }).pluck<string[]>('exit');
      return [exit, flow?.answer] as [string, string?];
    }));
  }

  it('that answers without an end keep as much of it as a variable holds, and read no more', async () => {
    let written = 0;
    const url = await server((socket) => {
      socket.write(`${HEAD}Content-Length: ${10_000 * MEGABYTE}\r\n\r\n`);
      const piece = Buffer.alloc(MEGABYTE / 4, 'a');
      const pour = () => {
        while (!socket.destroyed && socket.write(piece)) written += piece.length;
      };
      socket.on('drain', pour);
      pour();
    });
    const before = process.memoryUsage().arrayBuffers;
    expect(await called([url, url])).to.deep.equal([['onSuccess', 'a'.repeat(1000)], ['onSuccess', 'a'.repeat(1000)]]);
    expect(written).to.be.below(50 * MEGABYTE);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(100 * MEGABYTE);
  });

  it('that hangs go on by onFail: it never answers, stops in the head, or lets its answer trickle', async () => {
    const trickle = (socket: Socket, head: string) => {
      socket.write(head);
      const timer = setInterval(() => socket.write('a'), 50);
      socket.on('close', () => clearInterval(timer));
    };
    const urls = await Promise.all([
      server(() => undefined), server((socket) => socket.write(HEAD)),
      server((socket) => trickle(socket, 'HTTP/1.1 200 OK\r\nX-Long: ')), server((socket) => trickle(socket, `${HEAD}Content-Length: 100000\r\n\r\n`)),
    ]);
    expect(await called(urls)).to.deep.equal(urls.map(() => ['onFail', '']));
  });

  it('that sends them into the house, or speaks no HTTP, go on by onFail, and nothing inside is called', async () => {
    const inside = await startShop();
    const { port } = new URL(inside.url);
    const sendTo = (place: string) => server((socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: ${place}\r\nContent-Length: 0\r\n\r\n`));
    const places = [
      `http://127.0.0.2:${port}/`, `http://[::1]:${port}/`, `http://0.0.0.0:${port}/`, 'file:///etc/passwd', 'http://169.254.169.254/',
    ];
    const urls = await Promise.all([
      ...places.map(sendTo), server((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')), server((socket) => socket.resetAndDestroy()),
    ]);
    expect(await called(urls, { method: 'GET' })).to.deep.equal(urls.map(() => ['onFail', '']));
    expect(inside.calls).to.deep.equal([]);
    await inside.close();
  });

  it('are called again for what the database lost, and have all their tries nevertheless', async () => {
    const shop = await startShop();
    shop.answers = [{ status: 200 }, { status: 500 }, { status: 200 }];
    const { id } = await mine.run([
      ['in', 'startEvent', {}, { continue: 'call' }], ['call', 'httpRequest', { url: shop.url, retries: 1 }],
    ]);
    await mine.scope.transaction((tx) => setOffCampaign(tx, id, { customerIds: [], variables: {} }));
    await mine.step();
    const dying = await dyingInFront(database.url);
    const sql = openStore({ url: dying.url, connections: 2, prepare: true });
    const limits = readConfig({ HTTP_OUT_ALLOW: '127.0.0.1', CAMPAIGN_CALL_RETRY: '0', CAMPAIGN_CALLS: '1' });
    const httpOut = createHttpOut(limits);
    const { signal } = new AbortController();
    // The parcel is taken, and its end not written down.
    dying.live(2, true);
    await handCampaigns(createScope({ ...mine.scope, sql, limits }), {}, signal, { httpOut, log: createLog('silent') });
    expect(dying.isBroken()).to.equal(true);
    await sql.destroy();
    await dying.stop();
    await httpOut.close();
    await shop.close();
    expect(new Set(shop.calls.map(({ headers, body }) => `${headers['idempotency-key'] as string} ${body}`)).size).to.equal(1);
    expect(shop.calls.length).to.equal(3);
    expect((await mine.ways()).filter((way) => way.includes('call'))).to.deep.equal(['0 call onSuccess']);
  });
});
