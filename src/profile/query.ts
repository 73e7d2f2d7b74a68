import { z } from 'zod';
import { rows, type Scope } from '../db/index.ts';
import { failure, TolkError } from '../errors.ts';
import type { IdQuery, SourceRequest } from '../resource/index.ts';
import { compile } from './compile.ts';
import { namesFor } from './names.ts';
import { findProfile } from './profile.ts';
import { readCondition } from './read-condition.ts';

/** Name under which app.ts registers profileMembersQuery. */
export const PROFILE_MEMBERS = 'profile.members';

/**
 * The customers that a condition holds for now. Use it soon: what it names may change.
 * @param condition as JSON gives it
 * @throws {TolkError} PROFILE_CONDITION
 */
export async function conditionQuery(scope: Scope, condition: unknown): Promise<IdQuery> {
  const read = readCondition(condition, scope.limits);
  return compile(read, scope.brand, await namesFor(scope, read));
}

/**
 * The customers of a saved profile.
 * @param profile its number or its name
 * @throws {TolkError} PROFILE_NOT_FOUND; PROFILE_BROKEN when something that it names is not there any more
 */
export async function profileQuery(scope: Scope, profile: string): Promise<IdQuery> {
  const { name, condition } = await findProfile(scope, profile);
  try {
    return await conditionQuery(scope, condition);
  } catch (error) {
    if (!(error instanceof TolkError)) throw error;
    throw failure('PROFILE_BROKEN', { name, reason: error.message }, { cause: error });
  }
}

/**
 * Those of the customers for whom a condition holds.
 * @throws {TolkError} PROFILE_CONDITION; {pg.DatabaseError} that isStale knows: ask again
 */
export async function customersAmong(
  scope: Scope, condition: unknown, customerIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { text, values } = await conditionQuery(scope, condition);
  const among = { name: '', text: `${text}\n  and c.id = any($${values.length + 1}::bigint[])` };
  return new Set((await rows<[string]>(scope.sql, among, [...values, customerIds])).flat());
}

const params = z.object({ profile: z.string() });

/** What a set of the customers of a profile is made from. */
export function profileMembersSource(profile: string): SourceRequest {
  return { kind: PROFILE_MEMBERS, params: { profile } satisfies z.infer<typeof params> };
}

/** The query for `profile.members`. */
export function profileMembersQuery(scope: Scope, given: unknown): Promise<IdQuery> {
  return profileQuery(scope, params.parse(given).profile);
}

/** SQLSTATE of profile_names_hold. */
const STALE = 'TK001';

/** Whether a query found that what it names has changed since it was written. */
export function isStale(error: unknown): boolean {
  return error instanceof Error && (error as { code?: string }).code === STALE;
}
