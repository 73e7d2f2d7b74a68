import { z } from 'zod';
import { checkTarget } from '../../values/targets.ts';
import { checkTemplate } from '../../values/template.ts';
import { PARKED } from '../act.ts';
import { campaignObject } from '../object.ts';
import { pageFields } from './page-fields.ts';
import { answer } from './public-page.ts';

const settings = z.strictObject({
  title: z.string().min(1).max(200).meta({ description: 'A text with merge fields', examples: ['Hello {{field.firstname}}'] }),
  text: z.string().max(50_000).default('').meta({ description: 'A text with merge fields; an empty line parts paragraphs' }),
  fields: pageFields.default([]).meta({ description: 'What visitors see as it is, and can change' }),
  button: z.string().min(1).max(100).default('Continue'),
  answer: answer.meta({ description: 'What follows' }),
});

export type PageSettings = z.output<typeof settings>;

/** A page of ours for members, with or without fields that they can change (campaigns.md 2.5). */
export const showPage = campaignObject({
  type: 'showPage',
  about: 'Shows who opens the link of a member ({{link.id}}) a page, or a form with what is known of the customer. '
    + 'A flow of nobody has no such link, and ends here',
  settings,
  exits: ['submit', 'view'],
  pauses: () => true,
  nobodyLeavesBy: null,
  check(_scope, { title, text, fields }, definition) {
    for (const each of [title, text]) checkTemplate(each, 'showPage', definition);
    for (const target of fields) checkTarget(target, 'showPage, fields', definition);
  },
  act: ({ members }) => ({ stay: members.map((member) => ({ member, until: PARKED, note: '' })) }),
});
