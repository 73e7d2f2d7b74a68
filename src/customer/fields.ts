import type { Brand, Door } from '../db/index.ts';

/**
 * The fields of a customer, in the order of the contract (soap-types.tsv, Customer); `accounts` and `options`
 * are lists of their own. Behind the contract's fields stands trackOptIn, which SOAP does not show.
 */
export interface Field {
  readonly name: string;
  /** Column of table customer. */
  readonly column: string;
  readonly kind: 'text' | 'enum' | 'date' | 'password' | 'id' | 'count' | 'time';
  /** Value of a new customer when none is given. */
  readonly fresh: string;
  /** Setting of the brand that says it instead. */
  readonly freshOfBrand?: OptIn;
  /** Most characters, for kinds text and password. */
  readonly max: number;
  /** Values of kind enum. */
  readonly values: readonly string[];
  /** Kept by the gateway: given values are ignored, so that whole records can be sent back (soap.md 2.1). */
  readonly kept: boolean;
  /** Doors at which it is like a kept one, though others can set it. */
  readonly keptAt: readonly Door[];
}

type OptIn = 'optIn' | 'smsOptIn' | 'trackOptIn';

/** What stands for no date (soap.md 6.1). */
export const NO_DATE = '0000-00-00';

const field = <Name extends string>(name: Name, kind: Field['kind'], rest: Partial<Omit<Field, 'name'>>) => ({
  name, column: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), kind,
  fresh: '', max: 0, values: [] as readonly string[], kept: false, keptAt: [] as readonly Door[], ...rest,
});
const text = <Name extends string>(name: Name, max: number, fresh = '') =>
  field(name, 'text', { max, fresh });
const oneOf = <Name extends string>(name: Name, fresh: string, values: readonly string[]) =>
  field(name, 'enum', { fresh, values });
const optIn = <Name extends OptIn>(name: Name) =>
  field(name, 'enum', { freshOfBrand: name, values: ['Y', 'N'] });
const kept = <Name extends string>(name: Name, kind: Field['kind'], fresh = '') =>
  field(name, kind, { fresh, kept: true });

export const FIELDS = [
  kept('complaintCount', 'count', '0'),
  optIn('smsOptIn'),
  optIn('optIn'),
  kept('id', 'id'),
  text('title', 100),
  text('lastname', 100),
  text('firstname', 40),
  text('middlename', 40),
  text('prefix', 16),
  text('suffix', 16),
  text('initials', 20),
  oneOf('gender', 'UNKNOWN', ['MAN', 'WOMAN', 'FAMILY', 'NONBINARY', 'UNKNOWN']),
  oneOf('maritalStatus', 'UNKNOWN', [
    'UNKNOWN', 'SINGLE', 'MARRIED', 'DIVORCED', 'WIDOWED', 'ENGAGED', 'COHABITATING', 'DECEASED',
  ]),
  field('birthday', 'date', { fresh: NO_DATE }),
  text('birthplace', 70),
  text('address', 70),
  text('address2', 70),
  text('address3', 70),
  text('addressNumber', 10),
  text('addressNumberSuffix', 10),
  text('zipCode', 20),
  text('poBox', 11, '0'),
  text('city', 70),
  text('state', 60),
  text('country', 70),
  text('companyName', 120),
  text('department', 30),
  text('alternateAddress', 70),
  text('alternateAddress2', 70),
  text('alternateAddress3', 70),
  text('alternateAddressNumber', 10),
  text('alternateAddressNumberSuffix', 10),
  text('alternateZipCode', 7),
  text('alternateCity', 70),
  text('alternateState', 60),
  text('alternateCountry', 70),
  text('contactMan', 255),
  text('jobTitle', 60),
  text('workPhone', 16),
  text('workExtension', 10),
  text('workMobile', 16),
  text('homePhone', 16),
  text('mobilePhone', 16),
  text('faxNumber', 16),
  text('emailAddress', 80),
  text('alternateEmailAddress', 80),
  oneOf('emailType', 'MULTIPART', ['HTML', 'TEXT', 'MULTIPART']),
  kept('mailStatus', 'text', 'ACTIVE'),
  kept('softBounceCount', 'count', '0'),
  kept('hardBounceCount', 'count', '0'),
  text('website', 255),
  field('imageUrl', 'text', { max: 255, keptAt: ['soap'] }),
  oneOf('status', 'SUSPECT', ['SUSPECT', 'PROSPECT', 'CUSTOMER', 'BLACKLIST']),
  text('externalId', 100),
  text('userName', 100),
  field('password', 'password', { max: 50 }),
  kept('createdBy', 'text'),
  kept('createdAt', 'time'),
  kept('modifiedBy', 'text'),
  kept('modifiedAt', 'time'),
  optIn('trackOptIn'),
] as const;

export type FieldName = (typeof FIELDS)[number]['name'];

/** The fields that a caller can set, at one door at least. */
export const WRITABLE: readonly Field[] = FIELDS.filter((one) => !one.kept);

/** @returns what a new customer of the brand has in the field when nothing is given */
export function freshValue({ fresh, freshOfBrand }: Field, brand: Brand): string {
  return freshOfBrand === undefined ? fresh : brand.settings[freshOfBrand];
}
