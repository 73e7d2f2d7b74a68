/** A client that knows nothing but the document: it calls operations by their ids and holds answers against it. */
import { expect } from 'chai';
import { expectFits, resolved } from './judge.ts';
import { operationsOf, type Document, type Part } from './sample.ts';

export interface Asked {
  /** Names of the path. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  /** As JSON reads it; undefined when there is none. */
  readonly body: unknown;
}

/** Answers are of a status that the document has, with the body and the headers that it says. */
export function readerOf(document: Document, token: string): (operationId: string, asked?: Asked) => Promise<Got> {
  const operations = new Map(operationsOf(document).map((one) => [one.operationId, one]));
  return async (operationId, { path = {}, query = {}, headers = {}, body } = {}) => {
    const operation = operations.get(operationId);
    if (operation === undefined) throw new Error(`no operation ${operationId}`);
    const place = operation.path.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => path[name] ?? '');
    expectKnown(document, operation.parameters ?? [], { query, headers });
    const answer = await fetch(`${document.servers[0]?.url}${place}?${new URLSearchParams(query)}`, {
      method: operation.method.toUpperCase(), headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const told = operation.responses[answer.status];
    if (told === undefined) return expect.fail(`${operationId} answered ${answer.status}: ${text}`);
    const read: unknown = text === '' ? undefined : JSON.parse(text);
    expectTold(document, resolved(document, told), { status: answer.status, headers: answer.headers, body: read });
    return { status: answer.status, headers: answer.headers, body: read };
  };
}

/** What a caller sends is in the document. */
function expectKnown(document: Document, parameters: readonly Part[], { query, headers }: Required<Pick<Asked, 'query' | 'headers'>>) {
  const known = parameters.map((one) => resolved(document, one)).map(({ in: place, name }) => `${String(place)} ${String(name)}`);
  const sent = [
    ...Object.keys(query).map((name) => `query ${name.replace(/\[.*/, '')}`),
    ...Object.keys(headers).map((name) => `header ${name}`),
  ];
  expect(known).to.include.members(sent);
}

function expectTold(document: Document, told: Part, { status, headers, body }: Got): void {
  const { content, headers: toldHeaders = {} } = told as {
    content?: Record<string, { schema?: object }>; headers?: Record<string, unknown>;
  };
  if (body !== undefined) expectFits(document, content?.['application/json']?.schema ?? { not: {} }, body);
  const ours = ['x-resource', 'etag', 'link', 'location', 'preference-applied', 'x-deployteq-api-error', 'www-authenticate'];
  const names = Object.keys(toldHeaders).map((name) => name.toLowerCase());
  for (const name of ours) if (headers.has(name)) expect(names, `${status}`).to.include(name);
}
