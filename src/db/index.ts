/**
 * The store: a pool, transactions, named statements, migrations, and the scope (whose data, who acts) that every room
 * gets instead of a bare connection. The embedded server lives in `embedded/`.
 */
export { isCalled } from './called.ts';
export { COPY_NULL, copyIn, copyText } from './copy-in.ts';
export { holdDatabase, type DatabaseAddress } from './address.ts';
export { LEAST_MAJOR, serverFacts } from './server-facts.ts';
export type { Sql, Store } from './sql.ts';
export { openStore } from './store.ts';
export {
  actingAs, createScope, inOne, type Actor, type Brand, type BrandSettings, type Door, type Publisher, type Scope,
  type TxScope,
} from './scope.ts';
export { isId } from './id.ts';
export { shownTime } from './shown-time.ts';
export { rows, rowsOfEach, statement, type Statement, type StatementWithValues } from './statement.ts';
export { isConnectionFailure, RunAgain } from './failure.ts';
export { isStatementTimeout, withTimeLimit } from './time-limit.ts';
export { migrate } from './migrate.ts';
