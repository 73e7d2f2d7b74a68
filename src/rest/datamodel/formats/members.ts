import type { Row, RowValue, Table } from '../../../datamodel/index.ts';

/** What the server adds to the columns of a row, in the order of the contract's example (datamodel-rest.md 5). */
export const META_MEMBERS = [
  'clang_id', 'clang_createdat', 'clang_createdby', 'clang_modifiedat', 'clang_modifiedby',
] as const;

export function metaValues({ id, createdAt, createdBy, modifiedAt, modifiedBy }: Row): readonly string[] {
  return [id, createdAt, createdBy, modifiedAt, modifiedBy];
}

/** A value that is there as text: numbers exactly as they are stored. */
export function textOf(value: NonNullable<RowValue>): string {
  return typeof value === 'object' ? value.rawJSON : String(value);
}

/** Remembers what is made of a table for as long as its model is in use: names are put together once, not per row. */
export function perTable<Made>(make: (table: Table) => Made): (table: Table) => Made {
  const made = new WeakMap<Table, Made>();
  return (table) => {
    let one = made.get(table);
    if (one === undefined) {
      one = make(table);
      made.set(table, one);
    }
    return one;
  };
}
