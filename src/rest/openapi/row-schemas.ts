import type { Config } from '../../config.ts';
import type { Column, Table } from '../../datamodel/index.ts';
import { ref } from './refusals.ts';
import type { Json } from './schemas.ts';

const text = { type: ['string', 'null'] };

/** What values of each type look like when they are read, and what else is taken (datamodel-rest.md 1.1). */
const TYPES: Readonly<Record<Column['type'], Json>> = {
  string: { ...text, examples: ['text'] },
  date: { ...text, format: 'date', description: 'Also as October 1, 2013.', examples: ['2026-07-04'] },
  time: { ...text, format: 'time-local', description: 'Also as 4PM.', examples: ['16:00:00'] },
  datetime: {
    ...text, description: '`YYYY-MM-DD HH:MM:SS`; also as October 1, 2013, 4PM.',
    examples: ['2026-07-04 16:00:00'],
  },
  boolean: {
    type: ['boolean', 'null'],
    description: '1, "true", "on" and "yes" are true, all else is false; null in answers: never given.',
    examples: [true],
  },
  number: { type: ['integer', 'null'], description: 'Whole, of any size.', examples: [7] },
  decimal: { type: ['number', 'null'], examples: [12.5] },
};

const stamp = (what: string) =>
  ({ type: 'string', readOnly: true, description: what, examples: ['2026-03-04 09:15:27'] });
const user = (what: string) =>
  ({ type: 'string', readOnly: true, description: what, examples: ['api-booking'] });

/** Schemas that all tables share, for `components.schemas`. */
export const ROW_SCHEMAS: Json = {
  RowMeta: {
    description: 'What the gateway adds to each row, and takes from nobody. Times are in the zone of the brand.',
    type: 'object',
    required: ['clang_id', 'clang_createdat', 'clang_createdby', 'clang_modifiedat', 'clang_modifiedby'],
    properties: {
      clang_id: { ...ref('schemas', 'RowId'), readOnly: true },
      clang_createdat: stamp('When it was made.'),
      clang_createdby: user('The user whose token made it.'),
      clang_modifiedat: stamp('When it was changed last.'),
      clang_modifiedby: user('The user whose token changed it last.'),
    },
  },
  RowId: {
    description: 'Given by the gateway.', type: 'string', pattern: '^clang_[0-9a-f]{13}$',
    examples: ['clang_69a7ea1f2b41c'],
  },
  AnyColumns: {
    description: 'Columns of the table and their values.', type: 'object',
    examples: [{ code: 'BIKE', label: 'Bicycle hire', price: 12.5 }],
  },
  AnyRow: {
    allOf: [ref('schemas', 'AnyColumns'), ref('schemas', 'RowMeta')],
    examples: [{
      code: 'BIKE', label: 'Bicycle hire', price: 12.5, clang_id: 'clang_69a7ea1f2b41c',
      clang_createdat: '2026-03-04 09:15:27', clang_createdby: 'api-booking',
      clang_modifiedat: '2026-03-04 09:15:27', clang_modifiedby: 'api-booking',
    }],
  },
  Verdict: {
    description: 'What became of one row of many.', type: 'object', required: ['index'],
    properties: {
      index: { type: 'integer', minimum: 0, description: 'Its place among those sent.', examples: [0] },
      id: { ...ref('schemas', 'RowId'), description: 'Of the row, when it was stored.' },
      created: { type: 'boolean', description: 'false: a row that was there already was changed.' },
      error: {
        description: 'Why it was not stored.', type: 'object', required: ['code', 'message'],
        properties: {
          code: { type: 'string', examples: ['COLUMN_VALUE'] },
          column: { type: 'string', examples: ['nights'] },
          message: { type: 'string', examples: ['Column nights: is not a whole number (many)'] },
        },
      },
    },
  },
};

type Limits = Pick<Config, 'ROW_STRING_LENGTH'>;

/** Schemas of a table: its columns as they are sent, its rows as they are read. */
export function tableSchemas({ name, description, columns }: Table, limits: Limits): Json {
  const properties = Object.fromEntries(columns.map((column) => [column.name, columnSchema(column, limits)]));
  return {
    [`${name}.columns`]: { ...(description === '' ? {} : { description }), type: 'object', properties },
    [`${name}.row`]: {
      allOf: [ref('schemas', `${name}.columns`), ref('schemas', 'RowMeta')], unevaluatedProperties: false,
    },
  };
}

function columnSchema({ type, description, unique, lookup }: Column, { ROW_STRING_LENGTH }: Limits): Json {
  const form = TYPES[type];
  const words = [
    description, String(form['description'] ?? ''), unique ? 'Unique.' : '',
    lookup === undefined ? '' : `Refers to ${lookup.table}.${lookup.column}.`,
  ].filter((part) => part !== '');
  return {
    ...form, ...(type === 'string' ? { maxLength: ROW_STRING_LENGTH } : {}),
    ...(words.length === 0 ? {} : { description: words.join(' ') }),
  };
}
