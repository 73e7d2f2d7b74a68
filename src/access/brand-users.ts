/**
 * Users as their brand sees and manages them. A user may have access to several brands, given by the house; so a
 * brand learns nothing of the others, and does nothing to a shared user that others would feel.
 */
import { isId, rows, statement, type Scope, type TxScope } from '../db/index.ts';
import { failure } from '../errors.ts';
import { brandTime } from './brand-time.ts';
import { deactivateUser, deleteUser, hold, reactivateUser, withdrawBrand } from './owners.ts';
import { readPage, type Page, type PageWish } from './page.ts';
import type { Session } from './session.ts';
import { isIdle } from './token/state.ts';
import { createUser } from './users.ts';

/** Times are `YYYY-MM-DD HH:MM:SS` in the brand's zone. */
export interface BrandUser {
  readonly id: string;
  readonly name: string;
  /** inactive: its tokens are refused until it is reactivated. */
  readonly state: 'active' | 'inactive';
  /** Last use of any of its tokens of this brand; null: none yet. */
  readonly lastActiveAt: string | null;
  /** Since when it has access to this brand. */
  readonly createdAt: string;
}

type Row = [id: string, name: string, state: BrandUser['state'], lastActiveAt: string | null, createdAt: string];

/** $1 brand, $2 OWNER_IDLE; user_brand_pk gives the order, token_by_owner the last use. */
const usersWhere = (condition: string) => statement(`
  select u.id, u.name, case when u.state = 'active' and ${isIdle('$2')} then 'inactive' else u.state end,
    (select ${brandTime('max(t.last_used_at)')} from token t where t.user_id = u.id and t.brand_id = b.id),
    ${brandTime('ub.created_at')}
  from user_brand ub
  join app_user u on u.id = ub.user_id
  join brand b on b.id = ub.brand_id
  where ub.brand_id = $1 and ${condition}`);

// Said of both: PostgreSQL does not conclude it, and would merge all users before the page.
const PAGE = usersWhere('ub.user_id > $3 and u.id > $3 order by ub.user_id limit $4');
const ONE = usersWhere('ub.user_id = $3');

/** The users with access to the brand, by ascending id. @throws {TolkError} FIELD_VALUE (limit, after) */
export async function listBrandUsers(scope: Scope, wish: PageWish): Promise<Page<BrandUser>> {
  const { sql, brand, limits } = scope;
  return readPage(scope, wish, async (after, most) =>
    (await rows<Row>(sql, PAGE, [brand.id, limits.OWNER_IDLE, after, most])).map(userOf));
}

/** @throws {TolkError} USER_NOT_FOUND: nobody of that number has access to the brand */
export async function brandUser({ sql, brand, limits }: Scope, userId: string): Promise<BrandUser> {
  const [row] = isId(userId) ? await rows<Row>(sql, ONE, [brand.id, limits.OWNER_IDLE, userId]) : [];
  if (row === undefined) throw failure('USER_NOT_FOUND', { user: userId });
  return userOf(row);
}

/**
 * Makes a user with access to this brand. Names are one per house, as authors in histories must be; whoever has the
 * name already, here or elsewhere, is not given to the brand.
 * @throws {TolkError} FIELD_VALUE (name), USER_EXISTS
 */
export async function createBrandUser(scope: Scope, name: string): Promise<BrandUser> {
  return scope.transaction(async (tx) => {
    const { id } = await createUser(tx.sql, { name, brandIds: [tx.brand.id] });
    return brandUser(tx, id);
  });
}

/**
 * Puts a user of this brand, and of no other, to sleep.
 * @throws {TolkError} USER_NOT_FOUND, USER_SHARED, OWN_ACCESS: it is the owner of the token that asks
 */
export async function deactivateBrandUser(scope: Scope, session: Session, userId: string): Promise<BrandUser> {
  refuseOwn(session, userId);
  return change(scope, userId, deactivateUser);
}

/** Wakes a user of this brand, and of no other. @throws {TolkError} USER_NOT_FOUND, USER_SHARED */
export async function reactivateBrandUser(scope: Scope, userId: string): Promise<BrandUser> {
  return change(scope, userId, reactivateUser);
}

/**
 * Takes this brand from a user: its tokens of the brand are dead for good. A user without any other brand is deleted.
 * @throws {TolkError} USER_NOT_FOUND, OWN_ACCESS: it is the owner of the token that asks
 */
export async function removeBrandUser(scope: Scope, session: Session, userId: string): Promise<void> {
  refuseOwn(session, userId);
  await scope.transaction(async (tx) => {
    const { sql, actor, brand } = tx;
    if (await isShared(tx, userId)) await withdrawBrand(sql, actor, userId, brand.id);
    else await deleteUser(sql, actor, userId);
  });
}

async function change(scope: Scope, userId: string, act: typeof deactivateUser): Promise<BrandUser> {
  return scope.transaction(async (tx) => {
    if (await isShared(tx, userId)) throw failure('USER_SHARED', { user: userId });
    await act(tx.sql, tx.actor, userId);
    return brandUser(tx, userId);
  });
}

const BRANDS = statement(`
  select bool_or(brand_id = $1), bool_or(brand_id <> $1) from user_brand where user_id = $2`);

/**
 * Whether a user of the brand has others too. Its row is held first: from then on nobody gives it a brand.
 * @throws {TolkError} USER_NOT_FOUND
 */
async function isShared({ sql, brand }: TxScope, userId: string): Promise<boolean> {
  if (!isId(userId)) throw failure('USER_NOT_FOUND', { user: userId });
  await hold(sql, userId);
  type Found = [isOurs: boolean | null, isOthers: boolean | null];
  const [[isOurs, isOthers] = [null, null]] = await rows<Found>(sql, BRANDS, [brand.id, userId]);
  if (isOurs !== true) throw failure('USER_NOT_FOUND', { user: userId });
  return isOthers === true;
}

/** Nobody ends the access by which it asks: most often that is a slip, and only the house could mend it. */
function refuseOwn({ user }: Session, userId: string): void {
  if (user.id === userId) throw failure('OWN_ACCESS', {});
}

function userOf([id, name, state, lastActiveAt, createdAt]: Row): BrandUser {
  return { id, name, state, lastActiveAt, createdAt };
}
