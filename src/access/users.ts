import { rows, shownTime, statement, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';
import { checkName, isTaken } from './names.ts';

export interface User {
  readonly id: string;
  readonly name: string;
}

/** A user as an operator sees it. Times are `YYYY-MM-DD HH:MM:SS` in UTC: a user belongs to no brand. */
export interface ListedUser extends User {
  readonly state: 'active' | 'inactive' | 'deleted';
  readonly lastActiveAt: string;
  readonly createdAt: string;
  /** Names of the brands it may have tokens of. */
  readonly brands: readonly string[];
}

const INSERT = statement(`
  with made as (
    insert into app_user (name) values ($1) returning id, name
  ), access as (
    insert into user_brand (brand_id, user_id)
    select distinct brand_id, made.id from made, unnest($2::bigint[]) as brand_id
  )
  select id, name from made`);

/**
 * Makes a user with access to brands.
 * @throws {TolkError} FIELD_VALUE (name), USER_EXISTS (a living user has the name)
 */
export async function createUser(
  sql: Sql, input: { readonly name: string; readonly brandIds: readonly string[] },
): Promise<User> {
  const name = checkName('name', input.name);
  try {
    const [made] = await rows<[string, string]>(sql, INSERT, [name, input.brandIds]);
    return userOf(made as [string, string]);
  } catch (error) {
    throw isTaken(error, 'app_user_by_name') ? failure('USER_EXISTS', { name }) : error;
  }
}

const BY_NAME = statement(`
  select id, name from app_user where lower(name) = lower($1) and state <> 'deleted'`);

/** The living user of that name, in any letter case. @throws {TolkError} USER_NOT_FOUND */
export async function userByName(sql: Sql, name: string): Promise<User> {
  const [row] = await rows<[string, string]>(sql, BY_NAME, [name]);
  if (row === undefined) throw failure('USER_NOT_FOUND', { user: name });
  return userOf(row);
}

const ALL = statement(`
  select u.id, u.name, u.state,
    ${shownTime('u.last_active_at', `'UTC'`)},
    ${shownTime('u.created_at', `'UTC'`)},
    array(
      select b.name from user_brand ub join brand b on b.id = ub.brand_id
      where ub.user_id = u.id order by b.id
    )
  from app_user u
  order by u.id`);

/** All users of the house, deleted ones too, oldest first. */
export async function listUsers(sql: Sql): Promise<ListedUser[]> {
  type Row = [string, string, ListedUser['state'], string, string, string[]];
  return (await rows<Row>(sql, ALL, [])).map(([id, name, state, lastActiveAt, createdAt, brands]) =>
    ({ id, name, state, lastActiveAt, createdAt, brands }));
}

const ALLOW = statement(`
  insert into user_brand (brand_id, user_id)
  select $1, id from app_user where id = $2 and state <> 'deleted'
  on conflict do nothing`);

/** Gives a user access to a brand; no change when it has it. */
export async function allowBrand(sql: Sql, userId: string, brandId: string): Promise<void> {
  await rows(sql, ALLOW, [brandId, userId]);
}

function userOf([id, name]: [string, string]): User {
  return { id, name };
}
