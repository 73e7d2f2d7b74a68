import { rows, statement, type Scope } from '../../db/index.ts';
import { FIELDS } from '../fields.ts';
import { selected } from './row.ts';

/** Names of fields and options. */
interface ValueNames {
  readonly fields: readonly string[];
  readonly options: readonly string[];
}

/** Values by name, as `Customer` has them; an option without a value is not there. */
interface SomeValues {
  readonly fields: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

const FIRST_OPTION = 4;

/**
 * Reads some values of many customers, where whole records would be most of the work. Customers that do not exist are
 * left out, and so are names that are no fields.
 * @returns by the number of the customer
 */
export async function someValuesOf(
  { sql, brand }: Scope, customerIds: readonly string[], names: ValueNames,
): Promise<ReadonlyMap<string, SomeValues>> {
  if (customerIds.length === 0) return new Map();
  const fields = FIELDS.filter(({ name }) => names.fields.includes(name));
  const { options } = names;
  const columns = [
    'c.id', ...fields.map(selected), ...options.map((_, place) => `c.options ->> $${FIRST_OPTION + place}::text`),
  ];
  const query = statement(`
    select ${columns.join(', ')} from customer c
    where c.brand_id = $1 and c.id = any($3::bigint[]) and $2::text is not null`); // the zone, when no field asks for it
  type Row = [id: string, ...values: (string | null)[]];
  const found = await rows<Row>(sql, query, [brand.id, brand.timeZone, customerIds, ...options]);
  return new Map(found.map(([id, ...values]) => [id, {
    fields: named(fields.map(({ name }) => name), values), options: named(options, values.slice(fields.length)),
  }]));
}

function named(names: readonly string[], values: readonly (string | null)[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.flatMap((name, place) => {
    const value = values[place];
    return value == null ? [] : [[name, value]];
  }));
}
