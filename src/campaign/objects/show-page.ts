import { z } from 'zod';
import { checkTarget, targetWith } from '../values/targets.ts';
import { checkTemplate } from '../values/template.ts';
import { campaignObject, PARKED } from './object.ts';

const field = targetWith({
  label: z.string().min(1).max(200).meta({ description: 'What visitors read beside it', examples: ['Your town'] }),
  type: z.enum(['text', 'email', 'date', 'choice', 'checkbox']).default('text')
    .meta({ description: 'checkbox: Y or N; date: YYYY-MM-DD' }),
  required: z.boolean().default(false),
  choices: z.array(z.string().min(1).max(200)).max(200).default([]).meta({ description: 'Values of a choice' }),
});

const answer = z.union([
  z.strictObject({ redirect: z.url({ protocol: /^https?$/, error: 'is no address http(s)://' }).max(2000) }),
  z.strictObject({ title: z.string().max(200).default('Thank you'), text: z.string().max(10_000).default('') }),
]);

const settings = z.strictObject({
  title: z.string().min(1).max(200).meta({ description: 'A text with merge fields', examples: ['Hello {{field.firstname}}'] }),
  text: z.string().max(50_000).default('').meta({ description: 'A text with merge fields; an empty line parts paragraphs' }),
  fields: z.array(field).max(50, 'has more than 50 fields').default([])
    .meta({ description: 'What visitors see as it is, and can change' }),
  button: z.string().min(1).max(100).default('Continue'),
  answer: answer.prefault({}).meta({ description: 'What follows' }),
}).refine(({ fields }) => fields.every(({ type, choices }) => (type === 'choice') === (choices.length > 0)), {
  path: ['fields'], message: 'choices belong to fields of the type choice, and to no others',
});

export type PageSettings = z.output<typeof settings>;
export type PageField = PageSettings['fields'][number];

/** A page of ours for members, with or without fields that they can change (campaigns.md 2.5). */
export const showPage = campaignObject({
  type: 'showPage',
  about: 'Shows who opens the link of a member ({{link.id}}) a page, or a form with what is known of the customer',
  settings,
  exits: ['submit', 'view'],
  pauses: () => true,
  check(_scope, { title, text, fields }, definition) {
    for (const each of [title, text]) checkTemplate(each, 'showPage', definition);
    for (const target of fields) checkTarget(target, 'showPage, fields', definition);
  },
  act: ({ members }) => ({ stay: members.map((member) => ({ member, until: PARKED, note: '' })) }),
});
