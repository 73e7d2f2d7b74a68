/**
 * The SOAP door as shipped: its server, log (to nowhere) and metrics; only sessions and acts come from
 * memory.
 */
import type { Session } from '../../src/access/index.ts';
import { readConfig } from '../../src/config.ts';
import type { Scope } from '../../src/db/index.ts';
import { failure } from '../../src/errors.ts';
import { blockwise, createLog, requestIds } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { createCallers, createDoorServer } from '../../src/server/index.ts';
import { contract } from '../../src/soap/contract/index.ts';
import { createSoapDoor } from '../../src/soap/door/index.ts';
import type { Operations } from '../../src/soap/generated/contract.ts';
import type { OperationTable } from '../../src/soap/operation.ts';
import { announce } from './contender.ts';
import { MISSING, PAGE, TOKEN, customer } from './soap-data.ts';

const ONE = customer('14880');

const acts: { [Name in keyof Operations]?: OperationTable[Name]['act'] } = {
  customer_getById(_call, { customerId }) {
    if (customerId === MISSING) throw failure('CUSTOMER_NOT_FOUND', { id: MISSING });
    return ONE;
  },
  customer_getByExternalId: () => [ONE],
  customerSet_getCustomers: () => PAGE as Operations['customerSet_getCustomers']['msg'],
  customer_insert: (_call, args) => args.customer ?? {},
};

const operations = Object.fromEntries([...contract.operations.keys()].map((name) =>
  [name, { right: 'data.read', act: acts[name as keyof Operations] }])) as unknown as OperationTable;

const session: Session = {
  brand: {
    id: '1', name: 'bench', timeZone: 'Europe/Amsterdam',
    settings: { optIn: 'Y', smsOptIn: 'Y', trackOptIn: 'N', unknownOptions: 'create' },
  },
  user: { id: '1', name: 'bench' }, rights: new Set(['data.read']), tokenId: '1', app: '',
};
const sessions = new Map([[TOKEN, session]]);

const config = readConfig({});
const log = createLog('info', blockwise('/dev/null'));
const callers = createCallers(config);
const door = createSoapDoor({
  operations,
  access: {
    session(token) {
      const found = sessions.get(token);
      if (found === undefined) throw failure('TOKEN_UNKNOWN', {});
      return found;
    },
  },
  scopeOf: ({ brand, user }) => ({ brand, actor: { name: user.name, door: 'soap' } }) as unknown as Scope,
  origin: callers.origin,
  clientAddress: callers.clientAddress,
  log,
  metrics: createMetrics(),
  nextRequestId: requestIds(),
  limits: config,
});
const server = await createDoorServer(config, log, door);
const url = await server.listen('127.0.0.1', 0);
announce(Number(new URL(url).port));
