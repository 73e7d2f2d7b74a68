/** Data models for tests, and the model of the fact sheet's worked example (datamodel-rest.md 5). */
import { createDatamodel, readDefinition, type Datamodel } from '../../src/datamodel/index.ts';
import type { Scope } from '../../src/db/index.ts';

/** customer > stay > extra; extra.code looks up extratype.code, which is unique; season stands alone. */
export const WORKED_EXAMPLE = {
  tables: [
    {
      name: 'stay', description: 'A booking of a customer', columns: [
        { name: 'booking', type: 'string', description: 'Number of the booking' },
        { name: 'arrival', type: 'date' },
        { name: 'nights', type: 'number' },
        { name: 'confirmed', type: 'boolean' },
      ],
    },
    { name: 'extra', columns: [{ name: 'code', type: 'string' }, { name: 'amount', type: 'number' }] },
    {
      name: 'extratype', columns: [
        { name: 'code', type: 'string', unique: true }, { name: 'label', type: 'string' }, { name: 'price', type: 'decimal' },
      ],
    },
    {
      name: 'season', columns: [
        { name: 'name', type: 'string' }, { name: 'begins', type: 'datetime' }, { name: 'opens', type: 'time' },
      ],
    },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'code' }],
};

/** A room of its own, as a process has one, with the given model (as JSON) in force, whatever it loses. */
export async function withModel(scope: Scope, definition: unknown = WORKED_EXAMPLE): Promise<Datamodel> {
  const datamodel = createDatamodel();
  const shall = readDefinition(definition);
  await datamodel.change(scope, () => shall, { force: true });
  return datamodel;
}
