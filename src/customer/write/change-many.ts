import { rows, statement, type Statement, type TxScope } from '../../db/index.ts';
import { TolkError } from '../../errors.ts';
import { publish } from '../../events/index.ts';
import { checkCustomer, optionsGiven } from '../check.ts';
import type { CustomerInput } from '../customer.ts';
import { optionsNamed } from '../definitions.ts';
import { NO_DATE, WRITABLE, type Field } from '../fields.ts';
import { checkOptions, settleOptions } from '../options.ts';
import { asIs } from './prepare.ts';
import { updateCustomers } from './write-rows.ts';

/**
 * Gives many customers the same values, by the rules of `updateCustomer`; those that do not exist are left out, and
 * one for whom nothing changes keeps no trace. Passwords and accounts are not given to many.
 * @returns those that changed
 * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN, OPTIONS_EXCEEDED
 */
export async function changeCustomers(
  tx: TxScope, customerIds: readonly string[], input: CustomerInput,
): Promise<readonly string[]> {
  const { sql, brand, actor } = tx;
  const { fields: values, options } = await settled(tx, input);
  const given = WRITABLE.flatMap((field) => {
    const value = values[field.name as keyof typeof values];
    return value === undefined ? [] : [{ field, value }];
  });
  const filled = Object.fromEntries([...options].filter(([, value]) => value !== ''));
  const cleared = [...options].filter(([, value]) => value === '').map(([name]) => name);
  if (given.length === 0 && options.size === 0) return [];
  const changed = (await rows<[string]>(sql, changeStatement(given.map(({ field }) => field)), [
    brand.id, customerIds, actor.name, actor.door, JSON.stringify(filled), cleared, ...given.map(({ value }) => value),
  ])).flat();
  if (changed.length > 0) await publish(tx, 'customer.changed', { customerIds: changed, kind: 'updated' });
  return changed;
}

export interface OneChange {
  readonly id: string;
  readonly input: CustomerInput;
}

const LOCK = statement(`
  select id from customer where brand_id = $1 and id = any($2::bigint[]) order by id for no key update`);

/**
 * Gives each of many customers values of its own, each customer at most once; those that do not exist are left out.
 * @returns those whose values are not acceptable; they stay as they were
 * @throws {TolkError} OPTIONS_EXCEEDED
 */
export async function changeEachCustomer(tx: TxScope, changes: readonly OneChange[]): Promise<readonly string[]> {
  const names = new Set(changes.flatMap(({ input }) => [...optionsGiven(input).keys()]));
  const known = await optionsNamed(tx, [...names]);
  const refused: string[] = [];
  const checked = changes.flatMap(({ id, input }) => {
    try {
      const customer = checkCustomer(input, tx.actor.door);
      checkOptions(tx, customer.options, known);
      return [{ ...customer, id, passwordHash: undefined }];
    } catch (error) {
      if (!(error instanceof TolkError)) throw error;
      refused.push(id);
      return [];
    }
  });
  const customers = await settleOptions(tx, checked, asIs);
  const there = new Set((await rows<[string]>(tx.sql, LOCK, [tx.brand.id, checked.map(({ id }) => id)])).flat());
  await updateCustomers(tx, customers.filter(({ id }) => there.has(id)));
  return refused;
}

async function settled(tx: TxScope, input: CustomerInput) {
  const checked = checkCustomer(input, tx.actor.door);
  const [customer = checked] = await settleOptions(tx, [checked], asIs);
  return customer;
}

const FIRST_FIELD = 7;

/**
 * One text per set of fields. Only what is given is compared and written, which for a few fields costs a fraction of
 * the statement for all of them (write.ts).
 */
function changeStatement(fields: readonly Field[]): Statement {
  const given = fields.map((field, place) => ({ ...field, becomes: `$${FIRST_FIELD + place}::text` }));
  const compared = [
    ...given.map(({ name, column, kind, becomes }) =>
      `select '${name}', ${kind === 'date' ? `coalesce(to_char(b.${column}, 'YYYY-MM-DD'), '${NO_DATE}')` : `b.${column}::text`}, ${becomes}`),
    `select 'options.' || key, b.options ->> key, value from jsonb_each_text($5::jsonb)`,
    `select 'options.' || name, b.options ->> name, null from unnest($6::text[]) as name`,
  ];
  const written = given.map(({ column, kind, becomes }) =>
    `${column} = ${kind === 'date' ? `nullif(${becomes}, '${NO_DATE}')::date` : becomes}`);
  return statement(`
    with before as materialized (
      select ${['id', 'options', ...given.map(({ column }) => column)].join(', ')}
      from customer where brand_id = $1 and id = any($2::bigint[]) order by id for no key update
    ), next as materialized (
      select b.id, clock_timestamp() as changed_at, (
        select jsonb_object_agg(name, jsonb_build_array(was, becomes))
        from (${compared.join('\n          union all ')}) as given (name, was, becomes)
        where was is distinct from becomes
      ) as changes
      from before b
    ), updated as (
      update customer c
      set ${[...written, 'options = (c.options || $5::jsonb) - $6::text[]', 'modified_by = $3'].join(', ')},
        modified_at = n.changed_at
      from next n where c.brand_id = $1 and c.id = n.id and n.changes is not null
    ), noted as (
      insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
      select $1::bigint, id, changed_at, 'updated', $3, $4, changes from next where changes is not null
    )
    select id from next where changes is not null`);
}
