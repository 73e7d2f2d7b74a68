import {
  rows, rowsOfEach, statement, type Scope, type Statement, type StatementWithValues, type TxScope,
} from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { optionsNamed } from '../definitions.ts';
import { freshValue, NO_DATE, type Field, type FieldName } from '../fields.ts';
import { FILLED_ONLY, keyValues, OPTIONS, type UniqueKey } from '../key.ts';
import { canBeId } from '../values.ts';
import type { PreparedCustomer } from './prepare.ts';
import type { Match } from './save.ts';

const LOCK_ONE = statement(`
  select pg_advisory_xact_lock_shared(hashtextextended('customer.match.' || $1::text, 0)),
    pg_advisory_xact_lock(hashtextextended('customer.key.' || $1::text || lower($2), 0))`);
const LOCK_ALL = statement(`
  select pg_advisory_xact_lock(hashtextextended('customer.match.' || $1::text, 0))`);

type Found = [place: number, leader: number, id: string | null];

/**
 * Finds the stored customers that have the same key. Until the transaction ends nobody else matches the same
 * key (one customer) or any key of the brand (several), so that what is not found can be inserted; what is
 * found is locked. Empty values are part of a key, but a customer whose key has no other finds nothing.
 * @returns one match per wanted customer, in order
 * @throws {TolkError} OPTION_UNKNOWN for an option of the key that is not defined
 */
export async function matchCustomers(
  scope: TxScope, key: UniqueKey, wanted: readonly PreparedCustomer[],
): Promise<Match[]> {
  const { sql, brand } = scope;
  await requireOptions(scope, key.options);
  const matches: Match[] = wanted.map((_, place) => ({ leader: place, id: undefined }));
  const keyed = wanted.flatMap((customer, place) => keyRow(scope, key, customer, place) ?? []);
  const [first] = keyed;
  if (first === undefined) return matches;
  const lock: StatementWithValues = wanted.length === 1
    ? [LOCK_ONE, [brand.id, JSON.stringify([key.options, first.values])]] : [LOCK_ALL, [brand.id]];
  // One statement per form, 64 at most: it says which values are empty, else the indexes could not serve it.
  const looks = [...Map.groupBy(keyed, ({ blank }) => blank.join())].map(([form, group]): StatementWithValues => {
    const values = JSON.stringify(group.map((row) => row.values));
    return [matchStatement(key, form.split(','), group.length), [brand.id, values]];
  });
  const [, ...found] = await rowsOfEach(sql, [lock, ...looks]);
  for (const [place, leader, id] of found.flat() as Found[]) matches[place] = { leader, id: id ?? undefined };
  return matches;
}

/** From here to the end of the transaction nobody else matches customers of the brand. */
export async function lockKeys({ sql, brand }: TxScope): Promise<void> {
  await rows(sql, LOCK_ALL, [brand.id]);
}

/** @throws {TolkError} OPTION_UNKNOWN */
async function requireOptions(scope: Scope, names: readonly string[]): Promise<void> {
  const known = await optionsNamed(scope, names);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw failure('OPTION_UNKNOWN', { name: unknown });
}

/** One wanted customer as a row of the statement. */
interface KeyRow {
  readonly values: object;
  /** As in KeyValues. */
  readonly blank: readonly string[];
}

/** @returns nothing when no value of the key is given */
function keyRow(
  { brand }: TxScope, key: UniqueKey, customer: PreparedCustomer, place: number,
): KeyRow | undefined {
  const valueOf = (field: Field) => (field.kind === 'id' ? idOf(customer) : customer.fields[field.name as FieldName]);
  const values = keyValues(key, valueOf, (field) => freshValue(field, brand), customer.options);
  if (values === undefined) return undefined;
  const { fields, options, absent, blank } = values;
  return { values: { place, ...Object.fromEntries(fields), options: Object.fromEntries(options), absent }, blank };
}

/** In the one form that is compared; what cannot be an id is the id of nobody. */
function idOf({ id }: PreparedCustomer): string | undefined {
  return canBeId(id) ? String(BigInt(id)) : undefined;
}

/**
 * With a name only for one field that has an index: callers choose the fields, and each name stays on each connection
 * for ever. Locks in the order of ids, as all who lock several customers do, or they would deadlock.
 */
function matchStatement(key: UniqueKey, blank: readonly string[], count: number): Statement {
  const same = [...key.fields.map(compared), 'g.options'];
  const text = `
    with given as ${count === 1 ? givenOne(key) : givenMany(key)}, found as materialized (
      select g.place, c.id from given g join customer c on c.brand_id = $1 and ${keyTerms(key, blank)}
      order by c.id for update of c
    )
    select g.place, min(g.place) over (partition by ${same.join(', ')}), lowest.id
    from given g left join (select place, min(id) as id from found group by place) as lowest using (place)`;
  const [first, ...more] = [...key.fields.map((field) => field.name), ...key.options];
  const isUsual = first !== undefined && more.length === 0 && FILLED_ONLY.includes(first);
  return isUsual ? statement(text) : { name: '', text };
}

/**
 * Whether a stored customer c has the key of g, whose columns are the fields by name, `options` and `absent`.
 * @param blank as in KeyValues; said here and not in g, so that the indexes can serve it
 */
export function keyTerms(key: UniqueKey, blank: readonly string[]): string {
  const terms = key.fields.map((field) => (blank.includes(field.name) ? isBlank(field) : isSame(field)));
  if (!blank.includes(OPTIONS)) terms.push(`c.options @> g.options and c.options <> '{}'`);
  if (key.options.length > 0) terms.push('not c.options ?| g.absent');
  return terms.join(' and ');
}

/** Of one customer the values become constants of the plan, so that even a store never analyzed gets it right. */
function givenOne({ fields }: UniqueKey): string {
  const columns = fields.map(({ name }) => `$2::jsonb #>> '{0,${name}}' as "${name}"`);
  return `not materialized (
      select ($2::jsonb #>> '{0,place}')::int as place, ${[...columns, "$2::jsonb #> '{0,options}' as options"].join(', ')},
        array(select jsonb_array_elements_text($2::jsonb #> '{0,absent}')) as absent
    )`;
}

function givenMany({ fields }: UniqueKey): string {
  const columns = [...fields.map(({ name }) => `"${name}" text`), 'options jsonb', 'absent text[]'];
  return `materialized (
      select * from jsonb_to_recordset($2::jsonb) as g (place int, ${columns.join(', ')})
    )`;
}

function isBlank({ kind, column }: Field): string {
  return kind === 'id' ? 'false' : `c.${column} = ''`;
}

function isSame(field: Field): string {
  const { name, column, kind } = field;
  if (kind === 'id') return `c.id = ${compared(field)}::bigint`;
  if (kind === 'date') return `c.${column} is not distinct from nullif(${compared(field)}, '${NO_DATE}')::date`;
  const same = `${name === 'emailAddress' ? `lower(c.${column})` : `c.${column}`} = ${compared(field)}`;
  return FILLED_ONLY.includes(name) ? `${same} and c.${column} <> ''` : same;
}

/** The given value as it is compared: addresses without letter case (soap.md 6.2). */
function compared({ name }: Field): string {
  return name === 'emailAddress' ? `lower(g."${name}")` : `g."${name}"`;
}
