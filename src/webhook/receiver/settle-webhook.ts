import { definitionOf, findCampaign } from '../../campaign/index.ts';
import { loadModel } from '../../datamodel/index.ts';
import type { TxScope } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Mapping } from './mapping.ts';
import { planOf, unfit, type PlannedCampaign } from './plan.ts';
import type { Webhook } from './webhook.ts';

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

/** What a webhook is of which nothing is said. */
export const USUAL = {
  isOn: true, isLimited: true, takesCertificates: false, idNames: { customer: 'clang_customer_id', row: 'clang_id' },
  mapping: [], campaign: null,
};

type Settled = Pick<
  Webhook, 'name' | 'isOn' | 'isLimited' | 'takesCertificates' | 'idNames' | 'mapping' | 'campaign'
>;

/**
 * What a webhook shall be. What it stands on is looked at only when that is what changes: a webhook can be turned off
 * whatever became of its tables and its campaign.
 * @param before what is not said stays so
 * @throws {TolkError} FIELD_VALUE, WEBHOOK_MAPPING, CAMPAIGN_NOT_FOUND
 */
export async function settled(
  tx: TxScope, wish: WebhookWish, before: Omit<Settled, 'name'> & { readonly name?: string },
): Promise<Settled> {
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
  const settings = { name, isOn, isLimited, takesCertificates, idNames, mapping };
  if (wish.mapping === undefined && wish.campaign === undefined) return { ...settings, campaign: before.campaign };
  const { campaign: plan } = planOf(mapping, await loadModel(tx));
  const called = wish.campaign === undefined ? before.campaign : wish.campaign;
  return { ...settings, campaign: await campaignOf(tx, called, plan) };
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
