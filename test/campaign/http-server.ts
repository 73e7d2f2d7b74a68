/** A server of others that counts and keeps every call. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Shop {
  readonly url: string;
  readonly calls: Received[];
  /** What the next calls are answered with; `hang` never answers. */
  answers: ({ readonly status: number; readonly body?: string } | 'hang')[];
  close(): Promise<void>;
}

/** Answers 200 `{"ok":true}` where nothing else is asked for. */
export async function startShop(): Promise<Shop> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers } = request;
      shop.calls.push({ method, path: url, headers, body });
      const answer = shop.answers.shift() ?? { status: 200, body: '{"ok":true}' };
      if (answer !== 'hang') response.writeHead(answer.status).end(answer.body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const shop: Shop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: [], answers: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return shop;
}
