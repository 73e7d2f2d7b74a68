import type { TxScope } from '../../db/index.ts';

/** A record of a file, as a room gets it. */
interface StageRecord {
  /** 1, 2, 3 ... of the good ones so far. */
  readonly place: number;
  /** Where it begins in the file. */
  readonly line: number;
  /** In the order of the plan: fields and then options, or parents and then columns; undefined: not given. */
  readonly values: readonly (string | undefined)[];
  /** As they stand in the file. */
  readonly cells: readonly string[];
}

/** A record that was checked, in the room's own form. */
export interface Staged {
  readonly place: number;
  readonly line: number;
}

/** What a step of the merge did. */
export interface StageMerged {
  /** Place of the last row that was taken; undefined: the stage is empty behind the place asked for. */
  readonly last: number | undefined;
  readonly inserted: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  readonly skipped: number;
  /** Rows that are bad only now: their key was found several times, say. */
  readonly refused: readonly { readonly line: number; readonly cells: readonly string[]; readonly why: string }[];
}

/** What a merge would do. */
interface StagePreview {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly refused: number;
}

/** Where the records of one run wait for their merge; the rooms of customers and of the data model have them. */
export interface ImportStage {
  /** Checks a record by the rules of the doors. @throws {TolkError} (4xx) when it is bad */
  check(record: StageRecord): Staged | Promise<Staged>;
  /** Adds checked records, by COPY. */
  put(tx: TxScope, records: readonly Staged[]): Promise<void>;
  /** Of rows with the same key the last stays. @returns how many went */
  dropRepeated(tx: TxScope): Promise<number>;
  /** Merges the next rows behind a place, and takes them off the stage. @param most rows */
  merge(tx: TxScope, after: number, most: number): Promise<StageMerged>;
  /** Says what merge would do with all of it, and changes nothing. */
  preview(tx: TxScope): Promise<StagePreview>;
  /** Takes off what is left. */
  clear(tx: TxScope): Promise<void>;
}
