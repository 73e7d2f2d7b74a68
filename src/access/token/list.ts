import { isId, rows, statement, type Scope, type Sql } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import { brandTime } from '../brand-time.ts';
import { readPage, type Page, type PageWish } from '../page.ts';
import type { Right } from '../session.ts';
import { tokenState, type TokenState } from './state.ts';

/** A token as an operator sees it; never its text. Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface ListedToken {
  readonly id: string;
  readonly userId: string;
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

type Row = [
  id: string, userId: string, user: string, label: string, state: TokenState, rights: Right[], allow: string[],
  createdAt: string, activeFrom: string, expiresAt: string | null, lastUsedAt: string | null,
];

/** $1 brand, $2 OWNER_IDLE; token_pk gives the order. */
const tokensWhere = (condition: string) => statement(`
  select t.id, u.id, u.name, t.label, ${tokenState('$2')}, t.rights, t.allow::text[],
    ${brandTime('t.created_at')}, ${brandTime('t.active_from')}, ${brandTime('t.expires_at')},
    ${brandTime('t.last_used_at')}
  from token t
  join brand b on b.id = t.brand_id
  join app_user u on u.id = t.user_id
  where t.brand_id = $1 and ${condition}`);

const ALL = tokensWhere('true order by t.id');
const PAGE = tokensWhere('t.id > $3 order by t.id limit $4');
const ONE = tokensWhere('t.id = $3');

/**
 * All tokens of a brand, dead ones too, oldest first.
 * @param idle milliseconds without activity that make an owner inactive (OWNER_IDLE)
 */
export async function listTokens(sql: Sql, brandId: string, idle: number): Promise<ListedToken[]> {
  return (await rows<Row>(sql, ALL, [brandId, idle])).map(tokenOf);
}

/** The same a page at a time. @throws {TolkError} FIELD_VALUE (limit, after) */
export async function pageOfTokens(scope: Scope, wish: PageWish): Promise<Page<ListedToken>> {
  const { sql, brand, limits } = scope;
  return readPage(scope, wish, async (after, most) =>
    (await rows<Row>(sql, PAGE, [brand.id, limits.OWNER_IDLE, after, most])).map(tokenOf));
}

/** One token of the brand. @throws {TolkError} TOKEN_NOT_FOUND */
export async function tokenById({ sql, brand, limits }: Scope, tokenId: string): Promise<ListedToken> {
  const [row] = isId(tokenId) ? await rows<Row>(sql, ONE, [brand.id, limits.OWNER_IDLE, tokenId]) : [];
  if (row === undefined) throw failure('TOKEN_NOT_FOUND', { token: tokenId });
  return tokenOf(row);
}

/** One line of the log of token acts; the time as `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface TokenAct {
  readonly act: string;
  readonly at: string;
  readonly actor: string;
  readonly door: string;
}

const ACTS = statement(`
  select l.act, ${brandTime('l.acted_at')}, l.actor, l.door
  from (
    select * from token_log where brand_id = $1 and token_id = $2 order by id desc limit $3
  ) as l
  join brand b on b.id = l.brand_id
  order by l.id`);

/**
 * What happened to one token, oldest first.
 * @param most of many acts the newest so many; null: all
 * @throws {TolkError} TOKEN_NOT_FOUND
 */
export async function tokenActs(
  sql: Sql, brandId: string, tokenId: string, most: number | null = null,
): Promise<TokenAct[]> {
  type Act = [string, string, string, string];
  const found = isId(tokenId) ? await rows<Act>(sql, ACTS, [brandId, tokenId, most]) : [];
  if (found.length === 0) throw failure('TOKEN_NOT_FOUND', { token: tokenId }); // the first act is that it was made
  return found.map(([act, at, actor, door]) => ({ act, at, actor, door }));
}

function tokenOf(row: Row): ListedToken {
  const [id, userId, user, label, state, rights, allow, createdAt, activeFrom, expiresAt, lastUsedAt] = row;
  return { id, userId, user, label, state, rights, allow, createdAt, activeFrom, expiresAt, lastUsedAt };
}
