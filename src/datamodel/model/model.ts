/** What values a column takes (datamodel-rest.md 1.1). */
export const COLUMN_TYPES = ['string', 'date', 'time', 'datetime', 'boolean', 'number', 'decimal'] as const;

export type ColumnType = (typeof COLUMN_TYPES)[number];

export interface Column {
  /** dm_column.id; rows keep their values under it. */
  readonly id: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly description: string;
  /** No two rows within one parent row have the same value. */
  readonly unique: boolean;
  /** Column whose value this one holds. */
  readonly lookup: { readonly table: string; readonly column: string } | undefined;
}

export interface Table {
  /** dm_table.id; '0' for the system table customer. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Table whose rows contain its rows; undefined: a table of its own. */
  readonly parent: Table | undefined;
  /** In the order in which they were defined. */
  readonly columns: readonly Column[];
  /** Of exactly that name. */
  readonly columnByName: ReadonlyMap<string, Column>;
}

/** The data model of a brand as a revision has it. */
export interface Model {
  /** dm_model.revision; undefined: the brand has never had a table. */
  readonly revision: string | undefined;
  /** Without the system table, in the order in which they were defined. */
  readonly tables: readonly Table[];
  /** Of exactly that name, the system table too. */
  readonly tableByName: ReadonlyMap<string, Table>;
}

/** The system table: only the parent of others, its columns are the fields of customers (datamodel-rest.md 1). */
export const CUSTOMER_TABLE: Table = {
  id: '0', name: 'customer', description: '', parent: undefined, columns: [], columnByName: new Map(),
};

/** A whole data model as people write it, without the system table. */
export interface ModelDefinition {
  readonly tables: readonly TableDefinition[];
  readonly contains: readonly { readonly parent: string; readonly child: string }[];
  readonly lookups: readonly LookupDefinition[];
}

export interface TableDefinition {
  readonly name: string;
  /** Its name until now, when that changes and its rows stay. Not a part of what people write. */
  readonly was?: string | undefined;
  readonly description: string;
  readonly columns: readonly ColumnDefinition[];
}

export interface ColumnDefinition {
  readonly name: string;
  /** Its name until now, when that changes and its values stay. Not a part of what people write. */
  readonly was?: string | undefined;
  readonly type: ColumnType;
  readonly description: string;
  readonly unique: boolean;
}

export interface LookupDefinition {
  readonly table: string;
  readonly column: string;
  readonly targetTable: string;
  readonly targetColumn: string;
}

/** One difference between the model as it is and as it shall be. */
export interface ModelChange {
  /** For people, e.g. `column stay.nights: type number becomes decimal`. */
  readonly change: string;
  /** How many values or rows it takes away. */
  readonly loses: number;
}
