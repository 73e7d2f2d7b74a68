/** Public pages of campaigns as visitors call them. */
import type { ObjectUrl } from '../../src/campaign/index.ts';
import { manager, type Manager } from '../rest-management/support.ts';
import type { TestGateway } from '../support/gateway.ts';
import { drawing, type Drawn } from './support.ts';

export interface Visited {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What a visitor gets; redirects are not followed. */
export async function visit(url: string, wish: RequestInit = {}): Promise<Visited> {
  const response = await fetch(url, { redirect: 'manual', ...wish });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Sends a form. */
export const post = (url: string, fields: Readonly<Record<string, string>>) =>
  visit(url, { method: 'POST', body: new URLSearchParams(fields) });

/** Sends JSON. */
export const postJson = (url: string, body: unknown) => visit(url, {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export interface Paged extends Manager {
  readonly campaign: string;
  /** Object -> its public address, on the gateway. */
  readonly urls: Readonly<Record<string, string>>;
}

/** A brand with a campaign `test` that runs, and its addresses. */
export async function paged(gateway: TestGateway, objects: readonly Drawn[], rest: object = {}): Promise<Paged> {
  const mine = await manager(gateway);
  const made = await mine.ask('POST', '/campaigns', drawing(objects, rest));
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  await mine.ask('POST', '/campaigns/test/start');
  const found = (await mine.ask('GET', '/campaigns/test/urls')).body as (Omit<ObjectUrl, 'path'> & { url: string })[];
  const urls = Object.fromEntries(found.map(({ object, url }) => [object, url]));
  return { ...mine, campaign: (made.body as { id: string }).id, urls };
}

/** Customers of the brand, oldest first: the columns that tests look at. */
export async function customersOf({ sql }: TestGateway, { brand }: Manager): Promise<object[]> {
  return sql('customer').where({ brand_id: brand.id }).orderBy('id').select('email_address', 'firstname', 'options');
}

/** Flows of the brand: their variables, oldest first. */
export async function flowsOf({ sql }: TestGateway, { brand }: Manager): Promise<unknown[]> {
  return sql('campaign_flow').where({ brand_id: brand.id }).orderBy('id').pluck('variables');
}
