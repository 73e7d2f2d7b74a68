import { createHmac, randomBytes } from 'node:crypto';
import type { Scope } from '../../db/index.ts';
import { openSecret, sealSecret } from '../../vault/index.ts';

/** Standard Webhooks 1.0, Signature scheme: 24 to 64 random bytes. */
const BYTES = 32;
const PREFIX = 'whsec_';

/** A new key, and the form in which people hand it on. */
export function newSecret(): { readonly key: Buffer; readonly shown: string } {
  const key = randomBytes(BYTES);
  return { key, shown: PREFIX + key.toString('base64') };
}

/** Where a key lies; another subscription's does not open here. */
const contextOf = (subscriptionId: string) => `subscription/${subscriptionId}/secret`;

/** @throws {TolkError} as sealSecret of the vault */
export function sealKey(scope: Scope, subscriptionId: string, key: Buffer): Promise<Buffer> {
  return sealSecret(scope, 'subscription', key, contextOf(subscriptionId));
}

/** @throws {TolkError} as openSecret of the vault */
export function openKey(scope: Scope, subscriptionId: string, sealed: Buffer): Promise<Buffer> {
  return openSecret(scope, 'subscription', sealed, contextOf(subscriptionId));
}

export interface Message {
  /** `webhook-id` */
  readonly id: string;
  /** Seconds since 1970, when it is sent. */
  readonly timestamp: string;
  readonly body: string;
}

/**
 * The headers of a signed message (Standard Webhooks 1.0, Webhook Metadata and Signature scheme).
 * @param keys one signature for each: while a secret is changed, receivers may know either
 */
export function signedHeaders({ id, timestamp, body }: Message, keys: readonly Buffer[]): Record<string, string> {
  const signatures = keys.map((key) =>
    `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
