import { z } from 'zod';
import { wrongCampaign } from '../../definition/wrong.ts';
import { checkTarget } from '../../values/targets.ts';
import { NOBODY } from '../act.ts';
import { campaignObject } from '../object.ts';
import { pageFields, type PageField } from './page-fields.ts';
import { answer, frames } from './public-page.ts';

const settings = z.strictObject({
  title: z.string().min(1).max(200).meta({ examples: ['Our newsletter'] }),
  text: z.string().max(50_000).default('').meta({ description: 'An empty line parts paragraphs' }),
  fields: pageFields.meta({ description: 'What visitors fill in. What they leave empty changes nothing' }),
  finds: z.enum(['emailAddress', 'externalId']).default('emailAddress').meta({
    description: 'Field of the customer, one of `fields`: found by it, or made. It is always needed, and an address must be one',
  }),
  changes: z.boolean().default(false).meta({
    description: 'Whether a customer who was there before gets the other fields and options too. Anybody can fill the form in',
  }),
  button: z.string().min(1).max(100).default('Subscribe'),
  answer: answer.meta({ description: 'What follows, the same for all' }),
  frames,
});

export type FormSettings = z.output<typeof settings>;

/** Its fields as visitors see them. */
export function formFields({ fields, finds }: FormSettings): PageField[] {
  return fields.map((field) => {
    if (!('field' in field) || field.field !== finds) return field;
    return { ...field, required: true, type: finds === 'emailAddress' ? 'email' : field.type };
  });
}

/** Note of who was made by the form, until the next step. */
export const NEW = 'new';

/** A page of ours for whoever comes, with a form by which they become customers (campaigns.md 2.5). */
export const form = campaignObject({
  type: 'form',
  about: 'Shows whoever opens its public address a form; who sends it is found among the customers or made, and begins. '
    + 'Who only looks leaves by view as nobody. For a form that changes what is known of a member, use showPage',
  settings,
  exits: ['submit', 'view', 'newCustomer', 'existingCustomer'],
  isStart: true,
  takesNobody: true,
  publicBelow: 'f',
  check(_scope, { fields, finds }, definition) {
    for (const target of fields) checkTarget(target, 'form, fields', definition);
    const keys = fields.filter((target) => 'field' in target && target.field === finds);
    if (keys.length !== 1) throw wrongCampaign('form, finds', `${finds} must be among the fields, once`);
  },
  act({ members }) {
    const view = members.filter(({ customerId }) => customerId === NOBODY);
    const submit = members.filter(({ customerId }) => customerId !== NOBODY);
    const newCustomer = submit.filter(({ note }) => note === NEW);
    const existingCustomer = submit.filter(({ note }) => note !== NEW);
    return { exits: { submit, view, newCustomer, existingCustomer } };
  },
});
