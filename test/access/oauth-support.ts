/** An OAuth client of a running gateway, and its calls of the token endpoint. */
import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import { asking, type Ask } from '../rest-management/support.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import type { TestGateway } from '../support/gateway.ts';

export const BACK = 'https://crm.example/back?x=1';

export interface Registered {
  readonly brand: Brand;
  readonly ask: Ask;
  readonly managerName: string;
  readonly userToken: string;
  readonly userName: string;
  readonly client: { readonly id: string; readonly clientId: string; readonly secret: string };
}

export async function register({ sql, url }: TestGateway, wish: object = {}): Promise<Registered> {
  const brand = await makeBrand(sql);
  const manager = await makeToken(sql, { brand, rights: ['manage', 'model'] });
  const user = await makeToken(sql, { brand });
  const ask = asking(url, manager.token);
  const { status, body } = await ask('POST', '/oauth-clients', {
    name: 'CRM <b>', scopes: ['apps.webhook:execute', 'offline_access'], redirectUris: [BACK], ...wish,
  });
  expect(status, JSON.stringify(body)).equal(201);
  return {
    brand, ask, managerName: manager.user.name, userToken: user.token, userName: user.user.name,
    client: body as Registered['client'],
  };
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, string>>;
}

export async function askToken(
  { url }: TestGateway, { clientId, secret }: { readonly clientId: string; readonly secret: string },
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const response = await fetch(`${url}/oauth2/token`, {
    method: 'POST', body: new URLSearchParams(form),
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
  });
  return { status: response.status, headers: response.headers, body: await response.json() as TokenAnswer['body'] };
}

/** What a person does: opens the page, shows a token, says yes. @returns where the browser is sent */
export async function consent(
  { url }: TestGateway, query: Readonly<Record<string, string>>, form: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly page: string; readonly location: URL | null }> {
  const response = await fetch(`${url}/oauth2/authorize`, {
    method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...query, ...form }),
  });
  return { status: response.status, page: await response.text(), location: URL.parse(response.headers.get('location') ?? '') };
}
