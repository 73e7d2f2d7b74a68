import { failure, TolkError } from '../../errors.ts';
import { rows, statement, type Scope } from '../../db/index.ts';
import type { HttpOut } from '../../http-out/index.ts';
import { openKey, signedHeaders, type Message } from './secret.ts';

/** Where notices go, and the keys that sign them: the one in force, and for a while the one before. */
interface Target {
  readonly url: string;
  readonly keys: readonly Buffer[];
}

const TARGET = statement(`
  select url, secret, case when old_secret_until > now() then old_secret end from subscription
  where brand_id = $1 and id = $2 and removed_at is null`);

/** @returns undefined when it is gone @throws {TolkError} as openSecret of the vault */
export async function targetOf(scope: Scope, subscriptionId: string): Promise<Target | undefined> {
  type Row = [url: string, secret: Buffer | null, oldSecret: Buffer | null];
  const [row] = await rows<Row>(scope.sql, TARGET, [scope.brand.id, subscriptionId]);
  if (row === undefined) return undefined;
  const [url, ...sealed] = row;
  if (sealed[0] === null) throw failure('SECRET_BROKEN', {});
  const kept = sealed.filter((one) => one !== null);
  return { url, keys: await Promise.all(kept.map((one) => openKey(scope, subscriptionId, one))) };
}

/** An answer, or why there was none. */
export interface Sent {
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
  /** Milliseconds that the receiver asked to be left alone. */
  readonly rest?: number;
}

interface SendParts {
  readonly httpOut: HttpOut;
  readonly limits: Scope['limits'];
  readonly signal?: AbortSignal;
}

/**
 * Sends a message once. Redirects are not followed (Standard Webhooks 1.0, Security considerations).
 * @throws the reason of the signal
 */
export async function send(
  { url, keys }: Target, message: Message, { httpOut, limits, signal }: SendParts,
): Promise<Sent> {
  try {
    const { status, body, headers } = await httpOut.request({
      method: 'POST', url, body: message.body, redirects: 0,
      headers: {
        'content-type': 'application/json', 'user-agent': 'Tolk (Standard Webhooks)', ...signedHeaders(message, keys),
      },
      time: limits.SUBSCRIPTION_TIME, bytes: limits.SUBSCRIPTION_ANSWER_BYTES,
      ...(signal && { signal }),
    });
    const rest = restOf(headers['retry-after']);
    return { status, answer: body.toString().replaceAll('\u0000', '\ufffd'), ...(rest !== undefined && { rest }) };
  } catch (error) {
    if (error instanceof TolkError) return { error: error.message };
    throw error;
  }
}

/** `Retry-After`: seconds, or a date (RFC 9110 10.2.3). */
function restOf(given: string | undefined): number | undefined {
  const text = given?.trim() ?? '';
  const rest = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return rest > 0 ? rest : undefined;
}
