import { shownTime } from '../../db/index.ts';
import type { Account, Customer, CustomerOption } from '../customer.ts';
import { FIELDS, NO_DATE, type Field } from '../fields.ts';

/**
 * Select list that makes a `CustomerRow` of a row of table customer named c. $1 is the brand, $2 its time
 * zone.
 */
export const CUSTOMER_COLUMNS = `
  (select json_agg(json_build_array(a.network, a.account_id) order by a.created_at, a.network, a.account_id)
   from customer_account a where a.brand_id = c.brand_id and a.customer_id = c.id),
  case when c.options <> '{}' then
    (select json_agg(json_build_array(o.key, o.value) order by d.id) from jsonb_each_text(c.options) o
     join customer_option d on d.brand_id = c.brand_id and d.name = o.key) end,
  ${FIELDS.map(selected).join(', ')}`;

/** A field of table customer named c as clients see it; $2 is the time zone of the brand. */
export function selected({ column, kind }: Field): string {
  switch (kind) {
    case 'date': return `coalesce(to_char(c.${column}, 'YYYY-MM-DD'), '${NO_DATE}')`;
    case 'time': return shownTime(`c.${column}`);
    case 'password': return `''`;
    case 'text': case 'enum': case 'id': case 'count': return `c.${column}`;
  }
}

type Pairs = readonly (readonly [string, string])[];
type Texts<Tuple extends readonly unknown[]> = { [At in keyof Tuple]: string };
export type CustomerRow = readonly [accounts: Pairs | null, options: Pairs | null, ...Texts<typeof FIELDS>];

/**
 * One object literal, so that a row costs one allocation and all customers share a shape. The places are
 * those of FIELDS.
 */
export function customerOf(row: CustomerRow): Customer {
  return {
    complaintCount: row[2],
    accounts: row[0] === null ? [] : row[0].map(account),
    smsOptIn: row[3],
    optIn: row[4],
    id: row[5],
    title: row[6],
    lastname: row[7],
    firstname: row[8],
    middlename: row[9],
    prefix: row[10],
    suffix: row[11],
    initials: row[12],
    gender: row[13],
    maritalStatus: row[14],
    birthday: row[15],
    birthplace: row[16],
    address: row[17],
    address2: row[18],
    address3: row[19],
    addressNumber: row[20],
    addressNumberSuffix: row[21],
    zipCode: row[22],
    poBox: row[23],
    city: row[24],
    state: row[25],
    country: row[26],
    companyName: row[27],
    department: row[28],
    alternateAddress: row[29],
    alternateAddress2: row[30],
    alternateAddress3: row[31],
    alternateAddressNumber: row[32],
    alternateAddressNumberSuffix: row[33],
    alternateZipCode: row[34],
    alternateCity: row[35],
    alternateState: row[36],
    alternateCountry: row[37],
    contactMan: row[38],
    jobTitle: row[39],
    workPhone: row[40],
    workExtension: row[41],
    workMobile: row[42],
    homePhone: row[43],
    mobilePhone: row[44],
    faxNumber: row[45],
    emailAddress: row[46],
    alternateEmailAddress: row[47],
    emailType: row[48],
    mailStatus: row[49],
    softBounceCount: row[50],
    hardBounceCount: row[51],
    website: row[52],
    imageUrl: row[53],
    status: row[54],
    externalId: row[55],
    userName: row[56],
    password: row[57],
    createdBy: row[58],
    createdAt: row[59],
    modifiedBy: row[60],
    modifiedAt: row[61],
    options: row[1] === null ? [] : optionsOf(row[5], row[1]),
    trackOptIn: row[62],
  };
}

function account([network, accountId]: Pairs[number]): Account {
  return { network, accountId };
}

function optionsOf(customerId: string, pairs: Pairs): CustomerOption[] {
  return pairs.map(([name, value]) => ({ identifier: name, customerId, name, value }));
}
