import { rows, statement, type Sql } from '../db/index.ts';
import { suspendIdleOwners } from './owners.ts';

// Rows that another instance is writing now are its own, or the next minute's.
const LOG_ACTIVATED = statement(`
  with due as (
    select brand_id, id, active_from, revoked_at from token
    where logged_state = 'pending' and active_from <= now()
    for no key update skip locked
  ), noted as (
    update token set logged_state = 'active'
    from due where token.brand_id = due.brand_id and token.id = due.id
  )
  insert into token_log (brand_id, token_id, act, acted_at, actor, door)
  select brand_id, id, 'activated', active_from, 'tolk', 'job' from due
  where revoked_at is null order by brand_id, id`);

const LOG_EXPIRED = statement(`
  with due as (
    select brand_id, id, expires_at, revoked_at from token
    where logged_state <> 'expired' and expires_at <= now()
    for no key update skip locked
  ), noted as (
    update token set logged_state = 'expired'
    from due where token.brand_id = due.brand_id and token.id = due.id
  )
  insert into token_log (brand_id, token_id, act, acted_at, actor, door)
  select brand_id, id, 'expired', expires_at, 'tolk', 'job' from due
  where revoked_at is null order by brand_id, id`);

/**
 * House-wide upkeep for the minute tick; any number of instances at once do it once: owners without activity
 * are put to sleep, and what time alone does to tokens is put down in their log.
 * @param idle milliseconds without activity that make an owner inactive, 0 for never (OWNER_IDLE)
 */
export async function maintainAccess(sql: Sql, idle: number): Promise<void> {
  await suspendIdleOwners(sql, idle);
  await rows(sql, LOG_ACTIVATED, []);
  await rows(sql, LOG_EXPIRED, []);
}
