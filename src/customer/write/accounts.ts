import { rows, statement, type Scope, type TxScope } from '../../db/index.ts';
import { publish } from '../../events/index.ts';
import { failure } from '../../errors.ts';
import { checkAccount } from '../check.ts';
import type { Account } from '../customer.ts';
import { asIs, type Refuse } from './prepare.ts';
import { customerNotFound, canBeId } from '../values.ts';

/**
 * Accounts at outside networks (soap.md 6.5). Given in a customer they are added, as by
 * account_addToCustomer; others stay.
 */
interface AccountWish extends Account {
  readonly customerId: string;
}

/**
 * Adds the pairs that nobody has. The history names networks with the ids that were added; a customer made by
 * this very transaction keeps its modifiedAt, which a new record has in common with createdAt (soap.md 6.1).
 */
const ADD = statement(`
with added as (
  insert into customer_account (brand_id, network, account_id, customer_id)
  select distinct on (network, account_id) $1::bigint, network, account_id, customer_id
  from unnest($2::bigint[], $3::text[], $4::text[])
    with ordinality as wish (customer_id, network, account_id, place)
  order by network, account_id, place
  on conflict (brand_id, network, account_id) do nothing
  returning customer_id, network, account_id
), changed as (
  select customer_id, clock_timestamp() as changed_at,
    jsonb_object_agg('accounts.' || network, jsonb_build_array(null, ids)) as changes
  from (
    select customer_id, network, string_agg(account_id, ', ') as ids from added group by customer_id, network
  ) as by_network
  group by customer_id
), touched as (
  update customer c set modified_by = $5, modified_at = changed.changed_at
  from changed where c.brand_id = $1 and c.id = changed.customer_id and c.created_at < now()
), noted as (
  insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
  select $1::bigint, customer_id, changed_at, 'updated', $5, $6, changes from changed
)
select customer_id from changed`);

/** A statement of its own sees what another transaction added while the one above waited for it. */
const TAKEN = statement(`
  select wish.place::int, held.network, held.account_id, held.customer_id
  from unnest($2::bigint[], $3::text[], $4::text[])
    with ordinality as wish (customer_id, network, account_id, place)
  join customer_account held
    on held.brand_id = $1 and held.network = wish.network and held.account_id = wish.account_id
  where held.customer_id <> wish.customer_id
  order by wish.place limit 1`);
const CROWDED = statement(`
  select wish.place::int, wish.customer_id
  from unnest($2::bigint[]) with ordinality as wish (customer_id, place)
  where $3::int < (
    select count(*) from customer_account held where held.brand_id = $1 and held.customer_id = wish.customer_id)
  order by wish.place limit 1`);

const REMOVE = statement(`
with removed as (
  delete from customer_account where brand_id = $1 and network = $3 and account_id = $4 and customer_id = $2
  returning clock_timestamp() as changed_at
), touched as (
  update customer c set modified_by = $5, modified_at = removed.changed_at
  from removed where c.brand_id = $1 and c.id = $2
), noted as (
  insert into customer_history (brand_id, customer_id, changed_at, act, changed_by, door, changes)
  select $1::bigint, $2::bigint, changed_at, 'updated', $5, $6,
    jsonb_build_object('accounts.' || $3::text, jsonb_build_array($4::text, null))
  from removed
)
select 1 from removed`);

/** Against deletion while something hangs itself on the customer. */
const HOLD = statement('select id from customer where brand_id = $1 and id = $2 for key share');

/**
 * Gives accounts to customers that exist. One that the customer has already is no change.
 * @param refuse makes the error of the wish at a place from a TolkError ACCOUNT_TAKEN or ACCOUNTS_EXCEEDED
 */
export async function addAccounts(
  scope: TxScope, wishes: readonly AccountWish[], refuse: Refuse,
): Promise<void> {
  if (wishes.length === 0) return;
  const { sql, brand, actor, limits } = scope;
  const customerIds = wishes.map(({ customerId }) => customerId);
  const pairs = [wishes.map(({ network }) => network), wishes.map(({ accountId }) => accountId)];
  const added = await rows<readonly [string]>(
    sql, ADD, [brand.id, customerIds, ...pairs, actor.name, actor.door],
  );
  const [taken] = await rows<readonly [place: number, network: string, accountId: string, customerId: string]>(
    sql, TAKEN, [brand.id, customerIds, ...pairs],
  );
  if (taken !== undefined) {
    const [place, network, accountId, customerId] = taken;
    throw refuse(place - 1, failure('ACCOUNT_TAKEN', { network, accountId, customerId }));
  }
  if (added.length === 0) return;
  const [crowded] = await rows<readonly [place: number, id: string]>(
    sql, CROWDED, [brand.id, customerIds, limits.ACCOUNTS_MAX],
  );
  if (crowded !== undefined) {
    const [place, id] = crowded;
    throw refuse(place - 1, failure('ACCOUNTS_EXCEEDED', { id, most: String(limits.ACCOUNTS_MAX) }));
  }
  await publish(scope, 'customer.changed', { customerIds: added.map(([id]) => id), kind: 'updated' });
}

/**
 * Gives one account to a customer; again is no change.
 * @throws {TolkError} FIELD_VALUE, CUSTOMER_NOT_FOUND, ACCOUNT_TAKEN, ACCOUNTS_EXCEEDED
 */
export async function addAccount(
  scope: Scope, customerId: string, network: string, accountId: string,
): Promise<void> {
  const account = checkAccount(network, accountId);
  await scope.transaction(async (tx) => {
    await holdCustomer(tx, customerId);
    await addAccounts(tx, [{ customerId, ...account }], asIs);
  });
}

/**
 * Takes an account from a customer.
 * @returns false when it does not have it
 * @throws {TolkError} FIELD_VALUE, CUSTOMER_NOT_FOUND
 */
export async function removeAccount(
  scope: Scope, customerId: string, network: string, accountId: string,
): Promise<boolean> {
  const account = checkAccount(network, accountId);
  return scope.transaction(async (tx) => {
    await holdCustomer(tx, customerId);
    const { sql, brand, actor } = tx;
    const removed = await rows(sql, REMOVE, [
      brand.id, customerId, account.network, account.accountId, actor.name, actor.door,
    ]);
    if (removed.length === 0) return false;
    await publish(tx, 'customer.changed', { customerIds: [customerId], kind: 'updated' });
    return true;
  });
}

async function holdCustomer({ sql, brand }: TxScope, customerId: string): Promise<void> {
  const found = canBeId(customerId) ? await rows(sql, HOLD, [brand.id, customerId]) : [];
  if (found.length === 0) throw customerNotFound(customerId);
}
