import type { Knex } from 'knex';

/** A connection to ask: the pool, or an open transaction. */
export type Sql = Knex | Knex.Transaction;
/** The pool itself. */
export type Store = Knex;
