import type { z } from 'zod';
import type { CustomerInput } from '../../customer/index.ts';
import { isSettable, MEMBERS } from './members.ts';
import type { customerBody } from './schemas.ts';
import { plain, type Text } from './text.ts';

const SETTABLE = MEMBERS.filter(isSettable);

/**
 * A customer of a body, as the room takes it. null is no value, so that what is stored stays; but for a day it is the
 * value that says none.
 */
export function givenCustomer({ options, accounts, ...members }: z.output<typeof customerBody>): CustomerInput {
  const fields = members as Readonly<Record<string, Text | undefined>>; // what the schema of each lets through
  return {
    ...Object.fromEntries(SETTABLE.map(({ member, field: { name, kind } }) => {
      const value = plain(fields[member]);
      return [name, kind === 'date' && value === null ? '' : value];
    })),
    options: Object.entries(options ?? {}).map(([name, value]) => ({ name, value: plain(value) })),
    accounts: accounts?.map(({ network, accountid }) => ({ network: plain(network), accountId: plain(accountid) })),
  };
}
