/** The model of the worked example (datamodel-rest.md 5), for tests that read about it. */
import { createDatamodel, type ColumnType, type ModelDefinition } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';

const column = (name: string, type: ColumnType, unique = false, description = '') => ({ name, type, unique, description });

export const EXAMPLE: ModelDefinition = {
  tables: [
    {
      name: 'extratype', description: 'What can be booked beside a stay.',
      columns: [column('code', 'string', true, 'As on invoices.'), column('label', 'string'), column('price', 'decimal')],
    },
    { name: 'season', description: '', columns: [column('begins', 'date'), column('opens', 'time'), column('sale', 'datetime')] },
    {
      name: 'stay', description: 'A booking.',
      columns: [column('booking', 'string', true), column('arrival', 'date'), column('nights', 'number'), column('confirmed', 'boolean')],
    },
    { name: 'extra', description: '', columns: [column('code', 'string'), column('amount', 'number')] },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'code' }],
};

export async function define(scope: Scope, model: ModelDefinition): Promise<void> {
  await createDatamodel().change(scope, () => model);
}
