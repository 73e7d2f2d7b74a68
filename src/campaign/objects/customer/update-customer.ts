import { z } from 'zod';
import { changeCustomers } from '../../../customer/index.ts';
import { mergeFor } from '../../values/merge.ts';
import { checkTarget, inputOf, setTargets, targetWith } from '../../values/targets.ts';
import { checkTemplate, constantOf, templateOf } from '../../values/template.ts';
import { campaignObject } from '../object.ts';

const value = z.string().meta({
  description: 'A text, with {{field.city}}, {{option.Card}}, {{campaign.voucher}}, {{variable.order}} in it', examples: ['VIP'],
});

const settingsType = z.strictObject({
  set: z.array(targetWith({ value })).min(1, 'is empty').max(100, 'has more than 100 values'),
});

/** Sets fields of the customers, by the rules of every door; the history says that it was the campaign. */
export const updateCustomer = campaignObject({
  type: 'updateCustomer',
  about: 'Sets fields and options of the customer, campaign fields and variables, to texts with merge fields',
  settings: settingsType,
  exits: ['continue', 'onError'],
  check(_scope, { set }, definition) {
    for (const target of set) {
      checkTarget(target, 'set', definition);
      checkTemplate(target.value, 'set', definition);
    }
  },
  async act(step) {
    const { settings: { set }, tx, campaign, members } = step;
    const templates = set.map((target) => templateOf(target.value));
    const isOfCustomer = set.every((target) => 'field' in target || 'option' in target);
    if (isOfCustomer && templates.every((template) => constantOf(template) !== undefined)) {
      const input = inputOf(set, set.map((target) => target.value));
      await changeCustomers(tx, members.map(({ customerId }) => customerId), input);
      return { exits: { continue: members } };
    }
    const failed = new Set(await setTargets(step, set, await mergeFor(tx, campaign.id, templates, members)));
    const { onError = [], done = [] } = Object.groupBy(members, (member) => (failed.has(member) ? 'onError' : 'done'));
    return { exits: { continue: done, onError } };
  },
});
