import { rows, statement, type Statement, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { optionsNamed } from './definitions.ts';
import { FIELDS, freshValue, NO_DATE, type Field, type FieldName } from './fields.ts';
import type { PreparedCustomer } from './prepare.ts';
import type { Match } from './save.ts';
import { isId, refused } from './values.ts';

/** What tells customers apart: they are the same when all these fields and options are (soap.md 6.2). */
export interface UniqueKey {
  readonly fields: readonly Field[];
  readonly options: readonly string[];
}

/**
 * Reads the names of a key; their order and repetition do not matter, and empty names are none.
 * @throws {TolkError} FIELD_VALUE for what is no field, or one that cannot tell customers apart
 */
export function readKey(fieldNames: readonly string[], optionNames: readonly string[]): UniqueKey {
  for (const name of fieldNames.filter(isGiven)) {
    const field = FIELDS.find((one) => one.name === name);
    if (field === undefined) throw refused('uniqueCustomerFields', 'names no field of a customer', name);
    if (!canMatch(field)) {
      throw refused('uniqueCustomerFields', 'names a field that cannot tell customers apart', name);
    }
  }
  return {
    fields: FIELDS.filter(({ name }) => fieldNames.includes(name)),
    options: [...new Set(optionNames.filter(isGiven))].sort(),
  };
}

function isGiven(name: string): boolean {
  return name !== '';
}

/**
 * Whether a field can tell customers apart. What the gateway keeps itself, if only at one door, says nothing about who
 * a customer is; passwords cannot be compared.
 */
export function canMatch({ kind, kept, keptAt }: Field): boolean {
  return kind === 'id' || (!kept && keptAt.length === 0 && kind !== 'password');
}

const LOCK_ONE = statement(`
  select pg_advisory_xact_lock_shared(hashtextextended('customer.match.' || $1::text, 0)),
    pg_advisory_xact_lock(hashtextextended('customer.key.' || $1::text || lower($2), 0))`);
const LOCK_ALL = statement(`
  select pg_advisory_xact_lock(hashtextextended('customer.match.' || $1::text, 0))`);

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
  if (wanted.length === 1) await rows(sql, LOCK_ONE, [brand.id, JSON.stringify([key.options, first.values])]);
  else await rows(sql, LOCK_ALL, [brand.id]);
  // One statement per form, 64 at most: it says which values are empty, else the indexes could not serve it.
  for (const [form, group] of Map.groupBy(keyed, ({ blank }) => blank.join())) {
    const values = JSON.stringify(group.map((row) => row.values));
    const found = await rows<readonly [place: number, leader: number, id: string | null]>(
      sql, matchStatement(key, form.split(','), group.length), [brand.id, values],
    );
    for (const [place, leader, id] of found) matches[place] = { leader, id: id ?? undefined };
  }
  return matches;
}

async function requireOptions(scope: TxScope, names: readonly string[]): Promise<void> {
  const known = await optionsNamed(scope, names);
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw failure('OPTION_UNKNOWN', { name: unknown });
}

/** One wanted customer as a row of the statement. */
interface KeyRow {
  readonly values: object;
  /** Which of the fields below are empty; OPTIONS when no option of the key has a value. */
  readonly blank: readonly string[];
}

const OPTIONS = 'options';
/** Fields whose index holds filled values only; an id that is empty equals nobody's. */
const FILLED_ONLY = new Set(['id', 'externalId', 'emailAddress', 'mobilePhone', 'userName']);

/** @returns nothing when no value of the key is given */
function keyRow(
  { brand }: TxScope, key: UniqueKey, customer: PreparedCustomer, place: number,
): KeyRow | undefined {
  const fields = key.fields.map((field) => {
    const given = field.kind === 'id' ? idOf(customer) : customer.fields[field.name as FieldName];
    const value = given ?? freshValue(field, brand);
    const blank = field.kind !== 'enum' && value === field.fresh;
    return { name: field.name, value, blank, given: given !== undefined };
  });
  const options = key.options.filter((name) => (customer.options.get(name) ?? '') !== '');
  if (options.length === 0 && !fields.some(({ given, blank }) => given && !blank)) return undefined;
  const blank = fields.filter((field) => field.blank && FILLED_ONLY.has(field.name)).map(({ name }) => name);
  return {
    values: {
      place,
      ...Object.fromEntries(fields.map(({ name, value }) => [name, value])),
      options: Object.fromEntries(options.map((name) => [name, customer.options.get(name)])),
      absent: key.options.filter((name) => !options.includes(name)),
    },
    blank: options.length === 0 ? [...blank, OPTIONS] : blank,
  };
}

/** What cannot be an id is the id of nobody. */
function idOf({ id }: PreparedCustomer): string | undefined {
  return isId(id) ? id : undefined;
}

/**
 * Without a name: callers choose the fields, and each name would stay on each connection for ever. Locks in the
 * order of ids, as all who lock several customers do, or they would deadlock.
 */
function matchStatement(key: UniqueKey, blank: readonly string[], count: number): Statement {
  const terms = key.fields.map((field) => (blank.includes(field.name) ? isBlank(field) : isSame(field)));
  if (!blank.includes(OPTIONS)) terms.push(`c.options @> g.options and c.options <> '{}'`);
  if (key.options.length > 0) terms.push('not c.options ?| g.absent');
  const same = [...key.fields.map(compared), 'g.options'];
  const text = `
    with given as ${count === 1 ? givenOne(key) : givenMany(key)}, found as materialized (
      select g.place, c.id from given g join customer c on c.brand_id = $1 and ${terms.join(' and ')}
      order by c.id for update of c
    )
    select g.place, min(g.place) over (partition by ${same.join(', ')}), lowest.id
    from given g left join (select place, min(id) as id from found group by place) as lowest using (place)`;
  return { name: '', text };
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
  return FILLED_ONLY.has(name) ? `${same} and c.${column} <> ''` : same;
}

/** The given value as it is compared: addresses without letter case (soap.md 6.2). */
function compared({ name }: Field): string {
  return name === 'emailAddress' ? `lower(g."${name}")` : `g."${name}"`;
}
