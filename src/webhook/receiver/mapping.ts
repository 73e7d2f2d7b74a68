import { z } from 'zod';
import { readGiven } from '../../given.ts';

const path = z.string().min(1).max(1000).meta({
  description: 'Where the value stands: members after dots, [] for each item of an array',
  examples: ['stays[].extras[].line'],
});

const target = z.union([
  z.strictObject({ field: z.string().meta({ description: 'Field of the customer', examples: ['emailAddress'] }) }),
  z.strictObject({ option: z.string().meta({ description: 'Option of the customer' }) }),
  z.strictObject({
    table: z.string().meta({ description: 'Table of the data model', examples: ['stay'] }),
    column: z.string().meta({ description: 'Its column', examples: ['booking'] }),
  }),
  z.strictObject({
    campaignField: z.string().meta({ description: 'Field of the campaign that is set off, of the customer around it' }),
  }),
  z.strictObject({
    variable: z.string().min(1).max(100)
      .meta({ description: 'Environment variable of the campaign that is set off; not from within an array' }),
  }),
], {
  error: 'must be one of {"field"}, {"option"}, {"table", "column"}, {"campaignField"}, {"variable"}, each with its name',
}).meta({ id: 'WebhookTarget' });

const entry = z.strictObject({
  path, to: target,
  deduplicate: z.boolean().default(false).meta({
    description: 'The record with this value is changed, if there is one; of several such fields all must be the same. '
      + 'Without any, each call makes a new one',
  }),
  of: z.string().max(100).default('').meta({
    description: 'Tells records of one kind apart that stand in the same object: guest, partner', examples: ['partner'],
  }),
});

/** What of a body goes where (webhook.md 4). */
export const mappingType = z.array(entry).meta({
  id: 'WebhookMapping', description: 'What is not named is ignored. A value may go to several places',
});

export type Mapping = z.output<typeof mappingType>;
export type MappingEntry = Mapping[number];

/** Reads a mapping from a JSON file. @throws {TolkError} FIELD_VALUE naming the member */
export function readMapping(given: unknown): Mapping {
  return readGiven(mappingType, given, 'mapping');
}
