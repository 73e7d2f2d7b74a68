/** Calls of `/api/v1` as a client makes them. */
import type { Brand } from '../../src/db/index.ts';
import { makeBrand, makeToken, type MadeToken } from '../support/access.ts';
import type { TestGateway } from '../support/gateway.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** @param token sent as Authorization: Bearer; `path` comes after `/api/v1` or is a whole address of the gateway */
export function asking(url: string, token: string): Ask {
  return async (method, path, body) => {
    const response = await fetch(path.startsWith('http') ? path : `${url}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) as unknown };
  };
}

export interface Manager extends MadeToken {
  readonly brand: Brand;
  readonly ask: Ask;
}

/** A token with the right `manage` only, of a new user of a new brand unless one is given. */
export async function manager({ sql, url }: TestGateway, given?: Brand): Promise<Manager> {
  const brand = given ?? await makeBrand(sql);
  const made = await makeToken(sql, { brand, rights: ['manage'] });
  return { ...made, brand, ask: asking(url, made.token) };
}

/** What a refusal says: `409 USER_SHARED`. */
export function refusal({ status, body }: Answer): string {
  return `${status} ${(body as { error?: { code?: string } } | undefined)?.error?.code ?? ''}`;
}

/** Its text. */
export function complaint({ body }: Answer): string {
  return (body as { error?: { message?: string } } | undefined)?.error?.message ?? '';
}

/** The address in a Link header with rel="next". */
export function nextPage({ headers }: Answer): string | undefined {
  return /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
}

/** Reads a list to its end. @returns the pages */
export async function allPages(ask: Ask, path: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  for (let address: string | undefined = path; address !== undefined && pages.length < 100;) {
    const answer = await ask('GET', address);
    pages.push(answer.body as unknown[]);
    address = nextPage(answer);
  }
  return pages;
}

/** Everything of the room that may come in, to see that a refused call changed nothing. */
export async function accessState({ sql }: TestGateway): Promise<string> {
  const tables = ['brand', 'app_user', 'user_brand', 'token', 'token_log', 'customer_option'];
  const all = await Promise.all(tables.map((table) => sql(table).select().orderByRaw('1, 2')));
  // Uses are written whenever it suits the gateway.
  return JSON.stringify(all, (name, value: unknown) => (name.startsWith('last_') ? undefined : value));
}
