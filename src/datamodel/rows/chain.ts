import { customerQuery } from '../../customer/index.ts';
import { statement, type Statement } from '../../db/index.ts';
import { CUSTOMER_TABLE } from '../model/model.ts';
import type { Place } from './place.ts';

/** SQL about the rows above a place. $1 is the brand; ids come as the values of `chainValues`. */
interface Chain {
  /** Condition: the parent row and all rows above it are there. */
  readonly isThere: string;
  /**
   * Query that finds the parent row and keeps it from being deleted until the transaction ends; one row, too, for a
   * table of its own. It waits for a deletion under way, and finds nothing after it.
   */
  readonly holdParent: string;
}

/**
 * Makes the statements of an act that go through a chain of rows: their text depends on the length of the chain and
 * on whether it begins at a customer, never on names or ids, so that few are prepared.
 * @param first number of the first parameter of the chain; the act's own come before
 */
export function chainStatement(first: number, text: (chain: Chain) => string): (place: Place) => Statement {
  const made = new Map<string, Statement>();
  return (place) => {
    const [root] = place.parents;
    const atCustomer = root?.table === CUSTOMER_TABLE;
    const form = `${atCustomer ? 'customer' : 'row'} ${place.parents.length}`;
    const known = made.get(form);
    if (known !== undefined) return known;
    const fresh = statement(text(chainOf(first, place.parents.length, atCustomer)));
    made.set(form, fresh);
    return fresh;
  };
}

/** The values of the parameters of the chain. */
export function chainValues({ parents }: Place): string[] {
  return parents.flatMap(({ table, id }) => (table === CUSTOMER_TABLE ? [id] : [table.id, id]));
}

function chainOf(first: number, length: number, atCustomer: boolean): Chain {
  let next = first;
  const parameter = () => `$${next++}::bigint`;
  let above = '0';
  const queries = Array.from({ length }, (_, level) => {
    const isCustomer = level === 0 && atCustomer;
    const table = isCustomer ? '' : parameter();
    const id = parameter();
    const parent = above;
    above = id;
    return isCustomer
      ? customerQuery('$1', id)
      : `select from dm_row where brand_id = $1 and table_id = ${table} and parent_id = ${parent} and id = ${id}`;
  });
  const direct = queries.at(-1);
  return {
    isThere: queries.map((query) => `exists (${query})`).join(' and ') || 'true',
    holdParent: direct === undefined ? 'select' : `${direct} for key share`,
  };
}
