import { z } from 'zod';
import { changeCustomers, changeEachCustomer, CUSTOMER_FIELDS, type CustomerInput } from '../../customer/index.ts';
import type { CampaignDefinition } from '../definition/definition.ts';
import { wrongCampaign } from '../definition/wrong.ts';
import { checkFields } from '../members/fields.ts';
import { mergeFor } from '../values/merge.ts';
import { setFields, setVariables, type Values } from '../values/set-values.ts';
import { checkTemplate, constantOf, templateOf } from '../values/template.ts';
import { campaignObject, type Due, type Outcome, type Step } from './object.ts';

const name = (description: string, example: string) => z.string().meta({ description, examples: [example] });
const value = z.string().meta({
  description: 'A text, with {{field.city}}, {{option.Card}}, {{campaign.voucher}}, {{variable.order}} in it', examples: ['VIP'],
});
const targetType = z.union([
  z.strictObject({ field: name('Field of the customer', 'city'), value }),
  z.strictObject({ option: name('Option of the customer', 'Loyalty card'), value }),
  z.strictObject({ campaignField: name('Campaign field', 'voucher'), value }),
  z.strictObject({ variable: name('Environment variable of the flow', 'order'), value }),
]);
type Target = z.output<typeof targetType>;

const settingsType = z.strictObject({ set: z.array(targetType).min(1, 'is empty').max(100, 'has more than 100 values') });
type Settings = z.output<typeof settingsType>;

/** Sets fields of the customers, by the rules of every door; the history says that it was the campaign. */
export const updateCustomer = campaignObject({
  type: 'updateCustomer',
  about: 'Sets fields and options of the customer, campaign fields and variables, to texts with merge fields',
  settings: settingsType,
  exits: ['continue', 'onError'],
  check(_scope, { set }, definition) {
    for (const target of set) checkTarget(target, definition);
  },
  async act(step) {
    const { settings: { set }, tx, members } = step;
    const ofCustomer = set.filter((target) => 'field' in target || 'option' in target);
    const isSame = set.every((target) => constantOf(templateOf(target.value)) !== undefined);
    if (isSame && ofCustomer.length === set.length) {
      await changeCustomers(tx, members.map(({ customerId }) => customerId), inputOf(set, set.map((one) => one.value)));
      return { exits: { continue: members } };
    }
    return setEach(step);
  },
});

function checkTarget(target: Target, definition: CampaignDefinition): void {
  if ('field' in target) {
    const field = CUSTOMER_FIELDS.find((one) => one.name === target.field);
    if (field === undefined || field.kept || field.kind === 'password') {
      throw wrongCampaign('set', `field ${target.field} cannot be set`);
    }
  }
  if ('campaignField' in target && !definition.fields.some((one) => one.name === target.campaignField)) {
    throw wrongCampaign('set', `there is no campaign field ${target.campaignField}`);
  }
  checkTemplate(target.value, 'set', definition);
}

/** Fields and options, with the values that belong to the targets. */
function inputOf(set: Settings['set'], values: readonly string[]): CustomerInput {
  const fields = set.flatMap((target, place) => ('field' in target ? [[target.field, values[place] ?? '']] : []));
  const options = set.flatMap((target, place) =>
    ('option' in target ? [{ name: target.option, value: values[place] ?? '' }] : []));
  return { ...Object.fromEntries(fields) as CustomerInput, options };
}

/** A customer who comes twice gets the values of the later one. */
async function setEach({ tx, campaign, settings: { set }, members }: Step<Settings>): Promise<Outcome> {
  const merge = await mergeFor(tx, campaign.id, set.map((one) => templateOf(one.value)), members);
  const failed = new Set<string>();
  const inputs = new Map<string, CustomerInput>();
  const fields = new Map<string, Values>();
  const variables = new Map<string, Values>();
  for (const { customerId, flowId } of members) {
    const values = merge({ customerId, flowId } as Due);
    if (values === undefined) continue; // the customer is gone
    const named = (kind: 'campaignField' | 'variable') => Object.fromEntries(set.flatMap((target, place) =>
      (kind in target ? [[(target as Record<string, string>)[kind] ?? '', values[place] ?? '']] : [])));
    try {
      fields.set(customerId, { id: customerId, values: checkFields(campaign.fields, named('campaignField')) });
    } catch {
      failed.add(customerId);
      continue;
    }
    inputs.set(customerId, inputOf(set, values));
    variables.set(flowId, { id: flowId, values: named('variable') });
  }
  const changes = [...inputs].map(([id, input]) => ({ id, input }));
  for (const id of await changeEachCustomer(tx, changes)) failed.add(id);
  await setFields(tx, campaign.id, [...fields.values()].filter(({ id }) => !failed.has(id)));
  await setVariables(tx, [...variables.values()]);
  const { onError = [], done = [] } =
    Object.groupBy(members, ({ customerId }) => (failed.has(customerId) ? 'onError' : 'done'));
  return { exits: { continue: done, onError } };
}
