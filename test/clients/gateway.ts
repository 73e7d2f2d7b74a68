import { startService } from '../../src/app/service.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { SOAP_PATH } from '../../src/soap/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import { testDatabase } from '../support/database.ts';

/** The whole gateway as it is shipped, on a port and in a database of its own. */
export interface Gateway {
  /** Scheme, host and port. */
  readonly url: string;
  /** The address of the WSDL that a client is given; without a version as most have it. */
  wsdl(version?: string): string;
  /** The token of a new, empty brand. */
  token(): Promise<string>;
  stop(): Promise<void>;
}

export async function startGateway(): Promise<Gateway> {
  const database = await testDatabase();
  const config = readConfig({ PORT: '0', DATABASE_URL: database.url, DRAIN_GRACE: '0' });
  const log = createLog('error');
  const service = await startService({ config, log });
  return {
    url: service.url,
    wsdl: (version) => `${service.url}${SOAP_PATH}?wsdl${version === undefined ? '' : `&version=${version}`}`,
    token: async () => (await makeToken(database.sql, { brand: await makeBrand(database.sql) })).token,
    async stop() {
      await service.stop();
      await database.drop();
    },
  };
}
