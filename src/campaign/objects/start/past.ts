import { rows, statement, type Scope } from '../../../db/index.ts';

const HAS_PASSED = statement('select ($1::timestamp at time zone $2) <= now()');

/** What to tell whoever starts a campaign with a start at such a time (campaigns.md 1). */
export async function warnOfPast({ sql, brand }: Scope, at: string): Promise<string | undefined> {
  if (at === 'campaignStart') return undefined;
  const [[hasPassed] = [false]] = await rows<[boolean]>(sql, HAS_PASSED, [at, brand.timeZone]);
  return hasPassed ? `${at} has passed, so it begins at once` : undefined;
}
