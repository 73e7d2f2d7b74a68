import type { Knex } from 'knex';
import type { Config } from '../config.ts';
import { isRepeatable } from './failure.ts';
import type { Sql, Store } from './sql.ts';

/** The tenant: every record, token and campaign belongs to one. */
export interface Brand {
  readonly id: string;
  readonly name: string;
  /** IANA name, e.g. Europe/Amsterdam; the zone of every time that the doors show. */
  readonly timeZone: string;
  readonly settings: BrandSettings;
}

export interface BrandSettings {
  /** What a new customer gets when nothing is given (soap.md 6.1, customer-rest.md 3). */
  readonly optIn: 'Y' | 'N';
  readonly smsOptIn: 'Y' | 'N';
  readonly trackOptIn: 'Y' | 'N';
  /** What becomes of an option without a definition: create loses nothing, ignore drops it, fault refuses it. */
  readonly unknownOptions: 'create' | 'ignore' | 'fault';
}

/** The way by which a change came; kept in the history. */
export type Door = 'soap' | 'rest' | 'webhook' | 'import' | 'campaign' | 'console' | 'cli' | 'job';

export interface Actor {
  /** The token owner's name: createdBy, modifiedBy and the history's author (access.md 3). */
  readonly name: string;
  readonly door: Door;
}

/** How rooms tell each other what happened; `events/` is the one that does it. */
export interface Publisher {
  publish(scope: TxScope, name: string, payload: object): Promise<void>;
  /** Whether anybody wants to hear of it now. Without it, of everything. */
  isHeard?(scope: TxScope, name: string): Promise<boolean>;
}

/** What a room gets: whose data, who acts, and the connection. Never a bare connection. */
export interface Scope {
  readonly brand: Brand;
  readonly actor: Actor;
  readonly sql: Sql;
  readonly events: Publisher;
  readonly limits: Config;
  /** Runs the work in one transaction (a savepoint when one is open already); a throw rolls it back. */
  transaction<Result>(work: (scope: TxScope) => Promise<Result>): Promise<Result>;
}

/** A scope inside an open transaction. */
export interface TxScope extends Scope {
  readonly sql: Knex.Transaction;
}

/** Tries of a transaction that may run again; its rollback left nothing behind. */
const TRIES = 5;

interface ScopeParts {
  readonly sql: Store;
  readonly brand: Brand;
  readonly actor: Actor;
  readonly events: Publisher;
  readonly limits: Config;
}

/** Makes the scope of one call. */
export function createScope(parts: ScopeParts): Scope {
  return {
    ...parts,
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await parts.sql.transaction((trx) => work(within(parts, trx)));
        } catch (error) {
          if (attempt === TRIES || !isRepeatable(error)) throw error;
        }
      }
    },
  };
}

/**
 * The same scope for work that fails as a whole: what opens a transaction in it becomes a part of this one, without a
 * savepoint. The caller lets all that is thrown in it end the transaction.
 */
export function inOne(tx: TxScope): TxScope {
  const whole: TxScope = { ...tx, transaction: (work) => work(whole) };
  return whole;
}

/** The same scope in the name of somebody else. */
export function actingAs(scope: Scope, actor: Actor): Scope {
  return { ...scope, actor, transaction: (work) => scope.transaction((tx) => work(txActingAs(tx, actor))) };
}

function txActingAs(tx: TxScope, actor: Actor): TxScope {
  return { ...tx, actor, transaction: (work) => tx.transaction((nested) => work(txActingAs(nested, actor))) };
}

function within(parts: ScopeParts, sql: Knex.Transaction): TxScope {
  return { ...parts, sql, transaction: (work) => sql.transaction((nested) => work(within(parts, nested))) };
}
