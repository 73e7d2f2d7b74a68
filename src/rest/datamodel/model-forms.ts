import { z } from 'zod';
import {
  columnForm, COLUMN_TYPES, containsForm, definitionForm, lookupForm, tableForm,
} from '../../datamodel/index.ts';
import { EXAMPLE, EXAMPLE_COLUMN, EXAMPLE_TABLE } from './model-examples.ts';

const yesOrNo = z.enum(['true', 'false']).transform((value) => value === 'true');

/** How a change is meant; members of the query of every one. */
export const howForm = z.strictObject({
  dryRun: yesOrNo.optional().describe('`true` changes nothing and only tells what would change.'),
  force: yesOrNo.optional().describe('`true` takes changes that lose rows or values, which are refused otherwise.'),
});

/** Names in an address; whether there is such a thing is seen when it is looked for. */
export const tableParams = z.strictObject({ table: z.string().describe('Name of a table.') });
export const columnParams = tableParams.extend({ column: z.string().describe('Name of a column of it.') });
export const childParams = z.strictObject({ child: z.string().describe('Name of the contained table.') });

const target = z.strictObject({ table: z.string(), column: z.string() })
  .describe('Column whose values this column holds.');

export const wholeForm = definitionForm.meta({ id: 'ModelDefinition', examples: [EXAMPLE] });

export const newTableForm = tableForm.extend({
  parent: z.string().optional().describe('Table that contains it, `customer` for one; default: none.'),
}).meta({ examples: [EXAMPLE_TABLE] });

/** What is left out stays as it is. */
export const tableChangeForm = z.strictObject({
  name: z.string().optional().describe('New name; its rows stay.'),
  description: z.string().optional(),
  parent: z.string().nullable().optional().describe('Table that contains it; null: none.'),
});

export const newColumnForm = columnForm.extend({ lookup: target.nullable().optional() })
  .meta({ examples: [EXAMPLE_COLUMN] });

export const newContainsForm = containsForm.meta({ examples: EXAMPLE.contains });
export const newLookupForm = lookupForm.meta({ examples: EXAMPLE.lookups });

/** What is left out stays as it is. */
export const columnChangeForm = z.strictObject({
  name: z.string().optional().describe('New name; its values stay.'),
  type: z.enum(COLUMN_TYPES).optional(),
  description: z.string().optional(),
  unique: z.boolean().optional(),
  lookup: target.nullable().optional(),
});

/** What became of a change, or would. */
export const changesForm = z.strictObject({
  changes: z.array(z.strictObject({
    change: z.string().describe('What changes, in words.'),
    loses: z.number().int().min(0).describe('How many rows or values are lost by it.'),
  })),
  dryRun: z.boolean().describe('Whether nothing was changed.'),
}).meta({
  id: 'ModelChanges', examples: [{ changes: [{ change: 'column stay.guests: is added', loses: 0 }], dryRun: false }],
});
