import { z } from 'zod';
import { changeEachCustomer, CUSTOMER_FIELDS, type CustomerInput } from '../../customer/index.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { isStorable } from '../engine/flow.ts';
import { checkFields } from '../members/fields.ts';
import { NOBODY, type Due, type Step } from '../objects/act.ts';
import { setFields, setVariables, type Values } from './set-values.ts';

const name = (description: string, example: string) =>
  z.string().min(1).max(200).meta({ description, examples: [example] });

/** Schema of what an object can set: one of four, with other members beside it. */
export function targetWith<Shape extends z.ZodRawShape>(beside: Shape) {
  return z.union([
    z.strictObject({ field: name('Field of the customer', 'city'), ...beside }),
    z.strictObject({ option: name('Option of the customer', 'Loyalty card'), ...beside }),
    z.strictObject({ campaignField: name('Campaign field', 'voucher'), ...beside }),
    z.strictObject({ variable: name('Environment variable of the flow', 'order'), ...beside }),
  ], { error: 'must name one of field, option, campaignField, variable, and hold nothing unknown' });
}

export type Target =
  | { readonly field: string } | { readonly option: string } | { readonly campaignField: string }
  | { readonly variable: string };

const SETTABLE: readonly string[] = CUSTOMER_FIELDS
  .filter(({ kept, kind }) => !kept && kind !== 'password').map((field) => field.name);

/** @param where for the text of a refusal @throws {TolkError} CAMPAIGN_FORM when it cannot be set */
export function checkTarget(target: Target, where: string, definition: CampaignDefinition): void {
  if ('field' in target && !SETTABLE.includes(target.field)) {
    throw wrongCampaign(where, `field ${target.field} cannot be set; those that can are ${SETTABLE.join(', ')}`);
  }
  if ('campaignField' in target && !definition.fields.some((one) => one.name === target.campaignField)) {
    throw wrongCampaign(where, `there is no campaign field ${target.campaignField}`);
  }
}

/** Fields and options of the customer, with the values that belong to the targets. */
export function inputOf(targets: readonly Target[], values: readonly string[]): CustomerInput {
  const fields = targets.flatMap((target, place) => ('field' in target ? [[target.field, values[place] ?? '']] : []));
  const options = targets.flatMap((target, place) =>
    ('option' in target ? [{ name: target.option, value: values[place] ?? '' }] : []));
  return { ...Object.fromEntries(fields) as CustomerInput, options };
}

/**
 * Gives each member values of its own. A customer who comes twice gets those of the later place, a flow those of its
 * last member.
 * @param valuesOf in the order of the targets; undefined: the member gets none
 * @returns those for whom a value is not acceptable; nothing of theirs has changed
 */
export async function setTargets(
  { tx, campaign, members }: Step<unknown>, targets: readonly Target[],
  valuesOf: (member: Due) => readonly string[] | undefined,
): Promise<Due[]> {
  const ofFlow = targets.every((target) => 'variable' in target);
  const failed = new Set<string>();
  const unable = new Set<Due>();
  const inputs = new Map<string, CustomerInput>();
  const fields = new Map<string, Values>();
  const variables = new Map<Due, Values>();
  for (const member of members) {
    const { customerId, flowId } = member;
    const values = valuesOf(member);
    if (values === undefined) continue;
    const named = (kind: 'campaignField' | 'variable') => Object.fromEntries(targets.flatMap((target, place) =>
      (kind in target ? [[(target as Record<string, string>)[kind] ?? '', values[place] ?? '']] : [])));
    const variable = named('variable');
    if ((customerId === NOBODY && !ofFlow) || !areKept(variable, tx.limits.CAMPAIGN_VARIABLE_LENGTH)) {
      unable.add(member);
      continue;
    }
    try {
      fields.set(customerId, { id: customerId, values: checkFields(campaign.fields, named('campaignField')) });
    } catch {
      failed.add(customerId);
      continue;
    }
    if (!ofFlow) inputs.set(customerId, inputOf(targets, values));
    variables.set(member, { id: flowId, values: variable });
  }
  const isInput = targets.some((target) => 'field' in target || 'option' in target);
  const changes = isInput ? [...inputs].map(([id, input]) => ({ id, input })) : [];
  for (const id of await changeEachCustomer(tx, changes)) failed.add(id);
  const isGood = ({ customerId }: Due) => !failed.has(customerId);
  if (!ofFlow) await setFields(tx, campaign.id, [...fields.values()].filter(({ id }) => !failed.has(id)));
  const set = new Map([...variables].filter(([member]) => isGood(member)).map(([, values]) => [values.id, values]));
  await setVariables(tx, [...set.values()]);
  return members.filter((member) => unable.has(member) || !isGood(member));
}

function areKept(variables: Readonly<Record<string, string>>, most: number): boolean {
  return Object.values(variables).every((value) => value.length <= most && isStorable(value));
}
