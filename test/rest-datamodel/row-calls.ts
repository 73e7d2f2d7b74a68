/** Calls of rows to a running gateway, with the headers of the test's choice. */
import { rows, statement } from '../../src/db/index.ts';
import type { TestGateway } from '../support/gateway.ts';
import { callerOf, EXAMPLE, type Answer, type Caller } from './model-calls.ts';

export interface RowCaller extends Caller {
  /** With every header in hand. @param target after the root */
  send(method: string, target: string, wish?: SendWish): Promise<Answer>;
  /** Makes a row. @returns its path after the root */
  make(table: string, row: object): Promise<string>;
  /** A new customer's path after the root. */
  customer(): Promise<string>;
  /** Rows of a table as the store has them. */
  count(): Promise<number>;
}

export interface SendWish {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default `/dataextension`. */
  readonly root?: string;
  /** Default the token of the caller, as Bearer; null: none. */
  readonly token?: string | null;
  readonly gateway?: { readonly url: string };
}

const NEW_CUSTOMER = statement(`
  insert into customer (brand_id, created_by, modified_by) values ($1, 'test', 'test') returning id`);
const COUNT = statement('select count(*) from dm_row where brand_id = $1');

/** A caller of a brand of its own that has the model of the worked example. */
export async function rowCaller(gateway: TestGateway, wish: Parameters<typeof callerOf>[1] = {}): Promise<RowCaller> {
  const caller = await callerOf(gateway, wish);
  const { brand } = caller;
  if (wish.brand === undefined) await caller.call('PUT', '/_model', EXAMPLE);
  const send: RowCaller['send'] = async (method, target, { body, headers = {}, root = '/dataextension', ...given } = {}) => {
    const token = given.token === undefined ? caller.token : given.token;
    const response = await fetch((given.gateway ?? gateway).url + root + target, {
      method,
      headers: { ...token === null ? {} : { authorization: `Bearer ${token}` }, ...headers },
      ...body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) },
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  };
  return {
    ...caller, send,
    async make(table, row) {
      const made = await send('POST', table, { body: row });
      if (made.status !== 201) throw new Error(`${made.status} ${made.text}`);
      return new URL(made.headers.get('x-resource') ?? '').pathname.replace('/dataextension', '');
    },
    async customer() {
      const [[id] = ['']] = await rows<[string]>(gateway.sql, NEW_CUSTOMER, [brand.id]);
      return `/customer/clang_${id}`;
    },
    async count() {
      const [[count] = ['']] = await rows<[string]>(gateway.sql, COUNT, [brand.id]);
      return Number(count);
    },
  };
}

/** Id of the row at a path. */
export const idOf = (path: string): string => path.split('/').at(-1) ?? '';
