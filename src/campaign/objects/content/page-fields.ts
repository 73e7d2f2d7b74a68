import { z } from 'zod';
import { targetWith } from '../../values/targets.ts';

const field = targetWith({
  label: z.string().min(1).max(200).meta({ description: 'What visitors read beside it', examples: ['Your town'] }),
  type: z.enum(['text', 'email', 'date', 'choice', 'checkbox']).default('text')
    .meta({ description: 'checkbox: Y or N; date: YYYY-MM-DD' }),
  required: z.boolean().default(false),
  choices: z.array(z.string().min(1).max(200)).max(200).default([]).meta({ description: 'Values of a choice' }),
});

export type PageField = z.output<typeof field>;

/** Setting of a page: what visitors fill in. */
export const pageFields = z.array(field).max(50, 'has more than 50 fields').refine(
  (fields) => fields.every(({ type, choices }) => (type === 'choice') === (choices.length > 0)),
  'choices belong to fields of the type choice, and to no others',
);
