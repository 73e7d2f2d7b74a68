/** What all SOAP contenders know by heart, and the calls that are sent to them. */
import { contract } from '../../src/soap/contract/index.ts';
import type { Customer } from '../../src/soap/generated/contract.ts';
import type { Request } from './load.ts';

export const SOAP_PATH = '/app/api/soap/public/index.php';
export const TOKEN = '6f1c2a34-7d1b-4c55-9a43-0f6f3f0f1d2e';
/** The id that no contender has. */
export const MISSING = '404';
export const NOT_FOUND = { faultcode: '213', faultstring: `Customer ${MISSING} not found`, statusCode: 500 };

const VALUES: Readonly<Record<string, string>> = {
  complaintCount: '0', smsOptIn: 'Y', optIn: 'Y', id: '14880', title: 'drs.', lastname: 'Visser', firstname: 'Anna',
  prefix: 'de', initials: 'A.B.', gender: 'FEMALE', maritalStatus: 'UNKNOWN', birthday: '1980-02-03',
  address: 'Kerkstraat', addressNumber: '12', zipCode: '1234 AB', city: "'s-Hertogenbosch", country: 'Nederland',
  poBox: '0', emailAddress: 'anna.de.visser@mail.example', mobilePhone: '+31612345678', emailType: 'MULTIPART',
  mailStatus: 'ACTIVE', softBounceCount: '0', hardBounceCount: '0', status: 'CUSTOMER', createdBy: 'Webshop',
  createdAt: '2024-05-06 07:08:09', modifiedBy: 'Webshop', modifiedAt: '2025-06-07 08:09:10', externalId: 'K-1001',
  company: 'Visser & Zonen', function: 'Caf\u00e9houder', language: 'nl',
};

const OPTIONS: Readonly<Record<string, string>> = {
  shoeSize: '42', loyaltyCard: '9400 1234 5678', lastOrderAt: '2025-03-04 05:06:07', store: 'Den Bosch',
};

/**
 * A customer with a value in every field, some options and an account, as a record of the service has it; in
 * schema order.
 */
export function customer(id: string): Customer {
  const special: Customer = {
    id,
    accounts: [{ network: 'twitter', accountId: 'annadevisser' }],
    options: Object.entries(OPTIONS).map(([name, value]) => ({ identifier: name, customerId: id, name, value })),
  };
  const fields = contract.types.get('Customer')?.fields ?? [];
  return Object.fromEntries(fields.map(({ name }) => [name, special[name as keyof Customer] ?? VALUES[name] ?? '']));
}

export const PAGE: readonly Customer[] = Array.from({ length: 50 }, (_, index) => customer(String(14_880 + index)));

export const CASES = {
  'one customer': call('customer_getById', '<customerId>14880</customerId>'),
  '50 customers': call('customerSet_getCustomers', '<resourceId>7</resourceId><offset>0</offset><size>50</size>'),
  'insert of a whole customer': call('customer_insert', `<customer>${customerXml()}</customer>`),
  fault: call('customer_getById', `<customerId>${MISSING}</customerId>`),
} as const;

/** A call as node-soap writes it: default namespace, the token last. */
export function call(operation: string, parameters: string, token = TOKEN): Request {
  const body = '<?xml version="1.0" encoding="utf-8"?><soap:Envelope ' +
    'xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
    `xmlns:tns="${contract.targetNamespace}"><soap:Body><${operation} xmlns="${contract.targetNamespace}">${parameters}` +
    `<uuid>${token}</uuid></${operation}></soap:Body></soap:Envelope>`;
  return { path: SOAP_PATH, headers: { 'Content-Type': 'text/xml; charset=utf-8', SOAPAction: '""' }, body };
}

/** The customer as it is sent in. */
function customerXml(): string {
  return Object.entries(customer('14880')).map(([name, value]) => {
    if (typeof value === 'string') return `<${name}>${value.replaceAll('&', '&amp;')}</${name}>`;
    const item = name === 'accounts' ? 'Account' : 'CustomerOption';
    return `<${name}>${(value as object[]).map((each) => itemXml(item, each)).join('')}</${name}>`;
  }).join('');
}

function itemXml(name: string, item: object): string {
  return `<${name}>${Object.entries(item).map(([field, value]) => `<${field}>${value}</${field}>`).join('')}</${name}>`;
}
