import { randomBytes } from 'node:crypto';
import { brandUser, createToken, revokeToken, type Right } from '../../access/index.ts';
import { definitionOf, findCampaign } from '../../campaign/index.ts';
import { loadModel } from '../../datamodel/index.ts';
import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Mapping } from './mapping.ts';
import { planOf, unfit, type PlannedCampaign } from './plan.ts';
import { appOf, findWebhook, type Webhook } from './webhook.ts';

/** What can be said of a webhook; what is left out stays as it is, or is as usual. */
export interface WebhookWish {
  readonly name?: string | undefined;
  readonly isOn?: boolean | undefined;
  readonly isLimited?: boolean | undefined;
  readonly takesCertificates?: boolean | undefined;
  readonly idNames?: { readonly customer?: string | undefined; readonly row?: string | undefined } | undefined;
  readonly mapping?: Mapping | undefined;
  /** Number or name of the campaign that each call sets off; null: none. */
  readonly campaign?: string | null | undefined;
}

export interface NewWebhook extends WebhookWish {
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
const USUAL = {
  isOn: true, isLimited: true, takesCertificates: false, idNames: { customer: 'clang_customer_id', row: 'clang_id' },
  mapping: [], campaign: null,
};

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

type Settled = Required<Omit<Webhook, 'id' | 'endpoint' | 'token' | 'structure' | 'learnedAt' | `${string}By` | `${string}At`>>;

/** @throws {TolkError} FIELD_VALUE, WEBHOOK_MAPPING */
async function settled(tx: TxScope, wish: WebhookWish, before: Omit<Settled, 'name'> & { name?: string }): Promise<Settled> {
  const { WEBHOOK_NAME_LENGTH, WEBHOOK_ENTRIES } = tx.limits;
  const { isOn = before.isOn, isLimited = before.isLimited, mapping = before.mapping } = wish;
  const { takesCertificates = before.takesCertificates } = wish;
  const name = (wish.name ?? before.name ?? '').trim();
  const idNames = {
    customer: wish.idNames?.customer ?? before.idNames.customer, row: wish.idNames?.row ?? before.idNames.row,
  };
  const refuse = (field: string, why: string, value: string) => failure('FIELD_VALUE', { field, why, value });
  if (name === '' || /^\d+$/.test(name)) throw refuse('name', 'must not be empty, nor digits alone', name);
  checkText('name', name, WEBHOOK_NAME_LENGTH);
  for (const [field, text] of Object.entries(idNames)) {
    if (text === '') throw refuse(`idNames.${field}`, 'must not be empty', text);
    checkText(`idNames.${field}`, text, WEBHOOK_NAME_LENGTH);
  }
  if (mapping.length > WEBHOOK_ENTRIES) {
    throw refuse('mapping', `has more than ${WEBHOOK_ENTRIES} entries`, String(mapping.length));
  }
  const { campaign: plan } = planOf(mapping, await loadModel(tx));
  const campaign = await campaignOf(tx, wish.campaign === undefined ? before.campaign : wish.campaign, plan);
  return { name, isOn, isLimited, takesCertificates, idNames, mapping, campaign };
}

/**
 * @throws {TolkError} CAMPAIGN_NOT_FOUND; WEBHOOK_MAPPING when values go to a campaign that is none, or has no such
 *   field
 */
async function campaignOf(
  tx: TxScope, called: string | null, { variables, fields }: PlannedCampaign,
): Promise<string | null> {
  const [variable] = variables.keys();
  const [field] = fields;
  if (called === null) {
    if (variable === undefined && field === undefined) return null;
    throw unfit(variable ?? field?.name ?? '', 'goes to a campaign, and calls set none off: give `campaign`');
  }
  const { id, version } = await findCampaign(tx, called);
  const { fields: known } = await definitionOf(tx, id, version);
  const unknown = fields.find(({ name }) => !known.some((one) => one.name === name));
  if (unknown !== undefined) throw unfit(unknown.name, 'is no field of the campaign');
  return id;
}

/** @throws {TolkError} FIELD_VALUE */
function checkText(field: string, text: string, most: number): void {
  if ([...text].length > most) {
    throw failure('FIELD_VALUE', { field, why: `is longer than ${most} characters`, value: text });
  }
  if (!/[\p{Cc}\p{Cs}]/u.test(text)) return;
  throw failure('FIELD_VALUE', { field, why: 'holds a control character', value: 'as given' });
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
