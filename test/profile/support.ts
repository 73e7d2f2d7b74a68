/** Profiles in tests: who fits a condition, asked as a run does it. */
import { rows, type Scope } from '../../src/db/index.ts';
import { conditionQuery, profileQuery } from '../../src/profile/index.ts';
import type { IdQuery } from '../../src/resource/index.ts';

/** The ids of a query, ascending. */
export async function idsOf({ sql }: Scope, { text, values }: IdQuery): Promise<string[]> {
  return (await rows<[string]>(sql, { name: '', text: `select id from (${text}) as found order by id` }, values)).flat();
}

/** The customers for whom a condition holds. */
export async function fitting(scope: Scope, condition: unknown): Promise<string[]> {
  return idsOf(scope, await conditionQuery(scope, condition));
}

/** The customers of a saved profile. */
export async function inProfile(scope: Scope, profile: string): Promise<string[]> {
  return idsOf(scope, await profileQuery(scope, profile));
}
