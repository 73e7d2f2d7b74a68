/** A gateway that keeps secrets and files, and an SFTP server for it. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { startSftpServer, type TestSftpServer } from '../support/sftp-server.ts';
import { PASSWORD } from './support.ts';

export interface FilesHouse {
  readonly gateway: TestGateway;
  readonly server: TestSftpServer;
  /** For commands beside the gateway. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder of a brand. */
  folderOf(brandId: string): string;
  stop(): Promise<void>;
}

export async function startFilesHouse(settings: Readonly<Record<string, string>> = {}): Promise<FilesHouse> {
  const data = await mkdtemp(path.join(tmpdir(), 'tolk-data-'));
  const server = await startSftpServer([{ user: 'anna', password: PASSWORD }]);
  const kept = { TOLK_DATA: data, TOLK_KEY: randomBytes(32).toString('hex') };
  const gateway = await startGateway({ env: { ...kept, ...settings } });
  return {
    gateway, server, env: { ...kept, DATABASE_URL: gateway.databaseUrl },
    folderOf: (brandId) => path.join(data, 'files', brandId),
    async stop() {
      await gateway.stop();
      await server.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** What a caller says of the server. */
export function serverWish({ host, port, hostKey }: TestSftpServer, overrides: object = {}): object {
  return { name: 'CRM', kind: 'sftp', host, port, user: 'anna', password: PASSWORD, hostKey, ...overrides };
}
