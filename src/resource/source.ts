import type { Scope } from '../db/index.ts';

/** Kinds of sets, as `Resource.type` names them (soap.md 5.2). */
export type SetType =
  | 'CUSTOMER_SET' | 'MAILING_SET' | 'DELIVERY_SET'
  | 'OPEN_SET' | 'CLICK_SET' | 'BOUNCE_SET' | 'COMPLAINT_SET';

/** Which records go into a set. Stored with the set as JSON, so a job in another process can ask again. */
export interface SourceRequest {
  /** Name of a registered source: `customer.all`, `group.members` ... */
  readonly kind: string;
  /** What the source needs; JSON. */
  readonly params: object;
}

/**
 * A query for ids: one bigint column named `id`, limited to one brand, no id twice, in any order, without `;`
 * at the end. Parameters are $1, $2 ... as in `values`.
 */
export interface IdQuery {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Turns stored params into the query. Runs in the call, or in a job later: what it throws becomes status
 * ERROR of the set with the text in the log (soap.md 5.1), so it may check the params and throw TolkErrors.
 */
type Source = (scope: Scope, params: unknown) => IdQuery | Promise<IdQuery>;

export type Sources = { readonly [kind: string]: Source };
