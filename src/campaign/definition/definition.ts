import { z } from 'zod';

const KEY = /^[a-z][\w-]*$/i;
/** Most characters of what people give names to in a definition. */
const NAME_LENGTH = 100;

const key = z.string().regex(KEY, 'must be a letter, then letters, digits, _ and -').max(NAME_LENGTH);

const fieldType = z.strictObject({
  name: key.meta({ description: 'What it is called in the campaign', examples: ['voucher'] }),
  length: z.int().min(1).default(256).meta({ description: 'Most characters of a value' }),
});

const objectType = z.strictObject({
  id: key.meta({ description: 'What the exits of others call it; one per campaign', examples: ['welcome'] }),
  type: z.string().meta({ description: 'What it does', examples: ['wait'] }),
  name: z.string().max(NAME_LENGTH).optional().meta({ description: 'For people' }),
  settings: z.record(z.string(), z.unknown()).default({}).meta({ description: 'As the type has them' }),
  exits: z.record(z.string(), z.string().nullable()).default({}).meta({
    description: 'Where each exit leads to: the id of an object, or null. By an exit that leads nowhere the way ends',
    examples: [{ continue: 'condition' }],
  }),
});

const ENTRIES = ['once', 'again', 'always'] as const;

/** A campaign as people write it down. */
export const definitionType = z.strictObject({
  name: z.string().meta({ description: 'One per brand; not digits alone', examples: ['welcome'] }),
  kind: z.enum(['campaign', 'object']).optional().meta({
    description: 'object: a user-defined object, which does not run by itself but is an object in campaigns. Default campaign',
  }),
  category: z.string().max(NAME_LENGTH).optional().meta({ description: 'Of a user-defined object: where lists show it' }),
  icon: z.string().max(NAME_LENGTH).optional().meta({ description: 'Of a user-defined object: name of its picture' }),
  entry: z.enum(ENTRIES).default('again').meta({
    description: 'Who may begin: a customer once; again, when it has no way to go in the campaign any more; or always',
  }),
  fields: z.array(fieldType).default([]).meta({ description: 'Campaign fields: a value per customer in the campaign' }),
  objects: z.array(objectType).min(1, 'are none'),
});

export type CampaignDefinition = z.output<typeof definitionType>;
export type DefinedObject = CampaignDefinition['objects'][number];
export type DefinedField = CampaignDefinition['fields'][number];
export type Entry = CampaignDefinition['entry'];
