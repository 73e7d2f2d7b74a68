import { customerQuery } from '../../../customer/index.ts';
import { rows, statement, type TxScope } from '../../../db/index.ts';
import { CUSTOMER_TABLE, type Table } from '../../model/model.ts';

/**
 * Keeps rows, or customers, from being deleted until the transaction ends, in the order of ids; one that is being
 * deleted is waited for.
 * @param chain the tables from the top down to that of the rows, at least one
 * @param given of each row the ids of its chain, its own last
 * @returns of which of them, from 0, all of the chain is there
 */
export async function holdChains(
  { sql, brand }: TxScope, chain: readonly Table[], given: readonly (readonly string[])[],
): Promise<ReadonlySet<number>> {
  const different = [...new Map(given.map((ids) => [ids.join(), ids])).values()];
  const last = chain.length - 1;
  const query = (level: number) => (chain[level] === CUSTOMER_TABLE ? customerQuery('$1', `g.v${level}`)
    : `select from dm_row r where r.brand_id = $1 and r.table_id = ($2::bigint[])[${level + 1}]
        and r.parent_id = ${level === 0 ? '0' : `g.v${level - 1}`} and r.id = g.v${level}`);
  const above = chain.slice(0, -1).map((_table, level) => `exists (${query(level)})`);
  const lists = chain.map((_table, level) => `unnest($${level + 3}::bigint[])`);
  const text = `
with given as materialized (
  select * from rows from (${lists.join(', ')})
    with ordinality as g (${chain.map((_table, level) => `v${level}`).join(', ')}, place)
  order by v${last}
)
select g.place::int - 1 from given g cross join lateral (${query(last)} for key share) as held
where cardinality($2::bigint[]) > 0 and ${above.join(' and ') || 'true'}`;
  const found = await rows<[number]>(sql, statement(text), [
    brand.id, chain.map(({ id }) => id), ...chain.map((_table, level) => different.map((ids) => ids[level])),
  ]);
  const there = new Set(found.map(([place]) => different[place]?.join()));
  return new Set(given.flatMap((ids, place) => (there.has(ids.join()) ? [place] : [])));
}
