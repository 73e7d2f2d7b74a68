import type { Scope, TxScope } from '../db/index.ts';
import type { Model, ModelChange, ModelDefinition } from './model/model.ts';
import type { FoundRow, PageQuery, PlacedRow, RowPage, RowPath, Verdict } from './rows/row.ts';

/** How a model is changed: dryRun only tells what would change; force takes losses. */
export interface ChangeOptions {
  readonly dryRun?: boolean | undefined;
  readonly force?: boolean | undefined;
  /** Marks (`markOf`) of which the model must have one; undefined: any. */
  readonly ifMark?: readonly string[] | undefined;
}

/** How many rows are written: lenient keeps the good ones where others are refused. */
export interface ManyOptions {
  readonly lenient: boolean;
  /** Column by which a row that is there already is found and changed; undefined: every row is a new one. */
  readonly unique?: string | undefined;
}

/** The acts of the room; the object remembers the models it has read, and sees at each call whether they still hold. */
export interface Datamodel {
  /** The model as it is now. */
  model(scope: Scope): Promise<Model>;
  /** The same as people write it. */
  definition(scope: Scope): Promise<ModelDefinition>;
  /**
   * Changes the model, one change at a time per brand.
   * @param edit gives the model that shall be from the one that is
   * @throws {TolkError} MODEL_CHANGED, MODEL_FORM, MODEL_LOSS (without force), MODEL_BUSY, and what `edit` throws
   */
  change(
    scope: Scope, edit: (now: ModelDefinition) => ModelDefinition, how?: ChangeOptions,
  ): Promise<readonly ModelChange[]>;

  /** @param given the JSON body as it came @returns id of the new row */
  insertRow(scope: Scope, path: RowPath, given: unknown): Promise<string>;
  insertRows(scope: Scope, path: RowPath, given: readonly unknown[], how: ManyOptions): Promise<readonly Verdict[]>;
  /** The same for any number of rows, at least one, each below a parent that the transaction has made or locked. */
  insertPlacedRows(tx: TxScope, given: readonly PlacedRow[], how: ManyOptions): Promise<readonly Verdict[]>;
  /** @param path of a row */
  readRow(scope: Scope, path: RowPath): Promise<FoundRow>;
  /** Whether there is the customer of `customer/clang_42`. @throws {TolkError} ROW_NOT_FOUND */
  readCustomer(scope: Scope, path: RowPath): Promise<void>;
  /** @param path of a table */
  pageOfRows(scope: Scope, path: RowPath, query: PageQuery): Promise<RowPage>;
  /** All rows in the order of their ids, in batches; the first batch tells refusals. */
  allRows(scope: Scope, path: RowPath): AsyncIterable<RowPage>;
  /**
   * Changes the named columns.
   * @param ifRevision revisions of which the row must have one; undefined: any
   * @returns the new revision
   */
  updateRow(scope: Scope, path: RowPath, given: unknown, ifRevision?: readonly number[]): Promise<number>;
  deleteRow(scope: Scope, path: RowPath, ifRevision?: readonly number[]): Promise<void>;
}
