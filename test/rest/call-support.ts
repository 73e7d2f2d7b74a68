/** One REST address called by plain HTTP, byte by byte as a test wants it. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { TestGateway } from '../support/gateway.ts';
import { send, type WireAnswer } from '../support/wire.ts';

export const PATH = '/app/api/rest/public/v2/customer';

interface Wish {
  readonly method?: string;
  /** Behind PATH. */
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** Calls with the token of the gateway in the header, unless other headers for it are given. */
export function call(gateway: TestGateway, { method = 'POST', path = '', headers = {}, body = '' }: Wish): Promise<WireAnswer> {
  return send(gateway, body, {
    method, path: PATH + path,
    headers: { 'Authorization': `Bearer ${gateway.token}`, 'Content-Type': 'application/json', ...headers },
  });
}

/** @returns status and code of a refusal; status alone when it is none */
export function outcomeOf({ status, text }: WireAnswer): string {
  if (status < 400) return String(status);
  const { error } = JSON.parse(text) as { error: { code: string } };
  return `${status} ${error.code}`;
}
