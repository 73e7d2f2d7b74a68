import { rows, statement, type Scope } from '../../db/index.ts';

const GRANTS = statement(`
  delete from oauth_grant
  where brand_id = $1 and expires_at < now() - $2::bigint * interval '1 millisecond'`);
const TOKENS = statement(`
  with old as materialized (
    select id from token
    where brand_id = $1 and app like 'oauth %' and expires_at < now() - $2::bigint * interval '1 millisecond'
    limit $3
  ), logged as (
    delete from token_log where brand_id = $1 and token_id in (select id from old)
  )
  select id from old`);
const REMOVE = statement('delete from token where brand_id = $1 and id = any($2::bigint[])');
const BATCH = 5000;

/**
 * Upkeep of a brand: what OAuth clients were given and has expired goes, with its log. They ask for a new token every
 * hour, so these would become most of all tokens.
 */
export async function maintainOauth(scope: Scope): Promise<void> {
  const { brand, limits: { OAUTH_KEPT: kept } } = scope;
  await rows(scope.sql, GRANTS, [brand.id, kept]);
  let removed: number;
  do {
    removed = await scope.transaction(async ({ sql }) => {
      const old = (await rows<[string]>(sql, TOKENS, [brand.id, kept, BATCH])).flat();
      if (old.length > 0) await rows(sql, REMOVE, [brand.id, old]);
      return old.length;
    });
  } while (removed === BATCH);
}
