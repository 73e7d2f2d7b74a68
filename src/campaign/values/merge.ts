import { someValuesOf } from '../../customer/index.ts';
import { rows, statement, type TxScope } from '../../db/index.ts';
import { variablesOfFlows, type Variables } from '../engine/flow.ts';
import { NOBODY, type Due } from '../objects/act.ts';
import { linksTo } from '../pages/link.ts';
import { mergeFieldsOf, type MergeField, type MergeKind, type Template } from './template.ts';

/** Puts texts together for one member. @returns undefined for who is no customer any more */
type Merge = (member: Due) => readonly string[] | undefined;

const asIs = (value: string) => value;

type Texts = ReadonlyMap<string, Readonly<Record<string, string | undefined>>>;

/**
 * Reads what the merge fields of templates stand for, for all members at once; what has no value is an empty text.
 * A member that is nobody has variables only.
 * @param encoders what is done to the values in the first templates, one for each
 */
export async function mergeFor(
  tx: TxScope, campaignId: string, templates: readonly Template[], members: readonly Due[],
  encoders: readonly ((value: string) => string)[] = [],
): Promise<Merge> {
  const mergeFields = mergeFieldsOf(templates);
  const needed = new Set(mergeFields.map(({ kind }) => kind));
  const customerIds = [...new Set(members.map(({ customerId }) => customerId))].filter((id) => id !== NOBODY);
  const needsCustomer = needed.has('field') || needed.has('option');
  const namesOf = (wanted: MergeKind) =>
    [...new Set(mergeFields.flatMap(({ kind, name }) => (kind === wanted ? [name] : [])))];
  const names = { fields: namesOf('field'), options: namesOf('option') };
  const customers = needsCustomer ? [...await someValuesOf(tx, customerIds, names)] : [];
  const sources: Readonly<Record<Exclude<MergeKind, 'link'>, Texts>> = {
    field: new Map(customers.map(([id, { fields }]) => [id, fields])),
    option: new Map(customers.map(([id, { options }]) => [id, options])),
    campaign: needed.has('campaign') ? await campaignFields(tx, campaignId, customerIds) : new Map<string, Variables>(),
    variable: needed.has('variable')
      ? await variablesOfFlows(tx, [...new Set(members.map(({ flowId }) => flowId))]) : new Map<string, Variables>(),
  };
  const links = namesOf('link');
  const linkOf = links.length === 0 ? () => '' : await linksTo(tx, campaignId, links);
  const valueOf = ({ kind, name }: MergeField, member: Due) => {
    if (kind === 'link') return linkOf(name, member);
    const { customerId, flowId } = member;
    const values = sources[kind].get(kind === 'variable' ? flowId : customerId);
    return values !== undefined && Object.hasOwn(values, name) ? values[name] ?? '' : '';
  };
  return (member) => {
    if (needsCustomer && member.customerId !== NOBODY && !sources.field.has(member.customerId)) return undefined;
    return templates.map((template, place) => {
      const encode = encoders[place] ?? asIs;
      return template.map((piece) => (typeof piece === 'string' ? piece : encode(valueOf(piece, member)))).join('');
    });
  };
}

const FIELDS = statement(`
  select customer_id, fields from campaign_member
  where brand_id = $1 and campaign_id = $2 and customer_id = any($3::bigint[])`);

async function campaignFields(
  { sql, brand }: TxScope, campaignId: string, customerIds: readonly string[],
): Promise<Map<string, Variables>> {
  return new Map(await rows<[string, Variables]>(sql, FIELDS, [brand.id, campaignId, customerIds]));
}
