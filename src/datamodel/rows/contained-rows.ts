import type { Table } from '../model/model.ts';

/** SQL of the rows of a table below a customer or row, for conditions of other rooms. */
export interface ContainedRows {
  /** Alias of dm_row with a row of the table. */
  readonly row: string;
  readonly from: string;
  readonly where: string;
}

/** What the SQL is made with. */
interface Pieces {
  readonly brand: string;
  /** SQL of the number of the row or customer above. */
  readonly parent: string;
  /** SQL of the number of a table. */
  readonly number: (table: Table) => string;
  /** A name that no other part of the statement has. */
  readonly alias: () => string;
}

/**
 * The rows of a table that hang below a row of another one, at any depth. Whoever asks comes from above, so the chain
 * above is there; the definitions must be those of the statement's moment.
 * @param above the customer table, or the table of the row above
 * @returns undefined when the table is not below that one
 */
export function containedRows(above: Table, table: Table, pieces: Pieces): ContainedRows | undefined {
  const chain = tablesBetween(above, table);
  if (chain === undefined) return undefined;
  const { brand, number, alias } = pieces;
  const rows = chain.map(alias);
  const isBelow = chain.map((one, place) => {
    const [row, parent] = [rows[place], place === 0 ? pieces.parent : `${rows[place - 1]}.id`];
    return `${row}.brand_id = ${brand} and ${row}.table_id = ${number(one)} and ${row}.parent_id = ${parent}`;
  });
  return {
    row: rows.at(-1) ?? '', from: rows.map((row) => `dm_row ${row}`).join(', '), where: isBelow.join(' and '),
  };
}

/** From the first table below `above` down to the table itself; undefined: it is not below that one. */
export function tablesBetween(above: Table, table: Table): Table[] | undefined {
  if (table.parent === above) return [table];
  if (table.parent === undefined) return undefined;
  const chain = tablesBetween(above, table.parent);
  return chain === undefined ? undefined : [...chain, table];
}
