import { CUSTOMER_FIELDS, type CustomerField } from '../../customer/index.ts';

type Name = (typeof CUSTOMER_FIELDS)[number]['name'];

/** A member of the JSON and the field of the customer that it is. */
export interface Member {
  readonly member: string;
  readonly field: CustomerField;
  readonly description: string;
  /** '' where none would tell anything. */
  readonly example: string;
}

/** What members are, in the order in which answers show them (customer-rest.md 3). */
const ABOUT: Readonly<Record<Name, readonly [description: string, example: string]>> = {
  id: ['Number of the customer, given by the gateway', '1077'],
  externalId: ['Customer number in another system; need not be unique', 'K-20811'],
  emailAddress: ['Main e-mail address; need not be unique', 'ada@harbour.example'],
  userName: ['Login name at a website; need not be unique', 'ada.visser'],
  password: ['Kept as a hash, never shown; an empty one keeps the stored one', 'Oosterschelde-7'],
  title: ['Title', 'Dr'],
  initials: ['Initials', 'A.M.'],
  firstname: ['First name', 'Ada'],
  middlename: ['Further first names', 'Maria'],
  prefix: ['Particle of the last name', 'van der'],
  lastname: ['Last name', 'Visser'],
  suffix: ['What stands behind the name', 'MSc'],
  gender: ['Gender', 'WOMAN'],
  maritalStatus: ['Marital status; nobody sends to DECEASED', 'MARRIED'],
  birthday: ['Day of birth, null for none', '1980-12-31'],
  birthplace: ['Place of birth', 'Delft'],
  companyName: ['Company', 'Harbour BV'],
  department: ['Department', 'Reservations'],
  jobTitle: ['Job', 'Purser'],
  contactMan: ['Our contact for this customer', 'J. Bakker'],
  website: ['Website', 'https://harbour.example'],
  address: ['Street', 'Kade'],
  address2: ['Second line of the address', 'Building C'],
  address3: ['Third line of the address', 'Floor 2'],
  addressNumber: ['House number', '12'],
  addressNumberSuffix: ['What follows the house number', 'b'],
  zipCode: ['Postal code', '2611 AB'],
  poBox: ['Post-office box', '0'],
  city: ['Town', 'Delft'],
  state: ['State or province', 'Zuid-Holland'],
  country: ['Country', 'NL'],
  alternateAddress: ['Street of the other address', 'Havenweg'],
  alternateAddress2: ['Second line of the other address', ''],
  alternateAddress3: ['Third line of the other address', ''],
  alternateAddressNumber: ['House number of the other address', '3'],
  alternateAddressNumberSuffix: ['What follows the house number of the other address', ''],
  alternateZipCode: ['Postal code of the other address', '4301 AB'],
  alternateCity: ['Town of the other address', 'Zierikzee'],
  alternateState: ['State or province of the other address', 'Zeeland'],
  alternateCountry: ['Country of the other address', 'NL'],
  alternateEmailAddress: ['Other e-mail address', 'ada@home.example'],
  homePhone: ['Telephone at home', '+31152345678'],
  mobilePhone: ['Mobile telephone', '+31612345678'],
  workPhone: ['Telephone at work', '+31152345600'],
  workExtension: ['Extension at work', '42'],
  workMobile: ['Mobile telephone of work', '+31687654321'],
  faxNumber: ['Fax', '+31152345601'],
  optIn: ['Y: may get bulk e-mail', 'Y'],
  smsOptIn: ['Y: may get text messages', 'N'],
  trackOptIn: ['Y: opens and clicks may be kept with the person', 'Y'],
  status: ['How far the customer is one; BLACKLIST gets no bulk e-mail', 'CUSTOMER'],
  imageUrl: ['Address of a picture; over SOAP it can only be read', 'https://harbour.example/ada.png'],
  emailType: ['Form of the e-mails wanted', 'MULTIPART'],
  mailStatus: ['Whether the address takes e-mail, as the gateway found', 'ACTIVE'],
  softBounceCount: ['Soft bounces since the last delivery', '0'],
  hardBounceCount: ['Hard bounces since the last delivery', '0'],
  complaintCount: ['Complaints of spam', '0'],
  createdBy: ['User whose token made the record', 'booking site'],
  createdAt: ['When it was made, in the time zone of the brand', '2026-11-22 14:46:34'],
  modifiedBy: ['User whose token changed it last', 'booking site'],
  modifiedAt: ['When it was changed last, in the time zone of the brand', '2026-11-22 14:46:34'],
};

/** The field's name in lower case, with `alt_` for `alternate` (customer-rest.md 3.1). */
function memberOf(name: string): string {
  return name.replace(/^alternate/, 'alt_').toLowerCase();
}

const fields = new Map<string, CustomerField>(CUSTOMER_FIELDS.map((field) => [field.name, field]));

export const MEMBERS: readonly Member[] = Object.entries(ABOUT).flatMap(([name, [description, example]]) => {
  const field = fields.get(name);
  return field === undefined ? [] : [{ member: memberOf(name), field, description, example }];
});

/** Members of the lists beside the fields, and of what stands in them. */
const OTHERS: ReadonlyMap<string, string> = new Map([['accountId', 'accountid']]);

const byName = new Map(MEMBERS.map(({ member, field }) => [field.name, member]));

/** @param name of a field, as the room calls it in its refusals @returns the member; what is none stays as it is */
export function memberNamed(name: string): string {
  return byName.get(name) ?? OTHERS.get(name) ?? name;
}

/** Whether a caller can set it here; others are ignored, so that a record that was read can be sent back. */
export function isSettable({ field }: Member): boolean {
  return !field.kept && !field.keptAt.includes('rest');
}
