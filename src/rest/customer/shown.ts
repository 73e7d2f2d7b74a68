import { NO_DATE, type Customer, type CustomerField } from '../../customer/index.ts';
import { rawNumber, type RawNumber } from '../../exact-json.ts';
import { MEMBERS } from './members.ts';

const SHOWN = MEMBERS.filter(({ field }) => field.kind !== 'password')
  .map(({ member, field }) => ({ member, kind: field.kind, name: field.name as Exclude<keyof Customer, 'options' | 'accounts'> }));

/** A customer as JSON shows it: numbers as numbers, no birthday as null, options by name. */
export function shownCustomer(customer: Customer): object {
  return {
    ...Object.fromEntries(SHOWN.map(({ member, kind, name }) => [member, shown(kind, customer[name])])),
    options: Object.fromEntries(customer.options.map(({ name, value }) => [name, value])),
    accounts: customer.accounts.map(({ network, accountId }) => ({ network, accountid: accountId })),
  };
}

function shown(kind: CustomerField['kind'], value: string): string | RawNumber | null {
  switch (kind) {
    case 'id': case 'count': return rawNumber(value);
    case 'date': return value === NO_DATE ? null : value;
    case 'text': case 'enum': case 'time': case 'password': return value;
  }
}
