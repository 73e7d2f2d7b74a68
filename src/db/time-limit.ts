import type { Scope, TxScope } from './scope.ts';
import { rows, statement } from './statement.ts';

const LIMIT = statement(`
  select current_setting('statement_timeout'), set_config('statement_timeout', $1, true)`);

/**
 * Runs the work in a transaction, each statement of which may take so long; a savepoint inside an open
 * transaction, which has its own limit back afterwards.
 * @param milliseconds 0 is no limit
 * @throws {pg.DatabaseError} that isStatementTimeout knows, and everything undone
 */
export async function withTimeLimit<Result>(
  scope: Scope, milliseconds: number, work: (scope: TxScope) => Promise<Result>,
): Promise<Result> {
  return scope.transaction(async (tx) => {
    const [[before] = ['0']] = await rows<[string]>(tx.sql, LIMIT, [String(milliseconds)]);
    const result = await work(tx);
    if (scope.sql.isTransaction) await rows(tx.sql, LIMIT, [before]);
    return result;
  });
}

/** Whether a statement ran into the limit (query_canceled). */
export function isStatementTimeout(error: unknown): boolean {
  return error instanceof Error && (error as { code?: string }).code === '57014';
}
