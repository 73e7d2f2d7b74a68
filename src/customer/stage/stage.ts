import { COPY_NULL, copyIn, rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { mergeStaged, previewStaged, type MergedCustomers, type MergePreview } from './merge.ts';
import { readPlan, type CustomerPlan } from './plan.ts';
import { recordCheck, stageColumns, type CustomerRecord, type StagedCustomer } from './record.ts';
import { dropRepeated } from './repeated.ts';

/** Records on their way from a file into table customer. */
interface CustomerStage {
  /**
   * Checks a record by the rules of the doors.
   * @returns a promise only for a record with a password
   * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN, IMPORT_KEY_EMPTY
   */
  check(record: CustomerRecord): StagedCustomer | Promise<StagedCustomer>;
  /** Stages checked records by COPY. The server is at work meanwhile: time to check the next ones. */
  put(tx: TxScope, records: readonly StagedCustomer[]): Promise<void>;
  /** Of records with the same key the last stays. @returns how many went */
  dropRepeated(tx: TxScope): Promise<number>;
  /**
   * Merges the next records behind a place, and takes them off the stage: as `insertUniqueCustomers` does, with the
   * same history and events. Until the transaction ends other callers that match customers of the brand wait.
   * @param most records
   * @throws {TolkError} OPTIONS_EXCEEDED
   */
  merge(tx: TxScope, after: number, most: number): Promise<MergedCustomers>;
  /** What `merge` would do with all of it; nothing is changed or locked. */
  preview(tx: TxScope): Promise<MergePreview>;
  /** Empties the stage. */
  clear(tx: TxScope): Promise<void>;
}

const CLEAR = statement('delete from customer_stage where brand_id = $1 and stage_id = $2');

/**
 * The commit does not wait for the disk. Steps of a run are lost together with what the run knows of them, in their
 * order, and are done again; whatever commits after them, in whatever session, waits for them too.
 */
async function commitSoon({ sql }: TxScope): Promise<void> {
  await sql.raw('set local synchronous_commit to off');
}

/**
 * The stage of an import of customers. What is staged stays until it is merged or cleared, whoever opens the stage.
 * @param stageId number of the run
 * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN of the plan
 */
export async function customerStage(scope: Scope, stageId: string, wish: CustomerPlan): Promise<CustomerStage> {
  const plan = await readPlan(scope, wish);
  const copy = `copy customer_stage (${stageColumns(plan).join(', ')}) from stdin with (format text, null '${COPY_NULL}')`;
  return {
    check: recordCheck(scope, stageId, plan),
    async put(tx, records) {
      await commitSoon(tx);
      await copyIn(tx.sql, copy, records.map(({ text }) => `${text}\n`).join(''));
    },
    dropRepeated: (tx) => dropRepeated(tx, stageId, plan),
    async merge(tx, after, most) {
      await commitSoon(tx);
      return mergeStaged(tx, stageId, plan, { after, most });
    },
    preview: (tx) => previewStaged(tx, stageId, plan),
    clear: (tx) => clearCustomerStage(tx, stageId),
  };
}

/** Empties the stage of a run, whatever its plan was. */
export async function clearCustomerStage({ sql, brand }: TxScope, stageId: string): Promise<void> {
  await rows(sql, CLEAR, [brand.id, stageId]);
}
