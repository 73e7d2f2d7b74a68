import { shownTime, type Scope } from '../../db/index.ts';
import { accountsGiven, isNoDate, optionsGiven } from '../check.ts';
import type { CustomerInput } from '../customer.ts';
import { optionsNamed } from '../definitions.ts';
import { FIELDS, type Field } from '../fields.ts';
import { checkOptions } from '../options.ts';
import type { IdQuery, SourceRequest } from '../../resource/index.ts';
import { checkDate, checkOneOf, checkText, isDateTime, HIDDEN, canBeId, refused } from '../values.ts';

/** Kinds of the two sets below; they are stored with a set, so they never change. */
export const ALL_CUSTOMERS = 'customer.all';
export const CUSTOMERS_LIKE = 'customer.byObject';

/** What a set of all customers is made from. */
export const allCustomersSource: SourceRequest = { kind: ALL_CUSTOMERS, params: {} };

/**
 * What a set of the customers that equal an example is made from. The example is checked when the set is
 * made; it is stored until then, so a password in it is hidden.
 */
export function customersLikeSource(customer: CustomerInput): SourceRequest {
  const hidden = customer.password == null || customer.password === '' ? {} : { password: HIDDEN };
  return { kind: CUSTOMERS_LIKE, params: { customer: { ...customer, ...hidden } } };
}

/** The query for ALL_CUSTOMERS: all customers of the brand. */
export function allCustomers({ brand }: Scope): IdQuery {
  return { text: 'select c.id from customer c where c.brand_id = $1', values: [brand.id] };
}

/**
 * The query for CUSTOMERS_LIKE: the customers that equal an example in every field, option and account
 * that it gives; nil and empty ones do not take part (soap.md 6.2). An example that gives nothing fits all.
 * What the gateway keeps (id, counts, times ...) takes part too; the e-mail address without letter case. An
 * option that is not defined is the option of nobody.
 * @throws {TolkError} FIELD_VALUE, OPTION_UNKNOWN for what no customer could have: the set then ends in ERROR
 *   (soap.md 5.1)
 */
export async function customersLike(scope: Scope, params: unknown): Promise<IdQuery> {
  const { customer } = params as { readonly customer: CustomerInput };
  const values: unknown[] = [scope.brand.id];
  const place = (value: unknown) => `$${values.push(value)}`;
  const terms = ['c.brand_id = $1'];
  for (const field of FIELDS) {
    const value = customer[field.name];
    if (value != null && value !== '') terms.push(equals(field, value, place, scope));
  }
  const options = await wantedOptions(scope, customer);
  if (options !== undefined) {
    terms.push(`c.options @> ${place(JSON.stringify(options))}::jsonb and c.options <> '{}'`);
  }
  for (const { network, accountId } of accountsGiven(customer)) {
    terms.push(`exists (select from customer_account a where a.brand_id = $1 and a.customer_id = c.id
      and a.network = ${place(network)} and a.account_id = ${place(accountId)})`);
  }
  return { text: `select c.id from customer c where ${terms.join(' and ')}`, values };
}

/** `<> ''` says nothing new, but is what the partial indexes need to hear. */
function equals(field: Field, value: string, place: (value: unknown) => string, { brand }: Scope): string {
  const { name, kind, column, max, values, kept, keptAt } = field;
  switch (kind) {
    case 'text': {
      const text = place(kept || keptAt.length > 0 ? value : checkText(name, value, max));
      if (name === 'emailAddress') return `lower(c.${column}) = lower(${text}) and c.${column} <> ''`;
      return `c.${column} = ${text} and c.${column} <> ''`;
    }
    case 'enum': return `c.${column} = ${place(checkOneOf(name, value, values))}`;
    case 'date':
      return isNoDate(value) ? `c.${column} is null` : `c.${column} = ${place(checkDate(name, value))}::date`;
    case 'id': case 'count':
      if (!canBeId(value)) throw refused(name, 'is not a number that can be', value);
      return `c.${column} = ${place(value)}::bigint`;
    case 'time':
      if (!isDateTime(value)) throw refused(name, 'is not a time YYYY-MM-DD HH:MM:SS', value);
      return `${shownTime(`c.${column}`, place(brand.timeZone))} = ${place(value)}`;
    case 'password': throw refused(name, 'cannot be searched for', HIDDEN);
  }
}

/** @returns nothing when no option has a value */
async function wantedOptions(scope: Scope, customer: CustomerInput): Promise<object | undefined> {
  const given = new Map([...optionsGiven(customer)].filter(([, value]) => value !== ''));
  if (given.size === 0) return undefined;
  checkOptions(scope, given, await optionsNamed(scope, [...given.keys()]));
  return Object.fromEntries(given);
}
