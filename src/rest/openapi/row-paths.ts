import type { Config } from '../../config.ts';
import { CUSTOMER_TABLE, type Table } from '../../datamodel/index.ts';
import { CUSTOMER_NODE, DESCRIPTION } from './model-operations.ts';
import { ref } from './refusals.ts';
import { collectionPath, rowPath, type Place } from './row-operations.ts';
import type { Json } from './schemas.ts';
import { ROWS_TAG } from './tags.ts';

const ROOT = '/dataextension';
const parameter = (name: string): Json => ref('parameters', name);

/** Calls of any table, two levels deep; deeper ones go on in the same way. */
export function anyTablePaths(limits: Config): Json {
  const any = { tag: ROWS_TAG, columns: 'AnyColumns', row: 'AnyRow', unique: undefined };
  const own: Place = { ...any, suffix: '', name: 'a table on its own', parameters: [parameter('table')] };
  const contained: Place = {
    ...any, suffix: 'OfCustomer', name: 'a table below a customer',
    parameters: ['customerId', 'child'].map(parameter),
  };
  const rowId = parameter('rowId');
  return {
    [ROOT]: { get: DESCRIPTION },
    [`${ROOT}/customer/{customerId}`]: { get: CUSTOMER_NODE },
    [`${ROOT}/{table}`]: collectionPath(own, limits),
    [`${ROOT}/{table}/{rowId}`]: rowPath(own, rowId),
    [`${ROOT}/customer/{customerId}/{child}`]: collectionPath(contained, limits),
    [`${ROOT}/customer/{customerId}/{child}/{rowId}`]: rowPath(contained, rowId),
  };
}

/** Calls of the rows of a table under the whole chain of rows that contain it. */
export function tablePaths(table: Table, limits: Config): Json {
  const chain = chainOf(table);
  const parents = chain.slice(0, -1);
  const path = `${ROOT}${parents.map(({ name }) => `/${name}/{${name}Id}`).join('')}/${table.name}`;
  const place: Place = {
    suffix: `_${table.name}`, tag: tagName(table), name: table.name,
    columns: `${table.name}.columns`, row: `${table.name}.row`,
    unique: table.columns.filter(({ unique }) => unique).map(({ name }) => name),
    parameters: parents.map(idParameter),
  };
  return {
    [path]: collectionPath(place, limits),
    [`${path}/{${table.name}Id}`]: rowPath(place, idParameter(table)),
  };
}

/** The tag under which the calls of a table stand. */
export function tableTag(table: Table): Json {
  const { description } = table;
  const place = chainOf(table).map(({ name }) => name).join(' > ');
  return { name: tagName(table), description: description === '' ? place : `${place}: ${description}` };
}

const tagName = ({ name }: Table): string => `Rows of ${name}`;

/** From the outermost table to this one. */
function chainOf(table: Table): readonly Table[] {
  const chain = [table];
  for (let { parent } = table; parent !== undefined; { parent } = parent) chain.unshift(parent);
  return chain;
}

function idParameter({ id, name }: Table): Json {
  if (id === CUSTOMER_TABLE.id) return parameter('customerId');
  const description = `The row of ${name}, as in \`clang_69a7ea1f2b41c\`.`;
  return { name: `${name}Id`, in: 'path', required: true, description, schema: ref('schemas', 'RowId') };
}
