/** The customers' door as a plain HTTP client sees it, and what the store then holds. */
import type { TestGateway } from '../support/gateway.ts';

export const CUSTOMERS = '/app/api/rest/public/v2/customer';

export type Json = Readonly<Record<string, unknown>>;

export interface RestAnswer<Body = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** undefined when there is none. */
  readonly body: Body;
}

export interface RestClient {
  /**
   * @param path behind that of customers: '', '/42', '?externalid=K-1'
   * @param body sent as JSON; a text or bytes as they are
   */
  call<Body = Json>(
    method: string, path: string, body?: unknown, headers?: Record<string, string>,
  ): Promise<RestAnswer<Body>>;
  /** @returns status, code and message of the refusal */
  refusal(method: string, path: string, body?: unknown): Promise<string>;
  /** Makes a customer. @returns what it is answered with */
  insert(customer?: Json): Promise<Json & { readonly id: number }>;
}

/** A client with the token in its header. */
export function restClient({ url, token }: { readonly url: string; readonly token: string }): RestClient {
  async function call<Body>(
    method: string, path: string, body?: unknown, headers: Record<string, string> = {},
  ): Promise<RestAnswer<Body>> {
    const response = await fetch(`${url}${CUSTOMERS}${path}`, {
      method, headers: { authorization: `Bearer ${token}`, ...headers }, ...(body === undefined ? {} : { body: bytes(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  }
  return {
    call,
    async refusal(method, path, body) {
      return refusalOf(await call(method, path, body));
    },
    async insert(customer = {}) {
      const { status, text, body } = await call<Json & { id: number }>('POST', '', customer);
      if (status !== 201) throw new Error(text);
      return body;
    },
  };
}

function bytes(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** The whole refusal as a line; fails when the answer is none of ours, to the letter. */
export function refusalOf({ status, text, headers }: RestAnswer<unknown>): string {
  const { error, ...rest } = JSON.parse(text) as { error: { code: string; message: string } };
  const { code, message, ...more } = error;
  if (Object.keys({ ...rest, ...more }).length > 0) throw new Error(text);
  const told = headers.get('x-deployteq-api-error');
  const ascii = message.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  if (told !== ascii || headers.get('x-clang-api-error') !== ascii) throw new Error(`The headers say ${told}`);
  return `${status} ${code}: ${message}`;
}

/** How many customers the brand has in the store. */
export async function customersStored({ sql, brand }: TestGateway): Promise<number> {
  return (await sql('customer').where({ brand_id: brand.id })).length;
}

export async function storedCustomer({ sql }: TestGateway, id: unknown): Promise<Json | undefined> {
  return sql('customer').where({ id: String(id) }).first<Json | undefined>();
}

export interface Change {
  readonly act: string;
  readonly changed_by: string;
  readonly door: string;
  readonly changes: Json;
}

/** The history of a customer as it is stored, oldest first. */
export async function storedHistory({ sql }: TestGateway, id: unknown): Promise<Change[]> {
  return sql('customer_history').where({ customer_id: String(id) }).orderBy(['changed_at', 'id'])
    .select<Change[]>('act', 'changed_by', 'door', 'changes');
}
