import { canBeId } from '../customer/index.ts';
import { isStatementTimeout, rows, withTimeLimit, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { IdQuery } from '../resource/index.ts';
import { isStale } from './query.ts';

/** More changes than that during one question are a storm. */
const TRIES = 5;

export interface CustomerPageWish {
  /** Most ids; default, and most, LIST_MAX. */
  readonly limit?: number | undefined;
  /** The last id of the page before. */
  readonly after?: string | undefined;
}

export interface CustomerPage {
  /** Ascending. */
  readonly ids: readonly string[];
  /** What to give as `after` for more; undefined: that was all. */
  readonly next: string | undefined;
}

/**
 * How many customers a query has.
 * @param query makes it; asked again when what it names has changed meanwhile
 * @returns digits
 * @throws {TolkError} PROFILE_SLOW, PROFILE_RESTLESS, and what `query` throws
 */
export async function countOfProfile(scope: Scope, query: () => Promise<IdQuery>): Promise<string> {
  return asked(scope, query, async ({ sql }, { text, values }) => {
    const [[count] = ['0']] = await rows<[string]>(sql, { name: '', text: `select count(*) from (${text}) as found` }, values);
    return count;
  });
}

/**
 * The customers of a query, a page at a time. Each page is asked anew: those that fit meanwhile, or no more, are in
 * it or not.
 * @throws {TolkError} FIELD_VALUE (limit, after), and as countOfProfile
 */
export async function pageOfProfile(
  scope: Scope, query: () => Promise<IdQuery>, { limit = scope.limits.LIST_MAX, after = '0' }: CustomerPageWish,
): Promise<CustomerPage> {
  const { LIST_MAX } = scope.limits;
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= LIST_MAX)) {
    throw failure('FIELD_VALUE', { field: 'limit', why: `is not between 1 and ${LIST_MAX}`, value: `${limit}` });
  }
  if (!canBeId(after)) throw failure('FIELD_VALUE', { field: 'after', why: 'is no id of a customer', value: after });
  const ids = await asked(scope, query, async ({ sql }, { text, values }) => {
    const page = `
      select id from (${text}) as found
      where id > $${values.length + 1}::bigint order by id limit $${values.length + 2}`;
    return (await rows<[string]>(sql, { name: '', text: page }, [...values, after, limit + 1])).flat();
  });
  const shown = ids.slice(0, limit);
  return { ids: shown, next: ids.length > limit ? shown.at(-1) : undefined };
}

/** Statements have no name: each condition has a text of its own. */
async function asked<Result>(
  scope: Scope, query: () => Promise<IdQuery>, run: (tx: TxScope, query: IdQuery) => Promise<Result>,
): Promise<Result> {
  const { PROFILE_TIME } = scope.limits;
  for (let tries = 1; ; tries++) {
    const made = await query();
    try {
      return await withTimeLimit(scope, PROFILE_TIME, (tx) => run(tx, made));
    } catch (error) {
      if (isStatementTimeout(error)) throw failure('PROFILE_SLOW', { seconds: String(PROFILE_TIME / 1000) });
      if (!isStale(error)) throw error;
      if (tries === TRIES) throw failure('PROFILE_RESTLESS', {}, { cause: error });
    }
  }
}
