import { rows, statement, type Sql } from '../db/index.ts';
import { failure } from '../errors.ts';
import type { Right } from './session.ts';
import { TOKEN_NUMBER } from './tokens.ts';
import { tokenState, type TokenState } from './token-state.ts';

/** A token as an operator sees it; never its text. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ListedToken {
  readonly id: string;
  readonly user: string;
  readonly label: string;
  readonly state: TokenState;
  readonly rights: readonly Right[];
  readonly allow: readonly string[];
  readonly createdAt: string;
  readonly activeFrom: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

const shown = (moment: string) => `to_char(${moment} at time zone b.time_zone, 'YYYY-MM-DD HH24:MI:SS')`;

const OF_BRAND = statement(`
  select t.id, u.name, t.label, ${tokenState('$2')}, t.rights, t.allow::text[],
    ${shown('t.created_at')}, ${shown('t.active_from')}, ${shown('t.expires_at')}, ${shown('t.last_used_at')}
  from token t
  join brand b on b.id = t.brand_id
  join app_user u on u.id = t.user_id
  where t.brand_id = $1
  order by t.id`);

/**
 * All tokens of a brand, dead ones too, oldest first.
 * @param idle milliseconds without activity that make an owner inactive (OWNER_IDLE)
 */
export async function listTokens(sql: Sql, brandId: string, idle: number): Promise<ListedToken[]> {
  type Row = [
    string, string, string, TokenState, Right[], string[], string, string, string | null, string | null,
  ];
  const found = await rows<Row>(sql, OF_BRAND, [brandId, idle]);
  return found.map(([id, user, label, state, rights, allow, createdAt, activeFrom, expiresAt, lastUsedAt]) =>
    ({ id, user, label, state, rights, allow, createdAt, activeFrom, expiresAt, lastUsedAt }));
}

/** One line of the log of token acts; the time as `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface TokenAct {
  readonly act: string;
  readonly at: string;
  readonly actor: string;
  readonly door: string;
}

const ACTS = statement(`
  select l.act, ${shown('l.acted_at')}, l.actor, l.door
  from token_log l
  join brand b on b.id = l.brand_id
  where l.brand_id = $1 and l.token_id = $2
  order by l.id`);

/** What happened to one token, oldest first. @throws {TolkError} TOKEN_NOT_FOUND */
export async function tokenActs(sql: Sql, brandId: string, tokenId: string): Promise<TokenAct[]> {
  type Row = [string, string, string, string];
  const found = TOKEN_NUMBER.test(tokenId) ? await rows<Row>(sql, ACTS, [brandId, tokenId]) : [];
  if (found.length === 0) throw failure('TOKEN_NOT_FOUND', { token: tokenId }); // the first act is that it was made
  return found.map(([act, at, actor, door]) => ({ act, at, actor, door }));
}
