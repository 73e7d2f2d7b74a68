import { randomBytes } from 'node:crypto';
import { brandUser, createToken, revokeToken, type Right } from '../../access/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { settled, USUAL, type WebhookWish } from './settle-webhook.ts';
import { appOf, findWebhook, type Webhook } from './webhook.ts';

interface NewWebhook extends WebhookWish {
  readonly name: string;
  /** Owner of its own token: the author of all that it stores. undefined: none is made, user tokens open it. */
  readonly ownerId?: string | undefined;
}

const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('webhook.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from webhook where brand_id = $1');
const INSERT = statement(`
  insert into webhook (
    brand_id, name, endpoint, is_on, is_limited, customer_id_name, row_id_name, mapping, created_by, modified_by,
    takes_certificates, campaign_id
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
  on conflict do nothing
  returning id`);
const SET_TOKEN = statement('update webhook set token_id = $3 where brand_id = $1 and id = $2');
const UPDATE = statement(`
  update webhook
  set name = $3, is_on = $4, is_limited = $5, customer_id_name = $6, row_id_name = $7, mapping = $8::text::json,
    mapped_at = case when mapping::text = $8::text then mapped_at else now() end, modified_by = $9, modified_at = now(),
    takes_certificates = $10, campaign_id = $11
  where brand_id = $1 and id = $2`);
const NAMED = statement('select id from webhook where brand_id = $1 and lower(name) = lower($2)');

/** What the own token of a webhook may do there. */
const APP_RIGHTS: readonly Right[] = ['data.write'];
/**
 * Makes a webhook, with a token of its own when it has an owner.
 * @returns it, and the text of that token, which is kept nowhere
 * @throws {TolkError} FIELD_VALUE, WEBHOOK_EXISTS, WEBHOOKS_EXCEEDED, WEBHOOK_MAPPING, USER_NOT_FOUND
 */
export async function createWebhook(
  scope: Scope, { ownerId, ...wish }: NewWebhook,
): Promise<{ readonly webhook: Webhook; readonly token: string | undefined }> {
  return scope.transaction(async (tx) => {
    const { sql, brand, actor, limits: { WEBHOOKS_MAX: most } } = tx;
    const { name, isOn, isLimited, takesCertificates, idNames, mapping, campaign } = await settled(tx, wish, USUAL);
    await rows(sql, LOCK, [brand.id]);
    const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
    if (count >= most) throw failure('WEBHOOKS_EXCEEDED', { most: String(most), name });
    const endpoint = newEndpoint(brand.id);
    const values = [
      brand.id, name, endpoint, isOn, isLimited, idNames.customer, idNames.row, JSON.stringify(mapping),
      actor.name, takesCertificates, campaign,
    ];
    const [made] = await rows<[string]>(sql, INSERT, values);
    if (made === undefined) throw failure('WEBHOOK_EXISTS', { name });
    const token = ownerId === undefined ? undefined : await makeToken(tx, made[0], { name, endpoint, ownerId });
    return { webhook: await findWebhook(tx, made[0]), token };
  });
}

/** `dh_2a_5f0c1e7d9b3a4c68`: the brand in hex, then 64 random bits. Opaque to callers. */
function newEndpoint(brandId: string): string {
  return `dh_${BigInt(brandId).toString(16)}_${randomBytes(8).toString('hex')}`;
}

async function makeToken(
  tx: TxScope, webhookId: string,
  { name, endpoint, ownerId }: { readonly name: string; readonly endpoint: string; readonly ownerId: string },
): Promise<string> {
  const { sql, brand, actor, limits } = tx;
  const user = await brandUser(tx, ownerId);
  const input = { brand, user, rights: APP_RIGHTS, label: `webhook ${name}`.slice(0, 100), app: appOf(endpoint) };
  const { id, token } = await createToken(sql, actor, input, limits);
  await rows(sql, SET_TOKEN, [brand.id, webhookId, id]);
  return token;
}

/**
 * Changes a webhook.
 * @throws {TolkError} WEBHOOK_NOT_FOUND, and as createWebhook
 */
export async function changeWebhook(scope: Scope, called: string, wish: WebhookWish): Promise<Webhook> {
  return scope.transaction(async (tx) => {
    const { sql, brand, actor } = tx;
    await rows(sql, LOCK, [brand.id]);
    const before = await findWebhook(tx, called);
    const { name, isOn, isLimited, takesCertificates, idNames, mapping, campaign } = await settled(tx, wish, before);
    const [taken] = await rows<[string]>(sql, NAMED, [brand.id, name]);
    if (taken !== undefined && taken[0] !== before.id) throw failure('WEBHOOK_EXISTS', { name });
    await rows(sql, UPDATE, [
      brand.id, before.id, name, isOn, isLimited, idNames.customer, idNames.row, JSON.stringify(mapping), actor.name,
      takesCertificates, campaign,
    ]);
    return findWebhook(tx, before.id);
  });
}

const FORGET = statement('update webhook set structure = null, learned_at = null where brand_id = $1 and id = $2');

/** The next call teaches the structure anew; the mapping stays. @throws {TolkError} WEBHOOK_NOT_FOUND */
export async function forgetStructure(scope: Scope, called: string): Promise<void> {
  const { id } = await findWebhook(scope, called);
  await rows(scope.sql, FORGET, [scope.brand.id, id]);
}

const REMOVE = statement('delete from webhook where brand_id = $1 and id = $2');

/**
 * Its token is dead for good; what it stored stays, its calls are kept for their time.
 * @throws {TolkError} WEBHOOK_NOT_FOUND
 */
export async function removeWebhook(scope: Scope, called: string): Promise<void> {
  await scope.transaction(async (tx) => {
    const { sql, actor, brand } = tx;
    const { id, token } = await findWebhook(tx, called);
    await rows(sql, REMOVE, [brand.id, id]);
    if (token !== null) await revokeToken(sql, actor, brand.id, token);
  });
}
