/** All that the chain goes through: the gateway's own doors, and servers of others around it. */
import { expect } from 'chai';
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Brand } from '../../src/db/index.ts';
import { tick } from '../../src/jobs/index.ts';
import { startShop, type Shop } from '../campaign/http-server.ts';
import { asking } from '../rest-management/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase } from '../support/database.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { until } from '../support/until.ts';

const PASSWORD = 'Geheim 123';

export interface Chain {
  readonly gateway: TestGateway;
  readonly brand: Brand;
  /** Of a user of the brand with the usual rights, as a legacy system has it. */
  readonly token: string;
  readonly shop: Shop;
  /** The brand's tables, with rows of nobody else. */
  of(table: string): ReturnType<TestGateway['sql']>;
  /** A call of `/api/v1` that must go well. @param path a whole address too */
  manage(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Puts a file on the SFTP server as people do: under another name first. */
  put(name: string, content: string): void;
  /** The files on the SFTP server. */
  files(): string[];
  text(name: string): string;
  /** Waits until something holds, while a minute after the other passes. */
  minutes(condition: () => Promise<boolean> | boolean): Promise<void>;
  stop(): Promise<void>;
}

/** @param roles of the instances on one database; calls go to the first */
export async function startChain(roles: readonly string[]): Promise<Chain> {
  const database = await testDatabase();
  const data = mkdtempSync(path.join(tmpdir(), 'tolk-chain-'));
  const env = {
    TOLK_DATA: data, TOLK_KEY: Buffer.alloc(32, 7).toString('base64'), HTTP_OUT_ALLOW: '127.0.0.1', IMPORT_SETTLE: '0',
    RUN_WATCH: '100',
  };
  const gateways: TestGateway[] = [];
  for (const TOLK_ROLE of roles) {
    gateways.push(await startGateway({ databaseUrl: database.url, env: { ...env, TOLK_ROLE } }));
  }
  const [gateway] = gateways as [TestGateway];
  const { sql } = gateway;
  const shop = await startShop();
  const server = await startSftpServer([{ user: 'partner', password: PASSWORD }]);
  const brand = await makeBrand(sql);
  const { token } = await makeToken(sql, { brand });
  const ask = asking(gateway.url, (await makeToken(sql, { brand, rights: ['manage', 'model'] })).token);
  const manage = async (method: string, where: string, body?: unknown) => {
    const answer = await ask(method, where, body);
    expect(answer.status, `${method} ${where}: ${JSON.stringify(answer.body)}`).to.be.within(200, 299);
    return answer.body;
  };
  await openLocation(manage, server);
  let minute = 0;
  return {
    gateway, brand, token, shop, manage,
    of: (table) => sql(table).where({ brand_id: brand.id }),
    put(name, content) {
      const place = path.join(server.root, name);
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(`${place}.part`, content);
      renameSync(`${place}.part`, place);
    },
    files: () => readdirSync(server.root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      .map((one) => path.relative(server.root, path.join(one.parentPath, one.name))).sort(),
    text: (name) => existsSync(path.join(server.root, name)) ? readFileSync(path.join(server.root, name), 'utf8') : '',
    minutes: (condition) => until(async () => {
      if (await condition()) return true;
      await tick(sql, new Date(TOMORROW + (minute += 1) * MINUTE));
      return false;
    }),
    async stop() {
      await Promise.all(gateways.map((one) => one.stop()));
      await Promise.all([shop.close(), server.stop(), database.drop()]);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const MINUTE = 60_000;
/** Minutes that the real clock of the instances does not come to. */
const TOMORROW = (Math.ceil(Date.now() / 86_400_000) + 1) * 86_400_000;

/** The server's key is seen, compared and agreed, as a person does it. */
async function openLocation(manage: Chain['manage'], { host, port, hostKey }: TestSftpServer): Promise<void> {
  await manage('POST', '/locations', { name: 'partner', kind: 'sftp', host, port, user: 'partner', password: PASSWORD });
  expect(await manage('POST', '/locations/partner/test', { trust: true })).to.include({ hostKey, isNewlyTrusted: true });
}
