import { isCalled, rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { findProfile, type FullProfile } from './profile.ts';
import { conditionQuery } from './query.ts';
import { isStorable } from './read-name.ts';

export interface ProfileWish {
  readonly name: string;
  /** As JSON gives it. */
  readonly condition: unknown;
}

/** Profiles are few; one at a time per brand is made, so that their number is exact. */
const LOCK = statement(`select pg_advisory_xact_lock(hashtextextended('profile.' || $1::text, 0))`);
const COUNT = statement('select count(*)::int from profile where brand_id = $1');

/** An id is taken only for one that is new. */
const INSERT = statement(`
  insert into profile (brand_id, name, condition, created_by, modified_by)
  select $1::bigint, $2, $3::json, $4, $4
  where not exists (select from profile where brand_id = $1 and name = $2)
  returning id`);

const UPDATE = statement(`
  update profile p set name = $3, condition = $4::json, modified_by = $5, modified_at = now()
  where p.brand_id = $1 and p.id = $2
    and not exists (select from profile other where other.brand_id = $1 and other.name = $3 and other.id <> $2)
  returning id`);

const REMOVE = statement(`delete from profile where brand_id = $1 and ${isCalled('profile', '$2')} returning id`);

/**
 * Stores a new profile; its condition must be one that can be asked now.
 * @throws {TolkError} FIELD_VALUE (name), PROFILE_CONDITION, PROFILE_EXISTS, PROFILES_EXCEEDED
 */
export async function createProfile(scope: Scope, wish: ProfileWish): Promise<FullProfile> {
  return storing(scope, wish, (tx) => insert(tx, wish));
}

/**
 * Gives a profile another name and condition.
 * @param profile its number or its name
 * @throws {TolkError} as createProfile, and PROFILE_NOT_FOUND
 */
export async function changeProfile(scope: Scope, profile: string, wish: ProfileWish): Promise<FullProfile> {
  return storing(scope, wish, async (tx) => {
    const { id } = await findProfile(tx, profile);
    return update(tx, id, wish);
  });
}

/** Stores a profile under its name, whether there is one already or not. @throws {TolkError} as createProfile */
export async function saveProfile(scope: Scope, wish: ProfileWish): Promise<FullProfile> {
  return storing(scope, wish, async (tx) => {
    const [there] = await rows<[string]>(tx.sql, BY_NAME, [tx.brand.id, wish.name]);
    return there === undefined ? insert(tx, wish) : update(tx, there[0], wish);
  });
}

const BY_NAME = statement('select id from profile where brand_id = $1 and name = $2');

/** @param profile its number or its name @throws {TolkError} PROFILE_NOT_FOUND */
export async function removeProfile({ sql, brand }: Scope, profile: string): Promise<void> {
  const removed = await rows(sql, REMOVE, [brand.id, profile]);
  if (removed.length === 0) throw failure('PROFILE_NOT_FOUND', { profile });
}

async function storing(
  scope: Scope, { name, condition }: ProfileWish, store: (tx: TxScope) => Promise<string>,
): Promise<FullProfile> {
  checkName(scope, name);
  await conditionQuery(scope, condition);
  return scope.transaction(async (tx) => {
    await rows(tx.sql, LOCK, [tx.brand.id]);
    return findProfile(tx, await store(tx));
  });
}

async function insert({ sql, brand, actor, limits }: TxScope, { name, condition }: ProfileWish): Promise<string> {
  const [[count] = [0]] = await rows<[number]>(sql, COUNT, [brand.id]);
  const most = limits.PROFILES_MAX;
  if (count >= most) throw failure('PROFILES_EXCEEDED', { most: String(most) });
  const [made] = await rows<[string]>(sql, INSERT, [brand.id, name, JSON.stringify(condition), actor.name]);
  if (made === undefined) throw failure('PROFILE_EXISTS', { name });
  return made[0];
}

async function update({ sql, brand, actor }: TxScope, id: string, { name, condition }: ProfileWish): Promise<string> {
  const [changed] = await rows<[string]>(sql, UPDATE, [brand.id, id, name, JSON.stringify(condition), actor.name]);
  if (changed === undefined) throw failure('PROFILE_EXISTS', { name });
  return changed[0];
}

function checkName({ limits: { PROFILE_NAME_LENGTH: most } }: Scope, name: string): void {
  const refuse = (why: string) => failure('FIELD_VALUE', { field: 'name', why, value: name });
  if (name === '') throw refuse('is empty');
  if (name.length > most && [...name].length > most) throw refuse(`has more than ${most} characters`);
  if (!isStorable(name)) throw refuse('has a character that cannot be kept');
  if (/^\d+$/.test(name)) throw refuse('is digits alone, which are taken for the number of a profile');
}
