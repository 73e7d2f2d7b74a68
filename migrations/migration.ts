/**
 * One step of the schema. Texts are plain SQL, so that `tolk migrate sql` shows a DBA exactly what runs. A step on a
 * table that may be large takes no lock that stops writes: `create index concurrently` outside a transaction,
 * constraints `not valid`, then validated.
 */
export interface Migration {
  /** File name without extension; stored, never renamed. */
  readonly name: string;
  readonly up: string;
  readonly down: string;
  /** false for `concurrently`: the step is then one statement, and can be run again after it failed half way. */
  readonly transaction?: boolean;
}
