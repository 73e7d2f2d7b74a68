/**
 * The owner's life, which is that of its tokens (access.md 2): asleep while the owner is inactive, the same
 * tokens awake with it again, dead with it. The owner's row is changed first and held, so that whoever makes
 * a token meanwhile is either seen by the second statement or finds the owner changed.
 */
import type { Knex } from 'knex';
import { rows, statement, type Actor, type Sql, type Statement } from '../db/index.ts';
import { failure } from '../errors.ts';
import { logAct } from './token/log.ts';
import { isIdle } from './token/state.ts';

const LIVING = 't.revoked_at is null and (t.expires_at is null or t.expires_at > now())';

/** Statement that logs an act for the living tokens of users: $1 their ids, $2 and $3 who does it. */
const logFor = (act: string) => statement(`
  with living as (
    select brand_id, id from token t where user_id = any($1::bigint[]) and ${LIVING}
  )
  ${logAct('living', act, ['$2', '$3'])}`);

const LOG_SUSPENDED = logFor('suspended');
const LOG_REVIVED = logFor('revived');

const DEACTIVATE = statement(`
  update app_user set state = 'inactive', changed_at = now()
  where id = $1 and state = 'active'
  returning id`);

/**
 * Puts a user and its tokens to sleep. No change when it sleeps already.
 * @throws {TolkError} USER_NOT_FOUND
 */
export async function deactivateUser(sql: Sql, actor: Actor, userId: string): Promise<void> {
  await sql.transaction(async (trx) => {
    await hold(trx, userId);
    await changeAndLog(trx, actor, DEACTIVATE, [userId], LOG_SUSPENDED);
  });
}

const IDLE = statement(`
  with idle as (
    select u.id from app_user u
    where u.state = 'active' and ${isIdle('$1')}
    for no key update skip locked
  )
  update app_user set state = 'inactive', changed_at = now()
  from idle where app_user.id = idle.id
  returning app_user.id`);

/**
 * Puts owners to sleep (one that is just being written to is not idle) that were without activity for too
 * long; for the minute tick, any number of instances at once.
 * @param idle milliseconds without activity, 0 for never (OWNER_IDLE)
 * @returns how many
 */
export async function suspendIdleOwners(sql: Sql, idle: number): Promise<number> {
  const actor: Actor = { name: 'tolk', door: 'job' };
  return sql.transaction((trx) => changeAndLog(trx, actor, IDLE, [idle], LOG_SUSPENDED));
}

const REACTIVATE = statement(`
  update app_user set state = 'active', changed_at = now(), last_active_at = now()
  where id = $1 and state = 'inactive'
  returning id`);
const TOUCH = statement(`update app_user set last_active_at = now() where id = $1 and state = 'active'`);

/**
 * Wakes a user and its tokens; its days without activity count from now.
 * @throws {TolkError} USER_NOT_FOUND: nobody of that number, or deleted, which is for good
 */
export async function reactivateUser(sql: Sql, actor: Actor, userId: string): Promise<void> {
  await sql.transaction(async (trx) => {
    await hold(trx, userId);
    await rows(trx, TOUCH, [userId]);
    await changeAndLog(trx, actor, REACTIVATE, [userId], LOG_REVIVED);
  });
}

const DELETE = statement(`update app_user set state = 'deleted', changed_at = now() where id = $1`);
const WITHDRAW_ALL = statement('delete from user_brand where user_id = $1');
const REVOKE_ALL = statement(`
  with revoked as (
    update token set revoked_at = now()
    where user_id = $1 and revoked_at is null
    returning brand_id, id
  )
  ${logAct('revoked', 'revoked', ['$2', '$3'])}`);

/**
 * Deletes a user: its tokens are dead for good, its name is free again, its row stays for the log.
 * @throws {TolkError} USER_NOT_FOUND
 */
export async function deleteUser(sql: Sql, actor: Actor, userId: string): Promise<void> {
  await sql.transaction(async (trx) => {
    await hold(trx, userId);
    await rows(trx, DELETE, [userId]);
    await rows(trx, WITHDRAW_ALL, [userId]);
    await rows(trx, REVOKE_ALL, [userId, actor.name, actor.door]);
  });
}

const WITHDRAW = statement('delete from user_brand where brand_id = $1 and user_id = $2');
const REVOKE_OF_BRAND = statement(`
  with revoked as (
    update token set revoked_at = now()
    where brand_id = $1 and user_id = $2 and revoked_at is null
    returning brand_id, id
  )
  ${logAct('revoked', 'revoked', ['$3', '$4'])}`);

/** Takes a user's access to a brand away; its tokens of that brand are dead for good. */
export async function withdrawBrand(sql: Sql, actor: Actor, userId: string, brandId: string): Promise<void> {
  await sql.transaction(async (trx) => {
    await hold(trx, userId);
    await rows(trx, WITHDRAW, [brandId, userId]);
    await rows(trx, REVOKE_OF_BRAND, [brandId, userId, actor.name, actor.door]);
  });
}

const HOLD = statement(`select id from app_user where id = $1 and state <> 'deleted' for update`);

/**
 * Keeps a living user from being changed, or given a brand, until the transaction ends.
 * @throws {TolkError} USER_NOT_FOUND
 */
export async function hold(trx: Knex.Transaction, userId: string): Promise<void> {
  const [row] = await rows<[string]>(trx, HOLD, [userId]);
  if (row === undefined) throw failure('USER_NOT_FOUND', { user: userId });
}

async function changeAndLog(
  trx: Knex.Transaction, actor: Actor, change: Statement, values: readonly unknown[], log: Statement,
): Promise<number> {
  const changed = (await rows<[string]>(trx, change, values)).map(([id]) => id);
  if (changed.length > 0) await rows(trx, log, [changed, actor.name, actor.door]);
  return changed.length;
}
