/** A stock server of the soap package on the knex builder, as one would write it in an afternoon. */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import knex from 'knex';
import { listen } from 'soap';
import { contract } from '../../src/soap/contract/index.ts';
import { announce } from './contender.ts';
import { SOAP_PATH } from './soap-data.ts';

const [, , url = '', brandId] = process.argv;
const sql = knex({ client: 'pg', connection: url, pool: { min: 10, max: 10 } });
const wsdl = readFileSync(new URL('../../wsdl/clang-1.24.wsdl', import.meta.url), 'utf8');

const columns = (contract.types.get('Customer')?.fields ?? [])
  .filter(({ name, type }) => typeof type === 'string' && name !== 'password')
  .map(({ name }) => `${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as ${name}`);

const clangPort = {
  async customerSet_getCustomers({ offset, size }: { offset: unknown; size: unknown }) {
    const found: Record<string, unknown>[] = await sql('customer').select(columns).where({ brand_id: brandId }).orderBy('id')
      .offset(Number(offset)).limit(Number(size));
    return { code: 0, msg: { Customer: found.map(shown) } };
  },
};

function shown(customer: Record<string, unknown>): Record<string, unknown> {
  const { createdAt, modifiedAt, birthday } = customer as Record<string, Date>;
  const day = time(birthday).slice(0, 10);
  return { ...customer, createdAt: time(createdAt), modifiedAt: time(modifiedAt), birthday: day };
}

function time(date: Date | undefined): string {
  return date?.toISOString().slice(0, 19).replace('T', ' ') ?? '';
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  listen(server, {
    path: SOAP_PATH,
    xml: wsdl,
    services: { clangAPI: { clangPort } },
    callback: () => announce((server.address() as AddressInfo).port),
  });
});
