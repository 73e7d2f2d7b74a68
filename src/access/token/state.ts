/** The life of a token (access.md 2): pending -> active <-> suspended, and in the end expired or revoked. */
export type TokenState = 'pending' | 'active' | 'suspended' | 'expired' | 'revoked';

/**
 * SQL for the state of a token `t` with owner `u`; the one place where it is told. Only `active` is accepted.
 * An owner without activity for too long counts as inactive at once, also when no instance was up to write it
 * down.
 * @param idle parameter of the statement: milliseconds without activity that make an owner inactive, 0 for
 *   never
 */
export function tokenState(idle: string): string {
  return `
    case
      when t.revoked_at is not null or u.state = 'deleted' then 'revoked'
      when t.expires_at <= now() then 'expired'
      when u.state = 'inactive' or ${isIdle(idle)} then 'suspended'
      when t.active_from > now() then 'pending'
      else 'active'
    end`;
}

/** SQL: whether the owner `u` was without activity for too long. */
export function isIdle(idle: string): string {
  return `(${idle}::float8 > 0 and u.last_active_at < now() - ${idle}::float8 * interval '1 millisecond')`;
}
