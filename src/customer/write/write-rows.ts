import { rows, statement, type Statement, type TxScope } from '../../db/index.ts';
import { publish } from '../../events/index.ts';
import { withBrandDefaults, type FieldValues } from '../check.ts';
import { columnOf, insertedValue, updatedChanges, updatedValue } from './field-sql.ts';
import { WRITABLE } from '../fields.ts';
import type { OptionValues } from '../options.ts';

/**
 * What a customer gets, checked and settled. Absent fields: a new customer has their fresh value, a stored
 * one keeps its own.
 */
export interface CustomerValues {
  readonly fields: FieldValues;
  /** Of `hashPassword`; undefined: none, or as it was. */
  readonly passwordHash: string | undefined;
  /** '' takes a value away. */
  readonly options: OptionValues;
}

interface CustomerChange extends CustomerValues {
  readonly id: string;
}

/*
 * Any number of customers is one statement: the values come as one JSON array ($2), the history rows leave
 * with the customers. Lists of columns are made from the table of fields; g is what is given (null: not
 * given), b the customer before.
 */
const FIELDS_GIVEN = WRITABLE.map(({ name }) => `"${name}" text`).join(', ');
const givenWith = (more: string) => `
  select * from jsonb_to_recordset($2::jsonb) as g (${FIELDS_GIVEN}, options jsonb, ${more})`;

const COLUMNS = WRITABLE.map(columnOf).join(', ');

/** What the history tells of a new customer comes with it: an expression per field would be half of the work. */
const INSERT = statement(`
with given as materialized (
  select nextval('customer_id_seq') as new_id, ordered.*
  from (${givenWith('place int, changes jsonb')} order by place) ordered
), inserted as (
  insert into customer (brand_id, id, ${COLUMNS}, options, created_by, modified_by)
  select $1::bigint, new_id, ${WRITABLE.map(insertedValue).join(', ')}, options, $3, $3 from given g
), noted as (
  insert into customer_history (brand_id, customer_id, act, changed_by, door, changes)
  select $1::bigint, new_id, 'inserted', $3, $4, changes from given g
)
select new_id from given order by place`);

/** The customers are locked by whoever found them, so that what is read here is what is changed. */
const UPDATE = statement(`
with given as materialized (${givenWith('id bigint, cleared text[]')}),
before as materialized (
  select c.* from customer c where c.brand_id = $1 and c.id in (select id from given)
), next as materialized (
  select b.id, clock_timestamp() as changed_at,
    ${WRITABLE.map((field) => `${updatedValue(field)} as ${columnOf(field)}`).join(', ')},
    (b.options || g.options) - g.cleared as options, ${updatedChanges(WRITABLE, true)} as changes
  from before b join given g on g.id = b.id
), updated as (
  update customer c set (${COLUMNS}, options, modified_by, modified_at) =
    row(${WRITABLE.map((field) => `n.${columnOf(field)}`).join(', ')}, n.options, $3, n.changed_at)
  from next n where c.brand_id = $1 and c.id = n.id and n.changes <> '{}'
), noted as (
  insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
  select $1::bigint, id, changed_at, 'updated', $3, $4, changes from next where changes <> '{}'
)
select id, changes <> '{}' from next`);

/**
 * Stores new customers.
 * @returns their ids in the order given
 */
export async function insertCustomers(
  scope: TxScope, customers: readonly CustomerValues[],
): Promise<string[]> {
  const given = customers.map((values, place) => {
    const fields = withBrandDefaults(values.fields, scope.brand);
    return { ...json(values, fields), place, changes: firstChanges(values, fields) };
  });
  const customerIds = (await run<readonly [id: string]>(scope, INSERT, given)).map(([id]) => id);
  if (customerIds.length > 0) await publish(scope, 'customer.changed', { customerIds, kind: 'inserted' });
  return customerIds;
}

/**
 * Changes stored customers that this transaction has locked, each id at most once. A change that changes
 * nothing leaves no trace: no history, same modifiedAt.
 */
export async function updateCustomers(scope: TxScope, changes: readonly CustomerChange[]): Promise<void> {
  const given = changes.map((change) => ({ ...json(change, change.fields), id: change.id }));
  const found = await run<readonly [id: string, changed: boolean]>(scope, UPDATE, given);
  const customerIds = found.filter(([, changed]) => changed).map(([id]) => id);
  if (customerIds.length > 0) await publish(scope, 'customer.changed', { customerIds, kind: 'updated' });
}

async function run<Row extends readonly unknown[]>(
  { sql, brand, actor }: TxScope, act: Statement, given: readonly object[],
): Promise<Row[]> {
  if (given.length === 0) return [];
  return rows<Row>(sql, act, [brand.id, JSON.stringify(given), actor.name, actor.door]);
}

/** Field -> [old, new] of what a new customer has that is not empty; of a password only that there is one. */
function firstChanges({ passwordHash, options }: CustomerValues, fields: FieldValues): object {
  const changes: Record<string, readonly (string | null)[]> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== '') changes[name] = [null, value];
  for (const [name, value] of options) if (value !== '') changes[`options.${name}`] = [null, value];
  if (passwordHash !== undefined) changes['password'] = [];
  return changes;
}

/** Names of options come from outside: `fromEntries` keeps one called __proto__ an ordinary name. */
function json({ passwordHash, options }: CustomerValues, fields: FieldValues): object {
  const entries = [...options];
  return {
    ...fields,
    password: passwordHash,
    options: Object.fromEntries(entries.filter(([, value]) => value !== '')),
    cleared: entries.filter(([, value]) => value === '').map(([name]) => name),
  };
}
