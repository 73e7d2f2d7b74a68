/** The soap package's server on our WSDL, with the same acts from memory. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from 'soap';
import type { Customer } from '../../src/soap/generated/contract.ts';
import { announce } from './contender.ts';
import { MISSING, NOT_FOUND, PAGE, SOAP_PATH, customer } from './soap-data.ts';

/** Lists as this package wants them: under the name of their items. */
function listed(record: Customer): object {
  return { ...record, accounts: { Account: record.accounts }, options: { CustomerOption: record.options } };
}

const ONE = listed(customer('14880'));
const CUSTOMERS = PAGE.map(listed);
const wsdl = readFileSync(new URL('../../wsdl/clang-1.24.wsdl', import.meta.url), 'utf8');

const clangPort = {
  customer_getById({ customerId }: { customerId: unknown }) {
    if (String(customerId) === MISSING) throw Object.assign(new Error(), { Fault: NOT_FOUND });
    return { code: 0, msg: ONE };
  },
  customerSet_getCustomers: () => ({ code: 0, msg: { Customer: CUSTOMERS } }),
  customer_insert: ({ customer: given }: { customer: object }) => ({ code: 0, msg: given }),
};

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  listen(server, {
    path: SOAP_PATH,
    xml: wsdl,
    services: { clangAPI: { clangPort } },
    callback: () => announce((server.address() as AddressInfo).port),
  });
});
