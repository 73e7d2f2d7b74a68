/** Subscriptions for tests: a receiver that checks every signature, and a brand that tells it. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { readConfig } from '../../src/config.ts';
import { brandById } from '../../src/access/index.ts';
import { createScope, type Brand, type Scope, type Store } from '../../src/db/index.ts';
import { Events, publish, type EventMap, type EventName } from '../../src/events/index.ts';
import { createHttpOut, type HttpOut } from '../../src/http-out/index.ts';
import { BRAND_JOB, HOUSE_JOB, type JobHandlers } from '../../src/jobs/index.ts';
import { createLog } from '../../src/log.ts';
import {
  createSubscriptions, DELIVER_JOB, maintainSubscriptions, tellSubscribers, type Subscriptions,
} from '../../src/webhook/index.ts';

/** Nothing is remembered, so that what a test makes counts at once. */
export const SETTINGS = {
  TOLK_KEY: randomBytes(32).toString('hex'), HTTP_OUT_PRIVATE: '1', SUBSCRIPTION_CACHE_TIME: '0', SUBSCRIPTION_GATHER: '100',
};

export interface Got {
  readonly id: string;
  readonly body: string;
  readonly data: Record<string, unknown>;
  readonly type: string;
  readonly timestamp: string;
  /** Whether the signature is good for the receiver's secret. */
  readonly isSigned: boolean;
}

export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  /** What it answers from now on: a status, or nothing at all. */
  status: number | 'hangs';
  /** What it says. */
  says: string;
  /** Retry-After, when not empty. */
  rest: string;
  secret: string;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const got: Got[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = request.headers as Record<string, string>;
      const { type, data, timestamp } = JSON.parse(body) as Pick<Got, 'type' | 'data' | 'timestamp'>;
      const isSigned = isGood(receiver.secret, body, headers);
      got.push({ id: headers['webhook-id'] ?? '', body, data, type, timestamp, isSigned });
      if (receiver.status !== 'hangs') {
        const rest = receiver.rest === '' ? {} : { 'retry-after': receiver.rest };
        response.writeHead(receiver.status, { location: '/elsewhere', ...rest }).end(receiver.says);
      }
    });
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=k`, got, status: 200, says: '', rest: '', secret: '',
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
  return receiver;
}

/** By code that is not ours. */
export function isGood(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}

export interface NoticesHouse {
  readonly events: Events;
  readonly acts: Subscriptions;
  readonly httpOut: HttpOut;
  readonly handlers: JobHandlers;
  readonly lines: Record<string, unknown>[];
  scopeOf(brand: Brand): Scope;
  /** One turn of a subscriber, as a job has it. */
  turn(brand: Brand, subscriptionId: string): Promise<void>;
  /** Publishes an event, as a room does. */
  tell<Name extends EventName>(brand: Brand, name: Name, payload: EventMap[Name]): Promise<void>;
}

/** The parts as app.ts puts them together. */
export function noticesHouse(sql: Store, settings: Readonly<Record<string, string>> = {}): NoticesHouse {
  const limits = readConfig({ ...SETTINGS, ...settings });
  const lines: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const events = new Events();
  tellSubscribers(events);
  const httpOut = createHttpOut(limits);
  const acts = createSubscriptions({ httpOut, log });
  const scopeOf = (brand: Brand) => createScope({ sql, brand, actor: { name: 'anna', door: 'rest' }, events, limits });
  const ofBrand = async (payload: unknown) => scopeOf(await brandById(sql, (payload as { brandId: string }).brandId));
  return {
    events, acts, httpOut, scopeOf, lines,
    handlers: {
      [DELIVER_JOB]: async ({ payload, signal }) => acts.deliver(await ofBrand(payload), payload, signal),
      [BRAND_JOB]: async ({ payload }) => maintainSubscriptions(await ofBrand(payload)),
      [HOUSE_JOB]: () => Promise.resolve(),
    },
    turn: (brand, subscriptionId) =>
      acts.deliver(scopeOf(brand), { subscriptionId }, new AbortController().signal),
    tell: (brand, name, payload) => scopeOf(brand).transaction((tx) => publish(tx, name, payload)),
  };
}

export interface StoredDelivery {
  readonly id: string;
  readonly message_id: string;
  readonly state: string;
  readonly attempts: number;
  readonly status: number | null;
  readonly answer: string | null;
  readonly error: string | null;
  /** Seconds from its last attempt to the next. */
  readonly pause: number | null;
}

export async function deliveries(sql: Store): Promise<StoredDelivery[]> {
  return sql('subscription_delivery').orderBy('id').select<StoredDelivery[]>(
    'id', 'message_id', 'state', 'attempts', 'status', 'answer', 'error',
    sql.raw('round(extract(epoch from due_at - tried_at))::int as pause'),
  );
}
