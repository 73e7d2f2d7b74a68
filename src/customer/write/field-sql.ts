import { NO_DATE, type Field } from '../fields.ts';

/*
 * SQL about fields, from the table of fields and never from what comes from outside. g is what is given, as texts
 * under the names of the fields (null: not given), b the customer before.
 */

/** Column that holds what is kept of a field. */
export function columnOf({ column, kind }: Field): string {
  return kind === 'password' ? 'password_hash' : column;
}

/** What a new customer gets. */
export function insertedValue(field: Field): string {
  const given = `g."${field.name}"`;
  return field.kind === 'date' ? `nullif(${given}, '${NO_DATE}')::date` : `coalesce(${given}, '${field.fresh}')`;
}

/** What a stored customer gets. */
export function updatedValue(field: Field): string {
  const given = `g."${field.name}"`;
  const column = `b.${columnOf(field)}`;
  if (field.kind !== 'date') return `coalesce(${given}, ${column})`;
  return `case when ${given} is null then ${column} else nullif(${given}, '${NO_DATE}')::date end`;
}

/** What a stored customer has, as a text. */
function before(field: Field): string {
  const column = `b.${columnOf(field)}`;
  return field.kind === 'date' ? `coalesce(to_char(${column}, 'YYYY-MM-DD'), '${NO_DATE}')` : column;
}

/*
 * Changes for the history: field -> [old, new], or [] for a password, whose hash has no business there. They are put
 * together as a text: of the ways that PostgreSQL has that is the fastest, for few changes by far.
 */

/** Options of g as text: `options` are values by name. */
const OPTIONS_INSERTED = `(
  select string_agg(',' || to_json('options.' || key) || ':[null,' || to_json(value) || ']', '')
  from jsonb_each_text(g.options))`;

/** What a new customer has that is not empty. */
export function insertedChanges(fields: readonly Field[], withOptions: boolean): string {
  return changes(fields.map((field) => {
    const given = `g."${field.name}"`;
    const pair = field.kind === 'password' ? `'[]'` : `'[null,' || to_json(${given}) || ']'`;
    return `case when ${given} <> '' then ',"${field.name}":' || ${pair} end`;
  }), withOptions ? OPTIONS_INSERTED : undefined);
}

/** `cleared` are names of options whose values are taken away. */
const OPTIONS_UPDATED = `(
  select string_agg(',' || to_json('options.' || name) || ':' || json_build_array(was, becomes), '')
  from (
    select key, b.options ->> key, value from jsonb_each_text(g.options)
    union all select key, b.options ->> key, null from unnest(g.cleared) as key
  ) as given (name, was, becomes) where was is distinct from becomes)`;

/** What a stored customer will have that it has not. */
export function updatedChanges(fields: readonly Field[], withOptions: boolean): string {
  return changes(fields.map((field) => {
    const [was, given] = [before(field), `g."${field.name}"`];
    const pair = field.kind === 'password' ? `'[]'` : `json_build_array(${was}, ${given})`;
    return `case when ${was} <> ${given} then ',"${field.name}":' || ${pair} end`;
  }), withOptions ? OPTIONS_UPDATED : undefined);
}

function changes(pairs: readonly string[], options: string | undefined): string {
  return `('{' || substr(concat(${[...pairs, ...(options === undefined ? [] : [options])].join(', ')}), 2) || '}')::jsonb`;
}
