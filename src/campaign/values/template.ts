import { CUSTOMER_FIELDS } from '../../customer/index.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { namesSecret } from './secrets.ts';

/** Where a merge field takes its value from. */
const MERGE_KINDS = ['field', 'option', 'campaign', 'variable', 'link'] as const;

/** Types of objects that members have a link to. */
export const LINKED: readonly string[] = ['landingPage', 'showPage'];

export type MergeKind = (typeof MERGE_KINDS)[number];

export interface MergeField {
  readonly kind: MergeKind;
  readonly name: string;
}

/** A text in pieces: plain ones, and merge fields. */
export type Template = readonly (string | MergeField)[];

/** Without braces in a name, so that a text full of them is read once and not once for each. */
const FIELD = /\{\{\s*([a-z]+)\.([^{}\n]*[^{}\s])\s*\}\}/g;

const FIELDS: readonly string[] = CUSTOMER_FIELDS.filter(({ kind }) => kind !== 'password').map((field) => field.name);

/**
 * Reads a text with merge fields: `{{field.city}}` of the customer, `{{option.Loyalty card}}`,
 * `{{campaign.voucher}}` a campaign field, `{{variable.order}}` an environment variable, `{{link.offer}}` the member's
 * link to the object `offer`. What looks otherwise is text.
 */
export function templateOf(text: string): Template {
  const pieces: (string | MergeField)[] = [];
  let end = 0;
  for (const { 0: all, 1: kind, 2: name = '', index } of text.matchAll(FIELD)) {
    if (!isKind(kind)) continue;
    if (index > end) pieces.push(text.slice(end, index));
    pieces.push({ kind, name });
    end = index + all.length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

function isKind(kind: string | undefined): kind is MergeKind {
  return MERGE_KINDS.some((one) => one === kind);
}

/** The text, when it is the same for everybody. */
export function constantOf(template: Template): string | undefined {
  const [first = '', ...more] = template;
  return more.length === 0 && typeof first === 'string' ? first : undefined;
}

export function mergeFieldsOf(templates: readonly Template[]): MergeField[] {
  return templates.flat().filter((piece) => typeof piece !== 'string');
}

/** @param where for the text of a refusal @throws {TolkError} CAMPAIGN_FORM when a field of it is not there */
export function checkTemplate(
  text: string, where: string, { fields, objects }: Pick<CampaignDefinition, 'fields' | 'objects'>,
): void {
  if (namesSecret(text)) throw wrongCampaign(where, 'has a secret, and only what calls other systems can send one');
  for (const { kind, name } of mergeFieldsOf([templateOf(text)])) {
    if (kind === 'field' && !FIELDS.includes(name)) {
      throw wrongCampaign(where, `there is no field ${name}; there are ${FIELDS.join(', ')}`);
    }
    if (kind === 'campaign' && !fields.some((field) => field.name === name)) {
      throw wrongCampaign(where, `there is no campaign field ${name}`);
    }
    if (kind === 'link' && !objects.some(({ id, type }) => id === name && LINKED.includes(type))) {
      throw wrongCampaign(where, `there is no page ${name}`);
    }
  }
}
