import { isCalled, rows, shownTime, statement, type Scope } from '../db/index.ts';
import { failure } from '../errors.ts';

/** A profile as lists show it; times 'YYYY-MM-DD HH:MM:SS' in the zone of the brand. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly modifiedBy: string;
  readonly modifiedAt: string;
}

/** With its condition as it was written. */
export interface FullProfile extends Profile {
  readonly condition: unknown;
}

type Row = readonly [
  id: string, name: string, createdBy: string, createdAt: string, modifiedBy: string, modifiedAt: string,
  condition?: unknown,
];

const COLUMNS = `id, name, created_by, ${shownTime('created_at')}, modified_by, ${shownTime('modified_at')}`;

const ALL = statement(`select ${COLUMNS} from profile where brand_id = $1 order by name collate "C"`);

const ONE = statement(`select ${COLUMNS}, condition from profile where brand_id = $1 and ${isCalled('profile', '$3')}`);

/** All profiles of the brand, by name; at most PROFILES_MAX. */
export async function listProfiles({ sql, brand }: Scope): Promise<Profile[]> {
  return (await rows<Row>(sql, ALL, [brand.id, brand.timeZone])).map(profileOf);
}

/**
 * One profile, also one that can no longer be read.
 * @param profile its number or its name
 * @throws {TolkError} PROFILE_NOT_FOUND
 */
export async function findProfile({ sql, brand }: Scope, profile: string): Promise<FullProfile> {
  const [row] = await rows<Row>(sql, ONE, [brand.id, brand.timeZone, profile]);
  if (row === undefined) throw failure('PROFILE_NOT_FOUND', { profile });
  return { ...profileOf(row), condition: row[6] };
}

function profileOf([id, name, createdBy, createdAt, modifiedBy, modifiedAt]: Row): Profile {
  return { id, name, createdBy, createdAt, modifiedBy, modifiedAt };
}
