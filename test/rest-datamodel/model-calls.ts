/** Calls of the data model's definition to a running gateway, and the model of the contract's example. */
import { expect } from 'chai';
import type { Brand } from '../../src/db/index.ts';
import type { Right } from '../../src/access/index.ts';
import type { ModelDefinition } from '../../src/datamodel/index.ts';
import { makeBrand, makeToken } from '../support/access.ts';
import type { TestGateway } from '../support/gateway.ts';

/** customer > stay > extra, extra.code refers to extratype.code, season on its own (datamodel-rest.md 5). */
export const EXAMPLE: ModelDefinition = {
  tables: [
    {
      name: 'stay', description: 'A booked stay',
      columns: [
        { name: 'booking', type: 'string', description: 'Number at the booking site', unique: true },
        { name: 'arrival', type: 'date', description: '', unique: false },
        { name: 'nights', type: 'number', description: '', unique: false },
        { name: 'confirmed', type: 'boolean', description: '', unique: false },
      ],
    },
    {
      name: 'extra', description: '',
      columns: [
        { name: 'code', type: 'string', description: '', unique: false },
        { name: 'amount', type: 'number', description: '', unique: false },
      ],
    },
    {
      name: 'extratype', description: 'What can be booked with a stay',
      columns: [
        { name: 'code', type: 'string', description: '', unique: true },
        { name: 'label', type: 'string', description: '', unique: false },
        { name: 'price', type: 'decimal', description: 'In euros', unique: false },
      ],
    },
    { name: 'season', description: '', columns: [{ name: 'starts', type: 'date', description: '', unique: false }] },
  ],
  contains: [{ parent: 'customer', child: 'stay' }, { parent: 'stay', child: 'extra' }],
  lookups: [{ table: 'extra', column: 'code', targetTable: 'extratype', targetColumn: 'code' }],
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a text that is JSON; else undefined. */
  readonly json: unknown;
}

export interface Caller {
  readonly brand: Brand;
  readonly token: string;
  /** @param target after `/dataextension`; a body that is no text is sent as JSON */
  call(method: string, target: string, body?: unknown): Promise<Answer>;
}

/** A token with rights (default: those for models and rows) of a new brand, or of one that is given. */
export async function callerOf(
  { sql, url }: TestGateway, { brand, rights = ['data.read', 'data.write', 'model'] }: { brand?: Brand; rights?: Right[] } = {},
): Promise<Caller> {
  const its = brand ?? await makeBrand(sql);
  const { token } = await makeToken(sql, { brand: its, rights });
  return { brand: its, token, call: (method, target, body) => call(`${url}/dataextension${target}`, token, method, body) };
}

export async function call(
  url: string, token: string | undefined, method: string, body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method, headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** The code of a refusal; its text is in both headers of the legacy contract. */
export function refusalOf({ headers, json }: Answer): string {
  const { error: { code, message } } = json as { error: { code: string; message: string } };
  for (const name of ['X-Deployteq-API-Error', 'X-Clang-API-Error']) {
    expect(headers.get(name)).to.equal(message.replace(/[^ -~]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`));
  }
  return code;
}

/** The words of the changes that an answer tells. */
export function changesOf({ json }: Answer): string[] {
  return (json as { changes: { change: string }[] }).changes.map(({ change }) => change);
}
