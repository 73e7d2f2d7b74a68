import { randomUUID } from 'node:crypto';
import { rows, statement, type Scope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { HttpOut } from '../../http-out/index.ts';
import { findSubscription } from './read-subscriptions.ts';
import { send, targetOf } from './send.ts';

/** What a test came to. */
export interface Ping {
  readonly webhookId: string;
  /** Whether a notice would have been delivered. */
  readonly isTaken: boolean;
  readonly status: number | null;
  /** First bytes of the answer. */
  readonly answer: string | null;
  /** Why there was none. */
  readonly error: string | null;
}

const NOW = statement(`
  select floor(extract(epoch from now()))::bigint, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);

/**
 * Sends `{"type":"ping"}`, signed, and waits for the answer. It leaves no trace, and works while the subscription is
 * off.
 * @throws {TolkError} SUBSCRIPTION_NOT_FOUND, and as openSecret of the vault
 */
export async function pingSubscription(scope: Scope, httpOut: HttpOut, called: string): Promise<Ping> {
  const { id: subscriptionId, name } = await findSubscription(scope, called);
  const target = await targetOf(scope, subscriptionId);
  if (target === undefined) throw failure('SUBSCRIPTION_NOT_FOUND', { subscription: called });
  const [[timestamp, moment] = ['', '']] = await rows<[string, string]>(scope.sql, NOW, []);
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify({ type: 'ping', timestamp: moment, data: { subscription: name } });
  const { status, answer, error } = await send(target, { id, timestamp, body }, { httpOut, limits: scope.limits });
  const isTaken = status !== undefined && status >= 200 && status < 300;
  return { webhookId: id, isTaken, status: status ?? null, answer: answer ?? null, error: error ?? null };
}
