import { COLUMN_TYPES } from '../../datamodel/index.ts';
import { described, securityOf } from './operation.ts';
import { ref, refusalsOf } from './refusals.ts';
import type { Json } from './schemas.ts';
import { ROWS_TAG } from './tags.ts';

const text = { type: 'string' };
const security = securityOf('bearer or query', 'data.read');

const list = (items: Json): Json => ({ type: 'array', items });
const object = (properties: Json): Json =>
  ({ type: 'object', required: Object.keys(properties), properties });
const shown = (name: string): Json =>
  ({ 'application/json': { schema: ref('schemas', name) }, 'application/xml': {}, 'text/html': {} });

/** What the calls below answer, for `components.schemas`. */
export const MODEL_SCHEMAS: Json = {
  ModelDescription: object({
    brand: { ...text, description: 'Name of the brand.' },
    tables: list(object({
      name: text, description: text,
      system: {
        type: 'boolean', description: 'Of customer only: it has no columns here and cannot be read on its own.',
      },
      columns: list(object({
        name: text, type: { ...text, enum: COLUMN_TYPES }, description: text, unique: { type: 'boolean' },
      })),
      contains: { ...list(text), description: 'Tables whose rows its rows contain.' },
      lookups: {
        ...list(object({ column: text, table: text, targetColumn: text })),
        description: 'Columns that hold values of a column of another table.',
      },
    })),
  }),
  CustomerNode: object({ clang_id: { ...text, examples: ['clang_1077'] } }),
};

/** `GET /dataextension` */
export const DESCRIPTION: Json = {
  operationId: 'describeModel', tags: [ROWS_TAG], summary: 'The description of the whole data model',
  description: described('As a page to read and print with `format=html`.', 'data.read'),
  parameters: [ref('parameters', 'format')],
  responses: {
    ...refusalsOf({ names: false, writes: false, takesBody: false }),
    200: { description: 'The description.', content: shown('ModelDescription') },
  },
  security,
};

/** `GET /dataextension/customer/{customerId}` */
export const CUSTOMER_NODE: Json = {
  operationId: 'getCustomerNode', tags: [ROWS_TAG], summary: 'Whether there is a customer',
  description: described('As the parent of rows; its fields are not in the data model.', 'data.read'),
  parameters: ['customerId', 'format'].map((name) => ref('parameters', name)),
  responses: {
    ...refusalsOf({ names: true, writes: false, takesBody: false }),
    200: { description: 'There is.', content: shown('CustomerNode') },
  },
  security,
};
