/** What an import does with rows of a table (imports-exports.md 3). */
export interface RowPlan {
  readonly table: string;
  /** What a row hangs under, from the top down; the last names the row that contains it. None: a table of its own. */
  readonly parent: readonly ParentReference[];
  /** Columns that are filled, by name. */
  readonly columns: readonly string[];
  /**
   * Those of them that tell rows below one parent apart: a row is the same when all of them are. At least one must be
   * unique in the model, and the first such finds the row. None: every record is a new row.
   */
  readonly unique: readonly string[];
  /** both: what is found is changed, what is not found is new; insert: only what is new; update: only what is found. */
  readonly mode: 'both' | 'insert' | 'update';
  /** Whether an empty cell leaves what is stored, or takes it away. */
  readonly emptyCells: 'keep' | 'clear';
}

/**
 * How a row above is named. One of a contained table may stand first, too: the row with that value then, whoever's
 * it is, and several such rows are none.
 */
export interface ParentReference {
  /** `customer`, or a table of the data model. */
  readonly of: string;
  /** Of a customer id, externalId or emailAddress (of several the lowest id); of a table a unique column. */
  readonly by: string;
}

/** A record of a file: its `values` are one per reference of `RowPlan.parent`, then one per column, in their order. */
export interface RowRecord {
  /** 1, 2, 3 and so on; greater for a later line. */
  readonly place: number;
  readonly line: number;
  /** Not given: as an empty cell that is kept. '': an empty cell. */
  readonly values: readonly (string | undefined)[];
  /** As they are in the file. */
  readonly cells: readonly string[];
}
