import type { Knex } from 'knex';
import type { Sql } from '../db/index.ts';

/**
 * A row of ours that stands for a job's work (a run, a step), in a table with the column
 * `attempt integer not null default 0`. `key` names its primary key columns and their values.
 */
export interface AttemptRow {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
}

/** Another attempt has the work now; what this one has not committed must not be. */
export class AttemptLost extends Error {
  constructor({ table }: AttemptRow) {
    super(`Another attempt has taken over this row of ${table}`);
    this.name = 'AttemptLost';
  }
}

/**
 * Begins an attempt: from now on every earlier one is fenced off. A worker that was thought dead, and lost its job to
 * another, may still be running. The queue's own attempt number would not tell: a job enqueued again starts at 1.
 * @returns the number of this attempt, or undefined when the row is gone
 */
export async function beginAttempt(sql: Sql, { table, key }: AttemptRow): Promise<number | undefined> {
  const [begun] = await sql(table).where(key).increment('attempt', 1).returning<{ attempt: number }[]>('attempt');
  return begun?.attempt;
}

/**
 * Call it first in each transaction of a step (design.md 5: "every commit of a step says where attempt = mine").
 * Until the commit nobody can begin another attempt.
 * @throws {AttemptLost} when another has begun, or the row is gone
 */
export async function holdAttempt(sql: Knex.Transaction, row: AttemptRow, attempt: number): Promise<void> {
  const held = await sql(row.table).where({ ...row.key, attempt }).forNoKeyUpdate().first('attempt');
  if (held === undefined) throw new AttemptLost(row);
}
