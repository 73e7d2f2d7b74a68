import { rows, statement, type Scope, type Statement } from '../../db/index.ts';
import { failure } from '../../errors.ts';
import type { Customer } from '../customer.ts';
import { isPassword } from '../password.ts';
import { CUSTOMER_COLUMNS, customerOf, type CustomerRow } from './row.ts';
import { customerNotFound, canBeId } from '../values.ts';

/*
 * An empty value finds nothing (design.md 7): the statements say so themselves, which is also what lets them
 * use the partial indexes. Indexes end in id, so that the first rows of many come without a sort.
 */
const BY_ID = statement(`select ${CUSTOMER_COLUMNS} from customer c where c.brand_id = $1 and c.id = $3`);
const BY_IDS = statement(`
  select ${CUSTOMER_COLUMNS}
  from unnest($3::bigint[]) with ordinality as asked (id, place)
  join customer c on c.brand_id = $1 and c.id = asked.id
  order by asked.place`);
const KNOWN = statement(`
  select c.id
  from unnest($2::bigint[]) with ordinality as asked (id, place)
  join customer c on c.brand_id = $1 and c.id = asked.id
  order by asked.place`);
const BY_EXTERNAL_ID = statement(lookUp('c.external_id', '$3'));
const BY_EMAIL_ADDRESS = statement(lookUp('lower(c.email_address)', 'lower($3)', 'c.email_address'));
const BY_MOBILE_PHONE = statement(lookUp('c.mobile_phone', '$3'));
const BY_ACCOUNT = statement(`
  select ${CUSTOMER_COLUMNS}
  from customer_account held join customer c on c.brand_id = held.brand_id and c.id = held.customer_id
  where held.brand_id = $1 and held.network = $3 and held.account_id = $4`);
const PASSWORDS = statement(`
  select c.id, c.password_hash from customer c
  where c.brand_id = $1 and c.user_name = $2 and c.user_name <> '' and c.password_hash <> ''
  order by c.id limit $3`);
const COUNT = statement('select count(*) from customer where brand_id = $1');

function lookUp(compared: string, value: string, column = compared): string {
  return `
  select ${CUSTOMER_COLUMNS} from customer c
  where c.brand_id = $1 and ${compared} = ${value} and ${column} <> '' order by c.id limit $4`;
}

/** @throws {TolkError} CUSTOMER_NOT_FOUND */
export async function customerById({ sql, brand }: Scope, customerId: string): Promise<Customer> {
  const [row] = canBeId(customerId)
    ? await rows<CustomerRow>(sql, BY_ID, [brand.id, brand.timeZone, customerId])
    : [];
  if (row === undefined) throw customerNotFound(customerId);
  return customerOf(row);
}

/** The customers in the order of the ids; those that are gone are left out. */
export async function customersByIds(
  { sql, brand }: Scope, customerIds: readonly string[],
): Promise<Customer[]> {
  if (customerIds.length === 0) return [];
  return (await rows<CustomerRow>(sql, BY_IDS, [brand.id, brand.timeZone, customerIds])).map(customerOf);
}

/** Those of the ids that are customers, in their order. */
export async function knownCustomerIds(
  { sql, brand }: Scope, customerIds: readonly string[],
): Promise<string[]> {
  if (customerIds.length === 0) return [];
  return (await rows<[id: string]>(sql, KNOWN, [brand.id, customerIds])).map(([id]) => id);
}

/**
 * SQL that finds a customer, without columns: for the statements of rooms that keep things below customers.
 * @param brand, id SQL expressions, e.g. parameters
 */
export function customerQuery(brand: string, id: string): string {
  return `select from customer where brand_id = ${brand} and id = ${id}`;
}

/** All customers with exactly this customer number, by ascending id. @throws {TolkError} LIST_TOO_LONG */
export function customersByExternalId(scope: Scope, externalId: string): Promise<Customer[]> {
  return list(scope, BY_EXTERNAL_ID, externalId);
}

/**
 * All customers with this primary address; letter case does not matter (soap.md 6.2). @throws {TolkError}
 * LIST_TOO_LONG
 */
export function customersByEmailAddress(scope: Scope, emailAddress: string): Promise<Customer[]> {
  return list(scope, BY_EMAIL_ADDRESS, emailAddress);
}

/** All customers with exactly this mobile number. @throws {TolkError} LIST_TOO_LONG */
export function customersByMobilePhone(scope: Scope, mobilePhone: string): Promise<Customer[]> {
  return list(scope, BY_MOBILE_PHONE, mobilePhone);
}

/**
 * The customers with this user name and password, a login check. Each try costs some 40 ms on purpose, so
 * only the PASSWORD_CANDIDATES oldest customers of the name are tried. No password never fits.
 */
export async function customersByLogin(scope: Scope, userName: string, password: string): Promise<Customer[]> {
  const { sql, brand, limits } = scope;
  if (password === '') return [];
  const candidates = await rows<readonly [id: string, hash: string]>(
    sql, PASSWORDS, [brand.id, userName, limits.PASSWORD_CANDIDATES],
  );
  const fits = await Promise.all(candidates.map(([, hash]) => isPassword(password, hash)));
  return customersByIds(scope, candidates.filter((_, place) => fits[place]).map(([id]) => id));
}

/** @throws {TolkError} ACCOUNT_NOT_FOUND */
export async function customerByAccount(
  { sql, brand }: Scope, network: string, accountId: string,
): Promise<Customer> {
  const [row] = await rows<CustomerRow>(sql, BY_ACCOUNT, [brand.id, brand.timeZone, network, accountId]);
  if (row === undefined) throw failure('ACCOUNT_NOT_FOUND', { network, accountId });
  return customerOf(row);
}

/** Number of customers of the brand, as digits: counted in the primary key, some 50 ms per million. */
export async function countCustomers({ sql, brand }: Scope): Promise<string> {
  const [[count] = ['0']] = await rows<readonly [string]>(sql, COUNT, [brand.id]);
  return count;
}

async function list({ sql, brand, limits }: Scope, statement: Statement, value: string): Promise<Customer[]> {
  const most = limits.LIST_MAX;
  const found = await rows<CustomerRow>(sql, statement, [brand.id, brand.timeZone, value, most + 1]);
  if (found.length > most) {
    throw failure('LIST_TOO_LONG', { most: String(most), operation: 'customer_getByObject' });
  }
  return found.map(customerOf);
}
