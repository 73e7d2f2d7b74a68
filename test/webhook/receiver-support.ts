/** Webhooks of a running gateway, made and called as outside systems do. */
import { expect } from 'chai';
import type { ModelDefinition } from '../../src/datamodel/index.ts';
import type { Brand } from '../../src/db/index.ts';
import { asking, type Ask } from '../rest-management/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import type { TestGateway } from '../support/gateway.ts';

/** The model of webhook.md 8: customer > stay > extra, and a table of its own. */
export const HOTEL: ModelDefinition = {
  tables: [
    {
      name: 'stay', description: '',
      columns: [
        { name: 'booking', type: 'string', description: '', unique: true },
        { name: 'arrival', type: 'date', description: '', unique: false },
      ],
    },
    {
      name: 'extra', description: '',
      columns: [
        { name: 'line', type: 'string', description: '', unique: true },
        { name: 'code', type: 'string', description: '', unique: false },
        { name: 'amount', type: 'number', description: '', unique: false },
      ],
    },
    { name: 'desk', description: '', columns: [{ name: 'code', type: 'string', description: '', unique: true }] },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [],
};

/** The mapping of webhook.md 8. */
export const MAPPING = [
  { path: 'guest.mail', to: { field: 'emailAddress' }, deduplicate: true },
  { path: 'guest.no', to: { field: 'externalId' } },
  { path: 'guest.news', to: { field: 'optIn' } },
  { path: 'guest.frequency', to: { option: 'frequency' } },
  { path: 'stays[].booking', to: { table: 'stay', column: 'booking' }, deduplicate: true },
  { path: 'stays[].arrival', to: { table: 'stay', column: 'arrival' } },
  { path: 'stays[].extras[].line', to: { table: 'extra', column: 'line' }, deduplicate: true },
  { path: 'stays[].extras[].code', to: { table: 'extra', column: 'code' } },
  { path: 'stays[].extras[].amount', to: { table: 'extra', column: 'amount' } },
  { path: 'source', to: { table: 'desk', column: 'code' }, deduplicate: true },
];

/** The call of webhook.md 8. */
export const CALL = {
  guest: { mail: 'ada@harbour.example', no: 'K-20811', news: 'Y', frequency: 'MONTHLY' },
  stays: [{ booking: 'Z-5521', arrival: '2026-07-04', extras: [{ line: '1', code: 'BIKE', amount: 2 }] }],
  source: 'desk-3',
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Desk {
  readonly brand: Brand;
  /** The management API, with the right to define the data model too. */
  readonly ask: Ask;
  readonly managerName: string;
  /** Of a user of the brand with the usual rights. */
  readonly userToken: string;
}

/** A brand with the hotel's data model and a token that manages it. */
export async function openDesk({ sql, url }: TestGateway): Promise<Desk> {
  const brand = await makeBrand(sql);
  const manager = await makeToken(sql, { brand, rights: ['manage', 'model'] });
  const ask = asking(url, manager.token);
  const model = await ask('PUT', `${url}/dataextension/_model`, HOTEL);
  expect(model.status, JSON.stringify(model.body)).equal(200);
  const { token: userToken } = await makeToken(sql, { brand });
  return { brand, ask, managerName: manager.user.name, userToken };
}

export interface MadeWebhook {
  readonly id: string;
  readonly url: string;
  readonly tokenText: string;
  readonly basic: string;
}

/** @param wish beside its name */
export async function makeWebhook({ ask }: Desk, wish: object = { mapping: MAPPING }): Promise<MadeWebhook> {
  const { status, body } = await ask('POST', '/webhooks', { name: 'bookings', ...wish });
  expect(status, JSON.stringify(body)).equal(201);
  return body as MadeWebhook;
}

/** Calls a webhook. @param body a text is sent as it is */
export async function send(
  url: string, body: unknown, headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST', headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
